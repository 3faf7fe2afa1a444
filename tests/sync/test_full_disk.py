"""A full disk: DISK-501, nothing half, and the same submission works when there is room."""

import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from sync.database import Database, open_database, set_setting
from tests.sync import parts


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A real file system of that size at `folder`; False where this user may not mount one."""
    options = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(folder)]
    mounted = subprocess.run(options, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def file_limit(octets: int) -> Iterator[None]:
    """No file of this process may grow beyond that size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _refused(work: Callable[[], object]) -> Code:
    with pytest.raises(DiskError) as caught:
        work()
    return caught.value.code


def test_an_attachment_that_does_not_fit_is_disk_full_and_fits_later(tmp_path: Path) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "phone", parts.PHONE)
    parts.submit(records, 1)
    with file_limit(200_000):
        assert _refused(lambda: parts.submit(records, 2, size=400_000)) is Code.DISK_FULL
    assert records.queue().count == 1
    assert records.draft_of(parts.NUMBER) is not None
    assert len(list((tmp_path / "blobs").glob("*/*"))) == 2
    assert parts.submit(records, 2, size=400_000, draft="d1").receipt_no
    records.close()


def test_a_disk_that_fills_up_keeps_what_was_promised_and_goes_on_with_room(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 1500) as mounted:
        ballast = disk / "ballast"
        if mounted:
            ballast.write_bytes(bytes(400_000))
        identity = parts.enrolled(disk, parts.CityKeys())
        records = parts.open_records(disk, identity, parts.SetClock())
        kept = []
        code = None
        with file_limit(resource.RLIM_INFINITY if mounted else 250_000):
            for number in range(1, 400):
                try:
                    kept.append(parts.submit(records, number, size=20_000))
                except DiskError as error:
                    code = error.code
                    break
        # SQLite calls the limit on a file's size an I/O error
        assert code in ({Code.DISK_FULL} if mounted else {Code.DISK_FULL, Code.DISK_FAULT})
        assert kept
        failed = len(kept) + 1
        assert records.case(parts.case_id(failed)) is None
        assert records.queue().count == len(kept)
        ballast.unlink(missing_ok=True)
        assert parts.submit(records, failed, size=20_000).receipt_no
        assert len(list((disk / "blobs").glob("*/*"))) == 2 * (len(kept) + 1)
        records.close()
        reopened = open_database(disk)
        assert reopened.row("PRAGMA integrity_check") == {"integrity_check": "ok"}
        reopened.close()


def test_no_new_case_is_taken_without_the_reserve(tmp_path: Path) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    with file_limit(parts.SMALL_RESERVE // 2):
        assert _refused(lambda: parts.submit(records, 1)) is Code.DISK_FULL
    assert not (tmp_path / "reserve").exists()
    parts.submit(records, 1)
    assert (tmp_path / "reserve").stat().st_size == parts.SMALL_RESERVE
    records.close()


def test_the_sync_floor_spends_the_reserve_and_its_next_write_works(tmp_path: Path) -> None:
    database = open_database(tmp_path, spends_reserve=True, reserve_octets=100_000)
    database.reserve.stand()
    pages = database.rows("PRAGMA page_count")[0]["page_count"]
    _allow_pages(database, pages)

    def write() -> None:
        with database.write() as db:
            set_setting(db, "large", "x" * 50_000)

    assert _refused(write) is Code.DISK_FULL
    assert not database.reserve.stands()
    _allow_pages(database, pages + 30)
    write()
    assert len(database.setting("large")) == 50_000
    database.close()


def test_a_transaction_that_sqlite_rolled_back_by_itself_never_counts(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    _allow_pages(database, database.rows("PRAGMA page_count")[0]["page_count"])

    def write_and_hide_the_error() -> None:
        with database.write() as db, suppress(sqlite3.OperationalError):
            set_setting(db, "large", "x" * 50_000)

    assert _refused(write_and_hide_the_error) is Code.DISK_FAULT
    database.close()


def _allow_pages(database: Database, pages: int) -> None:
    """Let the file grow to that many pages; beyond them SQLite says that the disk is full."""
    with database.read() as db:
        db.conn.execute(f"PRAGMA max_page_count = {pages}").fetchall()
