"""The terminal's one SQLite file: how it is opened, checked, written and what its errors mean.

Rollback journal (TRUNCATE) with synchronous=FULL: see docs/decisions/0003-journal-mode.md.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, DiskError
from sync.durable import file_errors, make_folder, sync_folder
from sync.failpoints import reach
from sync.migrations import migrations
from sync.reserve import RESERVE_OCTETS, Reserve

FILE_NAME = "terminal.db"
Parameters = Sequence[Any] | Mapping[str, Any]

_BUSY_S = 10.0
_CODES = {
    sqlite3.SQLITE_FULL: Code.DISK_FULL,
    sqlite3.SQLITE_IOERR: Code.DISK_FAULT,
    sqlite3.SQLITE_CANTOPEN: Code.DISK_FAULT,
    sqlite3.SQLITE_READONLY: Code.DISK_FAULT,
    sqlite3.SQLITE_PERM: Code.DISK_FAULT,
    sqlite3.SQLITE_CORRUPT: Code.DATABASE_DAMAGED,
    sqlite3.SQLITE_NOTADB: Code.DATABASE_DAMAGED,
    sqlite3.SQLITE_BUSY: Code.DATABASE_IN_USE,
    sqlite3.SQLITE_LOCKED: Code.DATABASE_IN_USE,
}


@contextmanager
def database_errors() -> Iterator[None]:
    """Map what SQLite says of the disk to DiskError. A mistake in our SQL stays what it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # extended codes carry the primary one in their low octet
        code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code is None:
            raise
        raise DiskError(code, error.sqlite_errorname) from error


class Database:
    """One connection. Calls from several threads take turns; a reader never sees half a write."""

    def __init__(self, db: SqliteDatabase, reserve: Reserve, *, spends_reserve: bool) -> None:
        self._db = db
        self._lock = threading.RLock()
        self._spends_reserve = spends_reserve
        self.reserve = reserve

    @contextmanager
    def write(self) -> Iterator[SqliteDatabase]:
        """A transaction that holds the write lock from its start (BEGIN IMMEDIATE), and is on
        the disk when the block ends. sqlite-utils commits by itself only outside a transaction.
        Raises DiskError."""
        try:
            with self._lock, database_errors():
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                    if not self._db.conn.in_transaction:
                        # SQLite rolls back by itself on a full disk; nobody may have hidden that
                        raise DiskError(Code.DISK_FAULT, "the transaction was rolled back")
                    reach("write.before_commit")
                    self._db.execute("COMMIT")
                except BaseException:
                    self._db.rollback()
                    raise
                reach("write.after_commit")
        except DiskError as error:
            if self._spends_reserve and error.code is Code.DISK_FULL:
                self.reserve.spend()
            raise

    @contextmanager
    def read(self) -> Iterator[SqliteDatabase]:
        """Several questions in a row, between the writes of this connection. Raises DiskError."""
        with self._lock, database_errors():
            yield self._db

    def rows(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """All rows of a question, as committed. Raises DiskError."""
        with self._lock, database_errors():
            return rows(self._db, sql, parameters)

    def row(self, sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
        """The first row, or None. Raises DiskError."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def setting(self, name: str, default: str = "") -> str:
        """A setting, or the default where it was never set."""
        row = self.row("SELECT value FROM setting WHERE name = ?", [name])
        return str(row["value"]) if row else default

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()


def rows(db: SqliteDatabase, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
    """All rows of a question inside a transaction."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def set_setting(db: SqliteDatabase, name: str, value: str) -> None:
    """Set a setting inside a transaction."""
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", [name, value])


def insert_row(db: SqliteDatabase, table: str, row: Mapping[str, Any]) -> None:
    """Insert one row inside a transaction. sqlite-utils' own upsert first tries out what SQLite
    can; on a full disk that trial rolls the transaction back, and the row is dropped in silence."""
    names, gaps = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({gaps})", list(row.values()))


def open_database(
    folder: Path, *, spends_reserve: bool = False, reserve_octets: int = RESERVE_OCTETS
) -> Database:
    """Open the database of a terminal, making it at the first start. Never deletes or repairs.
    Raises DiskError: DATABASE_DAMAGED, DATABASE_NEWER (both leave the file as it is), DISK_*."""
    path = folder / FILE_NAME
    if not path.exists():
        _create(path)
    db = _connect(path)
    try:
        with database_errors():
            _check(db, path)
            _configure(db)
            opened = Database(db, Reserve(folder, reserve_octets), spends_reserve=spends_reserve)
            if migrations.pending(db):
                with opened.write() as writing:
                    migrations.apply(writing)
    except BaseException:
        db.close()
        raise
    return opened


def _create(path: Path) -> None:
    """Make the file under another name and give it its own only when it is whole: an empty
    `terminal.db` is then always a damaged one, never a new one."""
    if any((path.parent / "blobs").glob("*/*")):
        raise DiskError(Code.DATABASE_DAMAGED, "the file is missing and attachments are there")
    draft = path.with_name(f".{FILE_NAME}.{secrets.token_hex(4)}")
    with file_errors("database"):
        make_folder(path.parent)
        try:
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _fill(draft)
            reach("database.made")
            os.link(draft, path)
        except FileExistsError:
            pass  # another process of this terminal was first
        finally:
            for left in path.parent.glob(f"{draft.name}*"):
                left.unlink(missing_ok=True)
        sync_folder(path.parent)


def _fill(draft: Path) -> None:
    db = _connect(draft)
    try:
        with database_errors():
            _configure(db)
            db.execute("BEGIN IMMEDIATE")
            migrations.apply(db)
            db.execute("COMMIT")
    finally:
        db.close()


def _connect(path: Path) -> SqliteDatabase:
    with database_errors():
        connection = sqlite3.connect(
            path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        return SqliteDatabase(connection)


def _check(db: SqliteDatabase, path: Path) -> None:
    """Refuse a damaged or a newer file before anything is written to it."""
    if path.stat().st_size == 0:
        raise DiskError(Code.DATABASE_DAMAGED, "the file is empty")
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise DiskError(Code.DATABASE_DAMAGED, "quick_check")
    applied = {migration.name for migration in migrations.applied(db)}
    if not applied:
        raise DiskError(Code.DATABASE_DAMAGED, "not a terminal's database")
    if applied - _every_step():
        raise DiskError(Code.DATABASE_NEWER, f"{len(applied)} steps")


def _every_step() -> set[str]:
    nothing = SqliteDatabase(memory=True)
    try:
        return {migration.name for migration in migrations.pending(nothing)}
    finally:
        nothing.close()


def _configure(db: SqliteDatabase) -> None:
    for pragma in (
        "journal_mode = TRUNCATE",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # a forgotten draft is overwritten, not only unlinked
        "temp_store = MEMORY",
    ):
        db.execute(f"PRAGMA {pragma}").fetchall()
