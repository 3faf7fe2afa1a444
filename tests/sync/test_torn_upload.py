"""A real city behind a link that is cut in the midst of an attachment, and a killed city."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.link_proxy import linked
from core.application import application_from
from resources.catalogue_files import own_folder
from sync.client import CityClient
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from sync.report import Report
from tests.city_process import CityProcess
from tests.sync import parts
from tests.sync.test_with_city import enrolled

SIZE = 600_000
QUICK = ("--rate", "20e6", "--one-way", "0.005")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path / "city", catalogue=own_folder())
    city.init()
    city.start()
    yield city
    city.close()


@pytest.fixture
def place(tmp_path: Path, city: CityProcess) -> tuple[Path, TerminalIdentity, str]:
    """An enrolled terminal with one case that has a large scan; the case's id last."""
    folder = tmp_path / "terminal"
    identity = enrolled(city, folder)
    records: SqliteRecords = parts.open_records(folder, identity, parts.SetClock())
    view = parts.submit(records, size=SIZE)
    records.close()
    return folder, identity, view.id


def one_pass(folder: Path, identity: TerminalIdentity, url: str) -> Report:
    """As after a restart of the terminal, over some link."""
    clock = parts.SetClock()
    client = CityClient(url, identity, clock)
    engine = SyncEngine(folder, identity, client, clock, reserve_octets=parts.SMALL_RESERVE)
    engine.recover()
    try:
        return engine.sync_once()
    finally:
        engine.close()


def is_whole(city: CityProcess, case: str) -> bool:
    """Whether the city has the case once, with all its pages."""
    (listed,) = city.cases()
    application_from(city.document(case))
    return bool(listed["state"] == "materials_complete")


def test_an_upload_that_is_cut_again_and_again_sends_hardly_an_octet_twice(
    city: CityProcess, place: tuple[Path, TerminalIdentity, str]
) -> None:
    folder, identity, case = place
    with linked(city.url, *QUICK, "--cuts", "5", "--cut-after", "100000") as link:
        passes = 1
        while one_pass(folder, identity, link.url).code is not None:
            passes += 1
            assert passes < 30
        told = link.stop()
    assert told["cut"] == 5
    assert is_whole(city, case)
    # a cut may take what the city had not yet read; batches and feeds are some kilobytes a pass
    assert told["up"] < SIZE + 5 * 65_536 + passes * 12_000


def test_a_city_that_is_killed_in_the_midst_of_an_upload_gets_the_rest(
    city: CityProcess, place: tuple[Path, TerminalIdentity, str]
) -> None:
    folder, identity, case = place
    with linked(city.url, *QUICK, "--cuts", "1", "--cut-after", "300000") as link:
        assert one_pass(folder, identity, link.url).code is not None
        city.kill()
        assert one_pass(folder, identity, link.url).code is not None
        city.start()
        passes = 1
        while one_pass(folder, identity, link.url).code is not None:
            passes += 1
            assert passes < 30
    assert is_whole(city, case)
