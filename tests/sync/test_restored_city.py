"""A real city is put back to an older copy: its terminal notices, hears everything again once, and
nothing doubles on either side."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ports import CaseView
from resources.catalogue_files import own_folder
from sync.database import open_database
from tests.city_process import CityProcess
from tests.sync import parts
from tests.sync.test_with_city import enrolled, serving, sync


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path / "city", catalogue=own_folder())
    city.init()
    yield city
    city.close()


@pytest.mark.parametrize("operator_says_so", [False, True])
def test_a_restored_city_is_noticed_and_heard_anew(
    tmp_path: Path, city: CityProcess, operator_says_so: bool
) -> None:
    folder, backup = tmp_path / "terminal", tmp_path / "backup"
    with serving(city):
        identity = enrolled(city, folder)
        records = parts.open_records(folder, identity, parts.SetClock())
        parts.submit(records)
        assert sync(folder, identity).code is None
    shutil.copytree(city.data, backup)
    with serving(city):
        city.cli("message", parts.case_id(1), "--line", "备份以后的第一条")
        city.cli("message", parts.case_id(1), "--line", "备份以后的第二条")
        sync(folder, identity)
    shutil.rmtree(city.data)
    shutil.copytree(backup, city.data)
    with serving(city):
        if operator_says_so:  # then it is noticed even when the cursor fits again
            city.cli("restored")
            for line in ("恢复以后的第一条", "恢复以后的第二条"):
                city.cli("message", parts.case_id(1), "--line", line)
        report = sync(folder, identity)
        assert report.code is None
        after = records.case(parts.case_id(1))
        assert after is not None
        told = ["备份以后的第一条", "备份以后的第二条"]
        if operator_says_so:
            told += ["恢复以后的第一条", "恢复以后的第二条"]
        assert lines_of(after) == told
        assert len(set(after.history)) == len(after.history)
        city.cli("message", parts.case_id(1), "--line", "最后一条")
        sync(folder, identity)
        last = records.case(parts.case_id(1))
        assert last is not None
        assert lines_of(last) == [*told, "最后一条"]
        assert last.history == after.history
        assert len(city.cases()) == 1
    book = open_database(folder)
    assert {row["state"] for row in book.rows("SELECT state FROM outbox")} == {"complete"}
    book.close()
    records.close()


def lines_of(case: CaseView) -> list[str]:
    """The first lines of a case's notes."""
    return [note.lines[0] for note in case.notes]
