"""A real terminal's book and a real city: what follows, numbers cloned, and keys retired."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.application import application_from
from core.errors import Code
from core.ports import Attachment, Mended
from sync.client import CityClient
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, enrol, load_identity
from sync.records import SqliteRecords
from tests.city_process import CityProcess
from tests.sync import parts


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path_factory.mktemp("city"))
    city.init()
    city.start()
    yield city
    city.close()


def _enrol(city: CityProcess, folder: Path) -> SqliteRecords:
    """Enrol, also again: each time a new epoch of the same terminal."""
    client = CityClient(city.url, None, parts.SetClock())
    enrol(client, city.enrolment_code(point="T-ORGAN"), folder)
    client.close()
    return _open(folder)


def _identity(folder: Path) -> TerminalIdentity:
    identity = load_identity(folder)
    assert identity is not None
    return identity


def _open(folder: Path) -> SqliteRecords:
    return parts.open_records(folder, _identity(folder), parts.SetClock())


def _sync(folder: Path) -> None:
    clock = parts.SetClock()
    client = CityClient(_identity(folder).city_url, _identity(folder), clock)
    engine = SyncEngine(
        folder, _identity(folder), client, clock, reserve_octets=parts.SMALL_RESERVE
    )
    try:
        for _ in range(2):
            assert engine.sync_once().code is None
    finally:
        engine.close()


def _state(city: CityProcess, number: int) -> list[str]:
    return [case["state"] for case in city.cases() if case["id"] == parts.case_id(number)]


def test_what_follows_an_application_reaches_the_city_in_its_order(
    tmp_path: Path, city: CityProcess
) -> None:
    records = _enrol(city, tmp_path)
    parts.submit(records, 1)
    amended = parts.an_amendment(1)
    records.amend(parts.case_id(600_001), amended, parts.pages(1))
    proof = Attachment("M02", "image/jpeg", b"the promised proof")
    records.add_material(parts.an_addition(1, proof.octets), [proof])
    _sync(tmp_path)
    assert _state(city, 1) == ["materials_complete"]
    assert application_from(city.document(parts.case_id(1))).form == amended.form
    records.withdraw(parts.a_withdrawal(1))
    _sync(tmp_path)
    view = records.case(parts.case_id(1))
    assert view is not None
    assert (view.state, _state(city, 1)) == ("withdrawn", ["withdrawn"])
    assert records.queue().count == 0
    records.close()


def test_a_cloned_terminal_is_told_enrols_again_and_loses_nothing(
    tmp_path: Path, city: CityProcess
) -> None:
    records = _enrol(city, tmp_path / "a")
    parts.submit(records, 11)
    _sync(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    clone = _open(tmp_path / "b")  # unbound: as a disk image would be
    parts.submit(records, 12)
    _sync(tmp_path / "a")
    parts.submit(clone, 13)
    _sync(tmp_path / "b")
    (row,) = clone.queue_rows(9)
    assert (row["code"], row["reason"]) == (Code.TERMINAL_CLONED.value, "terminal-cloned")
    clone.close()
    again = _enrol(city, tmp_path / "b")
    assert again.mend(row["id"]) is Mended.DONE
    _sync(tmp_path / "b")
    assert again.queue_rows(9) == []
    assert [_state(city, number) for number in (11, 12, 13)] == [["materials_complete"]] * 3
    again.close()
    records.close()


def test_what_was_sealed_to_a_key_that_is_retired_is_mended(
    tmp_path: Path, city: CityProcess
) -> None:
    records = _enrol(city, tmp_path)
    parts.submit(records, 21)
    records.close()
    old = _identity(tmp_path).seal_key_id
    city.cli("keys", "rotate", "seal")
    city.cli("keys", "retire", old)
    _sync(tmp_path)
    records = _open(tmp_path)
    (row,) = records.queue_rows(9)
    assert row["reason"] == "seal-key-retired"
    assert records.mend(row["id"]) is Mended.DONE
    _sync(tmp_path)
    assert records.queue_rows(9) == []
    assert _state(city, 21) == ["materials_complete"]
    assert not json.loads(city.cli("parked", "--json").stdout)
    records.close()
