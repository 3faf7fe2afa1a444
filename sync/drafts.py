"""Drafts as they are typed: fields and photographed pages, each sealed with the device's key."""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.ports import Attachment, Draft, DraftPages
from core.sealing import SealBroken
from core.wire import canonical, sha256_hex
from sync.database import Database, rows
from sync.device_key import DeviceKey
from sync.durable import file_errors, write_all, write_file


class _Cover(msgspec.Struct, frozen=True):
    """What a page is; sealed in its row. The digest tells without its file whether it is kept."""

    role: str
    media_type: str
    sha256: str = ""
    is_loaded: bool = False


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
        mine = self._key.owner_digest(owner)
        known = rows(db, "SELECT owner FROM draft WHERE id = ?", [draft])
        if known and known[0]["owner"] != mine:
            delete_draft(db, draft)  # nobody types into the draft of another person
        db.execute(
            "INSERT INTO draft (id, owner, package, updated_at, updated_number)"
            " VALUES (?, ?, ?, ?, (SELECT coalesce(max(updated_number), 0) + 1 FROM draft))"
            " ON CONFLICT (id) DO UPDATE SET package = excluded.package,"
            " updated_at = excluded.updated_at, updated_number = excluded.updated_number",
            [draft, mine, package, now.isoformat(timespec="seconds")],
        )

    def save_pages(
        self, draft: str, owner: str, package: str, pages: DraftPages, now: datetime
    ) -> None:
        """Keep the pages of one material as they stand now, durably. A page that is kept already
        is not written again; those behind the first difference go. Raises DiskError."""
        # files are written under the lock, so that `sweep` never meets one without its row
        with self._database.write() as db:
            kept = self._kept(db, draft, pages)
            new = pages.pages[len(kept) :]
            if new:
                self._touch(db, draft, owner, package, now)
            for name in self._names(db, draft, pages.material) - set(kept):
                db.execute("DELETE FROM draft_page WHERE name = ?", [name])
            for page in new:
                self._add_page(db, draft, pages, page)
        self.sweep()

    def _kept(self, db: SqliteDatabase, draft: str, wanted: DraftPages) -> list[str]:
        """The names of the pages that are there already, up to the first difference."""
        kept: list[str] = []
        covers = [
            (name, cover)
            for name, cover in self._covers(db, draft)
            if cover.role == wanted.material
        ]
        for (name, cover), page in zip(covers, wanted.pages, strict=False):
            same = (sha256_hex(page.octets), wanted.is_loaded)
            if (cover.sha256, cover.is_loaded) != same or not (self._folder / name).is_file():
                break
            kept.append(name)
        return kept

    def _names(self, db: SqliteDatabase, draft: str, material: str) -> set[str]:
        return {name for name, cover in self._covers(db, draft) if cover.role == material}

    def _add_page(
        self, db: SqliteDatabase, draft: str, pages: DraftPages, page: Attachment
    ) -> None:
        name = secrets.token_hex(16)
        cover = _Cover(pages.material, page.media_type, sha256_hex(page.octets), pages.is_loaded)
        octets = self._key.seal(_place(draft, f"page {name}"), page.octets)
        write_file(self._folder / name, octets, "draft page")
        db.execute(
            "INSERT INTO draft_page (name, draft_id, number, sealed) VALUES (?, ?, (SELECT"
            " coalesce(max(number), 0) + 1 FROM draft_page WHERE draft_id = ?), ?)",
            [
                name,
                draft,
                draft,
                self._key.seal(_place(draft, f"cover {name}"), canonical(cover)),
            ],
        )

    def _covers(self, db: SqliteDatabase, draft: str) -> list[tuple[str, _Cover]]:
        """Name and cover of every page of a draft, in order; a cover that does not open is left
        out."""
        found = []
        query = "SELECT name, sealed FROM draft_page WHERE draft_id = ? ORDER BY number"
        for row in rows(db, query, [draft]):
            name = str(row["name"])
            with suppress(SealBroken, msgspec.MsgspecError):
                plain = self._key.open(_place(draft, f"cover {name}"), row["sealed"])
                found.append((name, msgspec.json.decode(plain, type=_Cover)))
        return found

    def _pages_of(self, draft: str) -> tuple[DraftPages, ...]:
        """The pages of a draft by material, in order; one that is gone or does not open is left
        out."""
        with self._database.read() as db:
            covers = self._covers(db, draft)
        found: dict[tuple[str, bool], list[Attachment]] = {}
        for name, cover in covers:
            with suppress(SealBroken, OSError):
                sealed = (self._folder / name).read_bytes()
                octets = self._key.open(_place(draft, f"page {name}"), sealed)
                page = Attachment(cover.role, cover.media_type, octets)
                found.setdefault((cover.role, cover.is_loaded), []).append(page)
        return tuple(
            DraftPages(material, is_loaded, tuple(pages))
            for (material, is_loaded), pages in found.items()
        )

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
        pages = self._pages_of(draft["id"])
        return Draft(draft["id"], draft["package"], draft["updated_at"], fields, pages)

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
