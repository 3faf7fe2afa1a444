"""What waits for the city, as staff see it: numbers and states, nothing of a person."""

from typing import Any

from core.ports import QueueView
from sync.database import Database


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
    broken = database.rows("SELECT count(*) AS n FROM outbox WHERE state = 'quarantined'")
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
    """Rows that are not complete, the broken ones first, then oldest first. Raises DiskError."""
    return database.rows(
        "SELECT id, receipt_no, type, seq, state, code, attempts, created_at, size,"
        " (SELECT count(*) FROM blob WHERE outbox_id = outbox.id"
        "  AND blob.state NOT IN ('stored', 'purged')) AS attachments_waiting"
        " FROM outbox WHERE state <> 'complete'"
        " ORDER BY state = 'quarantined' DESC, created_ms, seq LIMIT ?",
        [limit],
    )
