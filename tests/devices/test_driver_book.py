"""Drivers of others are found beside ours, replace none of ours, and break nothing."""

from importlib.metadata import EntryPoint

from devices.driver_book import GROUP, OWN, open_book
from devices.machine_driver import Kind


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, GROUP)


def test_every_shipped_driver_has_a_name_of_its_own_and_says_what_it_is() -> None:
    names = [(driver.kind, driver.name) for driver in OWN]
    assert len(names) == len(set(names))
    assert all(driver.summary for driver in OWN)
    assert all(driver.settings.__struct_config__.forbid_unknown_fields for driver in OWN)


def test_a_driver_of_another_package_is_found_by_its_kind_and_name() -> None:
    book = open_book([point("spare", "tests.devices.spare:SPARE")])
    assert book.broken == ()
    assert book.find(Kind.CODE_READER, "spare") is not None


def test_what_does_not_load_is_named_and_the_rest_stands() -> None:
    book = open_book(
        [
            point("gone", "no.such.module:DRIVER"),
            point("other", "tests.devices.spare:book_with"),
            point("spare", "tests.devices.spare:SPARE"),
        ]
    )
    assert book.broken == ("gone: ModuleNotFoundError", "other: TypeError")
    assert book.find(Kind.CODE_READER, "spare") is not None


def test_ours_cannot_be_replaced() -> None:
    book = open_book([point("thief", "devices.card.drivers:CARD_DRIVERS")])
    assert book.broken[0] == "thief: card pcsc is taken"
