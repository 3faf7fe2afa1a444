"""`onestop queue`: what staff see and do, with exit codes for scripts, and nothing of a person."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import Code
from onestop.__main__ import main
from sync import outbox
from sync.database import FILE_NAME, open_database
from tests.sync import parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three cases, of which the second was refused."""
    folder = tmp_path / "terminal"
    records = parts.open_records(folder, parts.enrolled(folder, parts.CityKeys()), parts.SetClock())
    for number in (1, 2, 3):
        parts.submit(records, number)
    records.close()
    _quarantine(folder, 2)
    return folder


def _quarantine(folder: Path, number: int) -> None:
    with closing(open_database(folder)) as database, database.write() as db:
        code, now = Code.CITY_REFUSES_CASE.value, datetime.now(UTC)
        outbox.mark_quarantined(db, parts.case_id(number), code, now, "seal-key-retired")


def _run(folder: Path, *words: str) -> int:
    return main(["queue", words[0], "--state", str(folder), *words[1:]])


def _states(folder: Path) -> list[str]:
    with closing(open_database(folder)) as database:
        return [row["state"] for row in database.rows("SELECT state FROM outbox ORDER BY seq")]


def test_the_list_shows_the_broken_one_first_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(folder, "list") == 3
    lines = capsys.readouterr().out.splitlines()
    assert "quarantined  NET-605  seal-key-retired" in lines[0]
    assert lines[-1].endswith("1 need a person.")
    assert _run(folder, "list", "--json") == 3
    assert [row["seq"] for row in json.loads(capsys.readouterr().out)] == [2, 1, 3]


def test_show_tells_all_but_the_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "show", parts.case_id(2)) == 0
    shown = capsys.readouterr().out
    assert "reason: seal-key-retired" in shown
    assert "case name_masked: 测**" in shown
    assert shown.count("attachment ") == 2
    for secret in (parts.NAME, parts.NUMBER, parts.ADDRESS, parts.PHONE):
        assert secret not in shown
    number = next(line for line in shown.splitlines() if line.startswith("receipt_no: "))
    assert _run(folder, "show", number.removeprefix("receipt_no: ")) == 0
    assert _run(folder, "show", "nobody") == 1


def test_a_refused_one_is_sent_again(folder: Path) -> None:
    assert _run(folder, "retry", parts.case_id(2)) == 0
    assert _states(folder) == ["pending"] * 3
    assert _run(folder, "retry", parts.case_id(2)) == 1
    assert _run(folder, "retry", "nobody") == 1


def test_a_refused_one_is_mended(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "mend", parts.case_id(2)) == 0
    assert _states(folder) == ["pending", "quarantined", "pending", "pending"]
    assert _run(folder, "mend", parts.case_id(2)) == 1
    assert "another envelope carries it already" in capsys.readouterr().err
    assert _run(folder, "list") == 0


def test_the_book_is_checked_backed_up_and_salvaged(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(folder, "check") == 0
    assert _run(folder, "backup", "--to", str(tmp_path / "backup")) == 0
    assert _run(folder, "check-backup", str(tmp_path / "backup")) == 0
    octets = (folder / FILE_NAME).read_bytes()
    (folder / FILE_NAME).write_bytes(bytes(100) + octets[100:])
    assert _run(folder, "list") == 1
    assert "DISK-503" in capsys.readouterr().err
    assert _run(folder, "salvage", "--to", str(tmp_path / "new")) == 0
    assert "3 envelopes saved, signed by this terminal." in capsys.readouterr().out
    assert _run(tmp_path / "new", "check") == 1
    assert "DISK-506" in capsys.readouterr().out
