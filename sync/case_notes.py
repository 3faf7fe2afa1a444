"""What the city told of a case beside its state: kept once each, whatever number it comes under."""

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.exchange import CaseChange, ChangeKind
from core.ports import CaseNote
from core.wire import canonical, sha256_hex
from sync.database import rows

NOTES = frozenset({ChangeKind.NOTICE, ChangeKind.MESSAGE, ChangeKind.RESULT})


def add_note(db: SqliteDatabase, change: CaseChange) -> bool:
    """Keep a note of a case of ours; whether it is new. Inside a transaction."""
    if not rows(db, "SELECT id FROM cases WHERE id = ?", [change.subject]):
        return False
    told = [change.title, change.lines, change.until, change.ref]
    key = sha256_hex(canonical([change.subject, change.kind.value, change.at, *told]))
    if rows(db, "SELECT key FROM case_note WHERE key = ?", [key]):
        return False
    db.execute(
        "INSERT INTO case_note (key, case_id, kind, title, lines, until, ref, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            key,
            change.subject,
            change.kind.value,
            change.title,
            msgspec.json.encode(change.lines).decode(),
            change.until,
            change.ref,
            change.at,
        ],
    )
    return True


def notes_of(db: SqliteDatabase, case: str) -> tuple[CaseNote, ...]:
    """The notes of a case, oldest first."""
    found = rows(
        db,
        "SELECT kind, title, lines, at, until, ref FROM case_note WHERE case_id = ?"
        " ORDER BY number",
        [case],
    )
    return tuple(
        CaseNote(**row | {"lines": tuple(msgspec.json.decode(row["lines"], type=list[str]))})
        for row in found
    )
