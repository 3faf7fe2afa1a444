"""Drafts as they are typed: fields and photographed pages, each sealed with the device's key."""

import os
import secrets
from datetime import datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.ports import Attachment, Draft
from core.sealing import SealBroken
from core.wire import canonical
from sync.database import Database, rows
from sync.device_key import DeviceKey
from sync.durable import file_errors, write_all, write_file


class _Cover(msgspec.Struct, frozen=True):
    """What a page is; sealed in its row."""

    role: str
    media_type: str


class Drafts:
    """The drafts of one terminal. A field is bound to its draft and its name: a sealed value
    that is moved to another field or draft does not open. Pages are files in `drafts/` with names
    that say nothing; they go with their draft, and are overwritten before they are unlinked."""

    def __init__(self, database: Database, key: DeviceKey, folder: Path) -> None:
        self._database = database
        self._key = key
        self._folder = folder / "drafts"

    def save_field(
        self, draft: str, owner: str, package: str, name: str, value: str, now: datetime
    ) -> None:
        """Save one field, durably. Raises DiskError."""
        sealed = self._key.seal(_place(draft, name), value.encode())
        with self._database.write() as db:
            self._touch(db, draft, owner, package, now)
            db.execute(
                "INSERT OR REPLACE INTO draft_field (draft_id, name, sealed) VALUES (?, ?, ?)",
                [draft, name, sealed],
            )

    def _touch(
        self, db: SqliteDatabase, draft: str, owner: str, package: str, now: datetime
    ) -> None:
        db.execute(
            "INSERT INTO draft (id, owner, package, updated_at, updated_number)"
            " VALUES (?, ?, ?, ?, (SELECT coalesce(max(updated_number), 0) + 1 FROM draft))"
            " ON CONFLICT (id) DO UPDATE SET package = excluded.package,"
            " updated_at = excluded.updated_at, updated_number = excluded.updated_number",
            [draft, self._key.owner_digest(owner), package, now.isoformat(timespec="seconds")],
        )

    def save_page(
        self,
        draft: str,
        owner: str,
        package: str,
        number: int,
        page: Attachment,
        now: datetime,
    ) -> None:
        """Keep one page, durably; one with the same number before it goes. Raises DiskError."""
        name = secrets.token_hex(16)
        cover = self._key.seal(
            _place(draft, f"cover {name}"), canonical(_Cover(page.role, page.media_type))
        )
        octets = self._key.seal(_place(draft, f"page {name}"), page.octets)
        # the file is written under the lock, so that `sweep` never meets one without its row
        with self._database.write() as db:
            write_file(self._folder / name, octets, "draft page")
            self._touch(db, draft, owner, package, now)
            db.execute("DELETE FROM draft_page WHERE draft_id = ? AND number = ?", [draft, number])
            db.execute(
                "INSERT INTO draft_page (name, draft_id, number, sealed) VALUES (?, ?, ?, ?)",
                [name, draft, number, cover],
            )
        self.sweep()

    def pages_of(self, draft: str) -> list[Attachment]:
        """The pages of a draft in order; one that is gone or does not open is left out."""
        found = []
        for row in self._database.rows(
            "SELECT name, sealed FROM draft_page WHERE draft_id = ? ORDER BY number", [draft]
        ):
            name = row["name"]
            try:
                plain = self._key.open(_place(draft, f"cover {name}"), row["sealed"])
                cover = msgspec.json.decode(plain, type=_Cover)
                sealed = (self._folder / name).read_bytes()
                octets = self._key.open(_place(draft, f"page {name}"), sealed)
            except (SealBroken, OSError, msgspec.DecodeError):
                continue
            found.append(Attachment(cover.role, cover.media_type, octets))
        return found

    def sweep(self) -> int:
        """Remove the files of pages whose draft is gone; how many. Raises DiskError."""
        if not self._folder.is_dir():
            return 0
        with self._database.write() as db:
            known = {row["name"] for row in rows(db, "SELECT name FROM draft_page")}
            with file_errors("draft page"):
                stray = [path for path in self._folder.iterdir() if path.name not in known]
                for path in stray:
                    _shred(path)
        return len(stray)

    def newest_of(self, owner: str) -> Draft | None:
        """The draft of a person that was typed in last; a field that does not open is left out."""
        draft = self._database.row(
            "SELECT id, package, updated_at FROM draft WHERE owner = ?"
            " ORDER BY updated_number DESC LIMIT 1",
            [self._key.owner_digest(owner)],
        )
        if draft is None:
            return None
        fields: dict[str, str] = {}
        for row in self._database.rows(
            "SELECT name, sealed FROM draft_field WHERE draft_id = ? ORDER BY name", [draft["id"]]
        ):
            try:
                plain = self._key.open(_place(draft["id"], row["name"]), row["sealed"])
            except SealBroken:
                continue
            fields[row["name"]] = plain.decode()
        return Draft(draft["id"], draft["package"], draft["updated_at"], fields)

    def forget(self, draft: str) -> None:
        """Delete a draft with its pages. Raises DiskError."""
        with self._database.write() as db:
            delete_draft(db, draft)
        self.sweep()


def delete_draft(db: SqliteDatabase, draft: str) -> None:
    """Delete a draft inside a transaction; its fields and the rows of its pages go
    with it, and `sweep` takes the files."""
    if rows(db, "SELECT id FROM draft WHERE id = ?", [draft]):
        db.execute("DELETE FROM draft WHERE id = ?", [draft])


def _place(draft: str, name: str) -> bytes:
    return f"draft\n{draft}\n{name}".encode()


def _shred(path: Path) -> None:
    """Overwrite, sync and unlink. A flash disk may keep old cells: the page is sealed as well."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        write_all(descriptor, bytes(path.stat().st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink()
