"""Drafts as they are typed, each field sealed by itself with the device's key."""

from datetime import datetime

from sqlite_utils import Database as SqliteDatabase

from core.ports import Draft
from core.sealing import SealBroken
from sync.database import Database, rows
from sync.device_key import DeviceKey


class Drafts:
    """The drafts of one terminal. A field is bound to its draft and its name: a sealed value
    that is moved to another field or draft does not open."""

    def __init__(self, database: Database, key: DeviceKey) -> None:
        self._database = database
        self._key = key

    def save_field(
        self, draft: str, owner: str, package: str, name: str, value: str, now: datetime
    ) -> None:
        """Save one field, durably. Raises DiskError."""
        sealed = self._key.seal(_place(draft, name), value.encode())
        with self._database.write() as db:
            db.execute(
                "INSERT INTO draft (id, owner, package, updated_at, updated_number)"
                " VALUES (?, ?, ?, ?, (SELECT coalesce(max(updated_number), 0) + 1 FROM draft))"
                " ON CONFLICT (id) DO UPDATE SET package = excluded.package,"
                " updated_at = excluded.updated_at, updated_number = excluded.updated_number",
                [draft, self._key.owner_digest(owner), package, now.isoformat(timespec="seconds")],
            )
            db.execute(
                "INSERT OR REPLACE INTO draft_field (draft_id, name, sealed) VALUES (?, ?, ?)",
                [draft, name, sealed],
            )

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
        """Delete a draft. Raises DiskError."""
        with self._database.write() as db:
            delete_draft(db, draft)


def delete_draft(db: SqliteDatabase, draft: str) -> None:
    """Delete a draft inside a transaction; its fields go with it."""
    if rows(db, "SELECT id FROM draft WHERE id = ?", [draft]):
        db.execute("DELETE FROM draft WHERE id = ?", [draft])


def _place(draft: str, name: str) -> bytes:
    return f"draft\n{draft}\n{name}".encode()
