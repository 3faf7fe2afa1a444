"""The database file: refused when damaged or newer, and shared by two processes without loss."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from sync.database import FILE_NAME, database_errors, open_database, set_setting
from sync.durable import file_errors


def _made(folder: Path) -> Path:
    database = open_database(folder)
    with database.write() as db:
        for number in range(200):
            set_setting(db, f"name {number}", "value " * 20)
    database.close()
    return folder / FILE_NAME


def _code_on_opening(folder: Path) -> Code:
    with pytest.raises(DiskError) as caught:
        open_database(folder)
    return caught.value.code


def test_the_journal_is_a_truncated_one_with_full_syncs(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    assert database.row("PRAGMA journal_mode") == {"journal_mode": "truncate"}
    assert database.row("PRAGMA synchronous") == {"synchronous": 2}
    assert database.row("PRAGMA foreign_keys") == {"foreign_keys": 1}
    assert database.row("PRAGMA secure_delete") == {"secure_delete": 1}
    database.close()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path)

    def write_half() -> None:
        with database.write() as db:
            set_setting(db, "half", "1")
            raise KeyError

    with pytest.raises(KeyError):
        write_half()
    assert database.setting("half", "no") == "no"
    with database.write() as db:
        set_setting(db, "whole", "1")
    database.close()
    reopened = open_database(tmp_path)
    assert reopened.setting("whole") == "1"
    reopened.close()


def test_a_write_takes_the_lock_at_its_start_and_a_second_one_is_told(tmp_path: Path) -> None:
    first, second = open_database(tmp_path), open_database(tmp_path)
    with second.read() as db:
        db.conn.execute("PRAGMA busy_timeout = 50")
    with first.write(), pytest.raises(DiskError) as caught, second.write():
        pass
    assert caught.value.code is Code.DATABASE_IN_USE
    with second.write() as db:
        set_setting(db, "after", "1")
    first.close()
    second.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda octets: b"",
        lambda octets: octets[: len(octets) // 2],
        lambda octets: b"garbage " * 600,
        lambda octets: octets[:4096] + bytes(4096) + octets[8192:],
        lambda octets: octets[:-4096] + os.urandom(4096),
    ],
    ids=["empty", "half", "garbage", "a page of zeros", "a torn last page"],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: object) -> None:
    path = _made(tmp_path)
    torn: bytes = damage(path.read_bytes())  # type: ignore[operator]
    path.write_bytes(torn)
    assert _code_on_opening(tmp_path) is Code.DATABASE_DAMAGED
    assert path.read_bytes() == torn


def test_a_missing_file_beside_attachments_is_damage_and_not_a_first_start(tmp_path: Path) -> None:
    (tmp_path / "blobs" / "aa").mkdir(parents=True)
    (tmp_path / "blobs" / "aa" / "aa11").write_bytes(b"sealed")
    assert _code_on_opening(tmp_path) is Code.DATABASE_DAMAGED
    assert not (tmp_path / FILE_NAME).exists()


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE other (a)")
    connection.commit()
    connection.close()
    assert _code_on_opening(tmp_path) is Code.DATABASE_DAMAGED


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    path = _made(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('terminal', '9999_from_the_future', '2030')"
    )
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert _code_on_opening(tmp_path) is Code.DATABASE_NEWER
    assert path.read_bytes() == before


def test_a_folder_that_is_none_is_a_disk_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert _code_on_opening(tmp_path / "file" / "below") is Code.DISK_FAULT


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_FULL, Code.DISK_FULL),
        (sqlite3.SQLITE_IOERR_WRITE, Code.DISK_FAULT),
        (sqlite3.SQLITE_CORRUPT_INDEX, Code.DATABASE_DAMAGED),
        (sqlite3.SQLITE_NOTADB, Code.DATABASE_DAMAGED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Code.DATABASE_IN_USE),
        (sqlite3.SQLITE_READONLY_DBMOVED, Code.DISK_FAULT),
    ],
)
def test_every_word_of_sqlite_about_the_disk_has_a_code(code: int, expected: Code) -> None:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode, error.sqlite_errorname = code, "NAME"
    with pytest.raises(DiskError) as caught, database_errors():
        raise error
    assert caught.value.code is expected


def test_a_mistake_in_our_own_sql_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with pytest.raises(sqlite3.OperationalError):
        database.rows("SELECT * FROM nowhere")
    database.close()


def test_a_file_error_names_the_kind_of_file_and_the_cause() -> None:
    with pytest.raises(DiskError) as caught, file_errors("attachment"):
        raise OSError(5, "secret path")
    assert (caught.value.code, caught.value.detail) == (Code.DISK_FAULT, "attachment: EIO")


_WRITER = """
import sys
from pathlib import Path
from sync.database import open_database
database = open_database(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    with database.write() as db:
        db.table("setting").insert({"name": f"{sys.argv[2]} {number}", "value": "x"})
database.close()
"""


def test_two_processes_that_start_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path), name, "40"])
        for name in ("one", "two", "three")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    database = open_database(tmp_path)
    assert database.row("SELECT count(*) AS n FROM setting") == {"n": 120}
    database.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE_NAME, f"{FILE_NAME}-journal"]
