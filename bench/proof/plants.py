"""Bugs planted into the product for the time of a `with`, so that a proof can show it finds them.

A plant replaces a name of the product; where the name is gone the plant fails, and so the proof.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from sqlite_utils import Database as SqliteDatabase

from sync import blobs, database, durable
from sync.blobs import BlobStore, SealedPage
from sync.migrations import migrations
from sync.records import SqliteRecords

Plant = Callable[[], AbstractContextManager[object]]


def _pragmas(*pragmas: str) -> Plant:
    """Every connection is set up otherwise."""

    @contextmanager
    def plant() -> Iterator[None]:
        configure = database._configure

        def configure_otherwise(db: SqliteDatabase) -> None:
            configure(db)
            for pragma in pragmas:
                db.execute(f"PRAGMA {pragma}").fetchall()

        with patch.object(database, "_configure", configure_otherwise):
            yield

    return plant


@contextmanager
def _no_folder_sync() -> Iterator[None]:
    def nothing(folder: Path) -> None:
        """A rename or a link that nobody makes durable."""

    with patch.object(durable, "sync_folder", nothing):
        yield


@contextmanager
def _no_file_sync() -> Iterator[None]:
    """The octets of an attachment are left to the page cache."""

    def write_files(files: Mapping[Path, bytes], what: str) -> None:
        for path, octets in files.items():
            durable.make_folder(path.parent)
            temporary = path.with_name(f".{path.name}.tmp")
            temporary.write_bytes(octets)
            temporary.rename(path)
            durable.sync_folder(path.parent)

    with patch.object(blobs, "write_files", write_files):
        yield


@contextmanager
def _blobs_after_the_commit() -> Iterator[None]:
    """The record is committed first, and the attachments that it names are written then."""
    held: list[tuple[BlobStore, Sequence[SealedPage]]] = []
    write, store = BlobStore.write, SqliteRecords._store

    def keep(self: BlobStore, pages: Sequence[SealedPage]) -> None:
        held.append((self, pages))

    def store_then_write(self: SqliteRecords, *given: Any, **named: Any) -> Any:
        view = store(self, *given, **named)
        while held:
            write(*held.pop(0))
        return view

    with (
        patch.object(BlobStore, "write", keep),
        patch.object(SqliteRecords, "_store", store_then_write),
    ):
        yield


@contextmanager
def _write_ahead_log() -> Iterator[None]:
    """A write-ahead log that is synced at checkpoints only."""

    def configure(db: SqliteDatabase) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {pragma}").fetchall()

    with patch.object(database, "_configure", configure):
        yield


DISK_PLANTS: Mapping[str, Plant] = MappingProxyType(
    {
        "": nullcontext,
        "synchronous=NORMAL": _pragmas("synchronous = NORMAL"),
        "synchronous=NORMAL with a write-ahead log": _write_ahead_log,
        "a deleted journal with synchronous=FULL": _pragmas("journal_mode = DELETE"),
        "a journal in memory": _pragmas("journal_mode = MEMORY"),
        "no fsync of the folder after a rename": _no_folder_sync,
        "no fsync of an attachment": _no_file_sync,
        "attachments written after the commit": _blobs_after_the_commit,
    }
)


@contextmanager
def _no_transaction() -> Iterator[None]:
    """Every statement of a migration is committed by itself."""

    def apply_in_pieces(db: SqliteDatabase) -> None:
        db.execute("COMMIT")
        for migration in migrations.pending(db):
            migration.fn(db)
            migrations._record_applied(db, migration.name)
        db.execute("BEGIN IMMEDIATE")

    with patch.object(migrations, "apply", apply_in_pieces):
        yield


@contextmanager
def _made_anew() -> Iterator[None]:
    """A table is made anew in its new shape, and its rows are not carried over."""
    apply = migrations.apply

    def apply_and_make_anew(db: SqliteDatabase) -> None:
        apply(db)
        db.execute("DELETE FROM case_history")

    with patch.object(migrations, "apply", apply_and_make_anew):
        yield


MIGRATION_PLANTS: Mapping[str, Plant] = MappingProxyType(
    {
        "": nullcontext,
        "a migration without a transaction": _no_transaction,
        "a migration that leaves rows behind": _made_anew,
        "a migration with a journal in memory": _pragmas("journal_mode = MEMORY"),
    }
)
