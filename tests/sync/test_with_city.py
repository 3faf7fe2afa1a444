"""Terminal and city together, from the one-time code to the decision, with the city killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from core.application import application_from
from core.errors import Code
from resources.catalogue_files import own_folder
from sync.catalogue_finding import find_catalogue
from sync.client import CityClient
from sync.database import open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, enrol
from sync.report import Report
from tests.city_process import CityProcess
from tests.sync import parts


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path / "city", catalogue=own_folder())
    city.init()
    yield city
    city.close()


@contextmanager
def serving(city: CityProcess) -> Iterator[None]:
    """The city is there, and then it is not."""
    city.start()
    yield
    city.stop()


def sync(folder: Path, identity: TerminalIdentity) -> Report:
    """One pass, as after a restart of the terminal."""
    clock = parts.SetClock()
    client = CityClient(identity.city_url, identity, clock)
    engine = SyncEngine(folder, identity, client, clock, reserve_octets=parts.SMALL_RESERVE)
    engine.recover()
    try:
        return engine.sync_once()
    finally:
        engine.close()


def enrolled(city: CityProcess, folder: Path) -> TerminalIdentity:
    """The terminal, enrolled at the running city."""
    client = CityClient(city.url, None, parts.SetClock())
    identity = enrol(client, city.enrolment_code(point="T-ORGAN"), folder)
    client.close()
    return identity


def test_a_case_goes_from_the_terminal_to_a_decision_and_back(
    tmp_path: Path, city: CityProcess
) -> None:
    folder = tmp_path / "terminal"
    with serving(city):
        identity = enrolled(city, folder)
        records = parts.open_records(folder, identity, parts.SetClock())
        view = parts.submit(records)
        records.give_rating(parts.a_rating())
        first = sync(folder, identity)
        assert (first.code, first.stored, first.blobs_sent) == (None, 2, 2)
        (listed,) = city.cases()
        assert (listed["id"], listed["receipt_no"]) == (view.id, view.receipt_no)
        document = application_from(city.document(view.id))
        assert document == msgspec.structs.replace(
            parts.an_application(1), receipt_no=view.receipt_no
        )
        city.cli("state", view.id, "accepted")
        second = sync(folder, identity)
        assert second.code is None
        after = records.case(view.id)
        assert after is not None
        assert (after.state, after.official_no) == ("accepted", listed["official_no"])
        states = [state for state, _ in after.history]
        assert states[:1] + states[-1:] == ["pending", "accepted"]
        assert "materials_complete" in states
        assert records.queue().count == 0
        records.close()
    found = find_catalogue(folder, own_folder(), identity.catalogue_public_key)
    assert (found.sequence, found.codes) == (1, ())


@pytest.mark.parametrize(
    "failpoint",
    [
        "before_commit",
        "after_commit_before_reply",
        "blob_before_rename",
        "blob_after_rename",
        "blob_after_commit",
    ],
)
def test_a_city_that_dies_at_any_step_gets_everything_once(
    tmp_path: Path, city: CityProcess, failpoint: str
) -> None:
    folder = tmp_path / "terminal"
    with serving(city):
        identity = enrolled(city, folder)
    records = parts.open_records(folder, identity, parts.SetClock())
    for number in (1, 2, 3):
        parts.submit(records, number)
    city.start(failpoint)
    assert sync(folder, identity).code is Code.CITY_UNREACHABLE
    city.wait()
    assert sync(folder, identity).code is Code.CITY_UNREACHABLE
    with serving(city):
        assert sync(folder, identity).code is None
        assert sync(folder, identity).code is None
        listed = city.cases()
    assert sorted(case["receipt_no"] for case in listed) == sorted(
        view.receipt_no for view in records.cases_since(None, 10)
    )
    assert {case["state"] for case in listed} == {"materials_complete"}
    book = open_database(folder)
    assert {row["state"] for row in book.rows("SELECT state FROM outbox")} == {"complete"}
    book.close()
    records.close()
