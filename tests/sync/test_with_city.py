"""Terminal and city together, from the one-time code to the decision, with the city killed."""

import json
from pathlib import Path

import msgspec
import pytest

from core.application import application_from
from core.errors import Code
from resources.catalogue_files import own_folder
from sync.catalogue_store import find_catalogue
from sync.client import CityClient
from sync.database import open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, enrol
from sync.report import Report
from tests.sync import parts
from tests.sync.real_city import RealCity


@pytest.fixture
def city(tmp_path: Path) -> RealCity:
    city = RealCity(tmp_path / "city")
    city.run("init")
    return city


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


def enrolled(city: RealCity, folder: Path) -> TerminalIdentity:
    """The terminal, enrolled at the running city."""
    client = CityClient(city.url, None, parts.SetClock())
    identity = enrol(client, city.code(), folder)
    client.close()
    return identity


def test_a_case_goes_from_the_terminal_to_a_decision_and_back(
    tmp_path: Path, city: RealCity
) -> None:
    folder = tmp_path / "terminal"
    with city.serving():
        identity = enrolled(city, folder)
        records = parts.open_records(folder, identity, parts.SetClock())
        view = parts.submit(records)
        records.give_rating(parts.a_rating())
        first = sync(folder, identity)
        assert (first.code, first.stored, first.blobs_sent) == (None, 2, 2)
        (listed,) = json.loads(city.run("cases", "--json"))
        assert (listed["id"], listed["receipt_no"]) == (view.id, view.receipt_no)
        document = application_from(city.run("document", view.id).encode())
        assert document == msgspec.structs.replace(
            parts.an_application(1), receipt_no=view.receipt_no
        )
        city.run("state", view.id, "accepted")
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
    tmp_path: Path, city: RealCity, failpoint: str
) -> None:
    folder = tmp_path / "terminal"
    with city.serving():
        identity = enrolled(city, folder)
    records = parts.open_records(folder, identity, parts.SetClock())
    for number in (1, 2, 3):
        parts.submit(records, number)
    with city.serving(failpoint) as process:
        assert sync(folder, identity).code is Code.CITY_UNREACHABLE
        process.wait(60)
    assert sync(folder, identity).code is Code.CITY_UNREACHABLE
    with city.serving():
        assert sync(folder, identity).code is None
        assert sync(folder, identity).code is None
        listed = json.loads(city.run("cases", "--json"))
    assert sorted(case["receipt_no"] for case in listed) == sorted(
        view.receipt_no for view in records.cases_since(None, 10)
    )
    assert {case["state"] for case in listed} == {"materials_complete"}
    book = open_database(folder)
    assert {row["state"] for row in book.rows("SELECT state FROM outbox")} == {"complete"}
    book.close()
    records.close()
