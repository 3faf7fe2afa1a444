"""A copy of a terminal's book that is checked, made while the app runs.

The copy is marked as one: opened as a terminal it goes on sending, and gives no number until it is
enrolled again (sync/copies.py). The signing key stays here: a copy that is stolen signs nothing.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from core.errors import Code, DiskError
from core.wire import canonical, sha256_hex
from sync.copies import mark_copy
from sync.database import FILE_NAME, database_errors, open_database, rows
from sync.durable import file_errors, make_folder, sync_folder, write_file

MANIFEST = "backup.json"
_COUNTED = ("outbox", "blob", "cases", "case_history", "draft", "draft_field")


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a backup holds. `files` maps a name to its SHA-256, `rows` a table to its rows."""

    schema: str = "backup/1"
    at: str
    epochs: list[int]
    rows: dict[str, int]
    files: dict[str, str]


def back_up(folder: Path, target: Path, at: str) -> Manifest:
    """Copy the book of `folder` into the new or empty folder `target`. The manifest is written
    last: a backup without one is not whole. Raises DiskError."""
    with file_errors("backup"):
        make_folder(target)
        if any(target.iterdir()):
            raise DiskError(Code.DISK_FAULT, "the folder of the backup is not empty")
    counted = _copy_database(folder, target)
    with closing(open_database(target)) as copy:
        if dict(_count(copy.rows)) != counted:
            raise DiskError(Code.DISK_FAULT, "the copy does not have all rows")
        epochs = [row["epoch"] for row in copy.rows("SELECT epoch FROM counter ORDER BY epoch")]
        with copy.write() as db:
            for epoch in epochs:
                mark_copy(db, epoch, "restored")
        named = copy.rows("SELECT sha256 FROM blob WHERE state NOT IN ('purged', 'lost')")
        pages = copy.rows("SELECT name FROM draft_page")
    files = {FILE_NAME: _digest(target / FILE_NAME)}
    wanted = [f"blobs/{row['sha256'][:2]}/{row['sha256']}" for row in named]
    wanted += [f"drafts/{row['name']}" for row in pages] + ["device.key"]
    files |= _copy_files(folder, target, wanted)
    manifest = Manifest(at=at, epochs=epochs, rows=counted, files=files)
    write_file(target / MANIFEST, canonical(manifest), "backup")
    return manifest


def faults_of(target: Path) -> list[str]:
    """What is wrong with a backup, read back whole; empty where it is sound. Raises DiskError."""
    try:
        with file_errors("backup"):
            octets = (target / MANIFEST).read_bytes()
        manifest = msgspec.json.decode(octets, type=Manifest)
    except (DiskError, msgspec.DecodeError, UnicodeDecodeError):
        return [f"{MANIFEST}: not there or not readable: the backup is not whole"]
    found = []
    for name, sha256 in sorted(manifest.files.items()):
        file = target / name
        if not file.is_file():
            found.append(f"{name}: missing")
        elif _digest(file) != sha256:
            found.append(f"{name}: altered")
    if not found:
        with closing(open_database(target)) as copy:
            if dict(_count(copy.rows)) != manifest.rows:
                found.append(f"{FILE_NAME}: other rows")
    return found


def _copy_database(folder: Path, target: Path) -> dict[str, int]:
    """One moment of the database: a reader's lock is held from the count to the last page, and
    writers wait for it. Gives the rows of the tables at that moment."""
    source = open_database(folder)
    try:
        with source.read() as db:
            db.execute("BEGIN")
            try:
                counted = dict(_count(lambda sql: rows(db, sql)))
                with database_errors(), closing(sqlite3.connect(target / FILE_NAME)) as copy:
                    db.conn.backup(copy)
                    copy.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
            finally:
                db.rollback()
    finally:
        source.close()
    with file_errors("backup"):
        (target / FILE_NAME).chmod(0o600)
        _sync(target / FILE_NAME)
        sync_folder(target)
    return counted


def _count(ask: Any) -> Iterable[tuple[str, int]]:
    return [(table, ask(f"SELECT count(*) AS n FROM {table}")[0]["n"]) for table in _COUNTED]


def _copy_files(folder: Path, target: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Hard links on the same disk (these files are never written again, only unlinked), copies on
    another one; read back and compared by digest where the name is one."""
    digests = {}
    with file_errors("backup"):
        for name in names:
            source, copy = folder / name, target / name
            if not source.is_file():
                continue  # a draft that was forgotten meanwhile, or a lost attachment
            make_folder(copy.parent)
            # drafts are overwritten before they are unlinked, so a link would be emptied too
            if name.startswith("blobs/") and _same_disk(source, target):
                os.link(source, copy)
            else:
                shutil.copyfile(source, copy)
                copy.chmod(0o600)
                _sync(copy)
            digests[name] = _digest(copy)
            if name.startswith("blobs/") and digests[name] != copy.name:
                raise DiskError(Code.DISK_FAULT, "an attachment is altered")
        for parent in sorted({(target / name).parent for name in digests}):
            sync_folder(parent)
    return digests


def _same_disk(source: Path, target: Path) -> bool:
    return source.stat().st_dev == target.stat().st_dev


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(file: Path) -> str:
    return sha256_hex(file.read_bytes())
