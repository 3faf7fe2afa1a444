"""What may be deleted, and when: attachments of complete envelopes, then their sealed octets."""

from datetime import datetime, timedelta

from sqlite_utils import Database as SqliteDatabase

from sync.blobs import BlobStore
from sync.database import Database, rows
from sync.device_log import Event, tell
from sync.outbox import city_milliseconds, stamp_complete

KEEP = timedelta(days=30)  # where the city has not said how long
_LONGEST = timedelta(days=3650)


def kept_for(database: Database) -> timedelta:
    """How long complete envelopes stay, as the city last said (Terms). Raises DiskError."""
    said = database.setting("retention_days")
    days = int(said) if said.isascii() and said.isdigit() else KEEP.days
    return min(timedelta(days=days), _LONGEST)


def purge(database: Database, blobs: BlobStore, now: datetime) -> int:
    """Delete sealed attachments that the city has had completely for its time; how many. After as
    long again the envelope's sealed octets are emptied; id, number, digest, receipt and history
    stay, so that a number that the city misses can still be answered for. Time is the city's, as
    last heard; call it right after a pass that heard the city. What is not complete is never
    touched. Raises DiskError."""
    keep = kept_for(database)
    with database.write() as db:
        stamp_complete(db, now)
        limit = city_milliseconds(db, now) - _milliseconds(keep)
        names = [
            row["sha256"]
            for row in rows(
                db,
                "SELECT blob.sha256 FROM blob JOIN outbox ON outbox.id = blob.outbox_id"
                " WHERE blob.state = 'stored' AND outbox.state = 'complete'"
                " AND outbox.complete_ms BETWEEN 1 AND ?",
                [limit],
            )
        ]
        for name in names:
            db.execute("UPDATE blob SET state = 'purged' WHERE sha256 = ?", [name])
        emptied = _empty(db, limit - _milliseconds(keep))
    blobs.remove(names)
    if names:
        tell(Event.ATTACHMENTS_PURGED, count=len(names))
    if emptied:
        tell(Event.ENVELOPES_EMPTIED, count=emptied)
    return len(names)


def _empty(db: SqliteDatabase, limit: int) -> int:
    """Never before all its attachments are purged: what is left is whole or nothing."""
    done = db.execute(
        "UPDATE outbox SET envelope = x'' WHERE state = 'complete' AND complete_ms BETWEEN 1 AND ?"
        " AND length(envelope) > 0 AND NOT EXISTS (SELECT 1 FROM blob"
        " WHERE blob.outbox_id = outbox.id AND blob.state <> 'purged')",
        [limit],
    )
    return int(done.rowcount)


def _milliseconds(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
