"""What waits for the city, as staff see it: numbers and states, nothing of a person."""

from typing import Any

from core.ports import QueueView
from sync.database import Database

_NEEDS_A_PERSON = "((state = 'quarantined' AND superseded_by = '') OR loss NOT IN ('', 'settled'))"
_COLUMNS = (
    "id, receipt_no, type, seq, subject, attempts, created_at, size, reason,"
    " CASE WHEN loss NOT IN ('', 'settled') THEN 'lost'"
    "  WHEN state = 'quarantined' AND superseded_by <> '' THEN 'mending' ELSE state END AS state,"
    " CASE WHEN loss NOT IN ('', 'settled') THEN loss ELSE code END AS code,"
    " (SELECT count(*) FROM blob WHERE outbox_id = outbox.id"
    "  AND blob.state NOT IN ('stored', 'purged')) AS attachments_waiting"
)


def queue_view(database: Database) -> QueueView:
    """Everything that the city does not have completely. Raises DiskError."""
    waiting = database.rows(
        "SELECT state, created_at, size FROM outbox"
        " WHERE state IN ('pending', 'in_flight', 'stored') ORDER BY created_ms, seq"
    )
    blobs = database.rows(
        "SELECT coalesce(sum(size), 0) AS octets FROM blob WHERE state IN ('pending', 'sent')"
        " AND outbox_id IN (SELECT id FROM outbox WHERE state <> 'quarantined')"
    )
    broken = database.rows(f"SELECT count(*) AS n FROM outbox WHERE {_NEEDS_A_PERSON}")
    return QueueView(
        count=len(waiting),
        octets=sum(row["size"] for row in waiting if row["state"] != "stored") + blobs[0]["octets"],
        oldest=waiting[0]["created_at"] if waiting else "",
        quarantined=broken[0]["n"],
        attempts=int(database.setting("failures", "0")),
        last_acknowledged=database.setting("last_acknowledged"),
        online=database.setting("online") == "1",
        since=database.setting("online_since"),
        last_code=database.setting("last_code"),
    )


def queue_rows(database: Database, limit: int) -> list[dict[str, Any]]:
    """Rows that are not complete, and those that the city lost: the broken ones first, then oldest
    first. `state` is `lost` for the latter, `mending` for what another envelope carries just now.
    Raises DiskError."""
    return database.rows(
        f"SELECT {_COLUMNS} FROM outbox WHERE state <> 'complete' OR loss NOT IN ('', 'settled')"
        f" ORDER BY {_NEEDS_A_PERSON} DESC, created_ms, seq LIMIT ?",
        [limit],
    )


def queue_row(database: Database, name: str) -> dict[str, Any] | None:
    """One row by id or receipt number, whatever became of it, with its history; None where there
    is none. Of several with one receipt number the one that needs a person, else the newest.
    Raises DiskError."""
    found = database.row(
        f"SELECT {_COLUMNS}, sha256, epoch, rev, supersedes, superseded_by,"
        " length(envelope) AS octets_here, complete_ms"
        f" FROM outbox WHERE id = ? OR (receipt_no = ? AND receipt_no <> '')"
        f" ORDER BY {_NEEDS_A_PERSON} DESC, seq DESC LIMIT 1",
        [name, name],
    )
    if found is None:
        return None
    blobs = database.rows(
        "SELECT role, size, state, sha256 FROM blob WHERE outbox_id = ? ORDER BY size, sha256",
        [found["id"]],
    )
    history = database.rows(
        "SELECT state, at FROM case_history WHERE case_id = ? ORDER BY number", [found["subject"]]
    )
    case = database.row(
        "SELECT package_name, name_masked, official_no, state FROM cases WHERE id = ?",
        [found["subject"]],
    )
    return found | {"attachments": blobs, "history": history, "case": case}
