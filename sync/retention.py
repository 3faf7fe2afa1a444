"""What may be deleted, and when: attachments of complete envelopes, some days after."""

from datetime import datetime, timedelta

from sync.blobs import BlobStore
from sync.database import Database, rows
from sync.device_log import Event, tell
from sync.outbox import milliseconds

KEEP = timedelta(days=30)


def purge(database: Database, blobs: BlobStore, now: datetime, keep: timedelta = KEEP) -> int:
    """Delete sealed attachments that the city has had completely for `keep`; how many. The
    envelope stays. A clock set forward can only shorten the time after complete, never delete
    what is not complete. Raises DiskError."""
    with database.write() as db:
        names = [
            row["sha256"]
            for row in rows(
                db,
                "SELECT blob.sha256 FROM blob JOIN outbox ON outbox.id = blob.outbox_id"
                " WHERE blob.state = 'stored' AND outbox.state = 'complete'"
                " AND outbox.complete_ms < ?",
                [milliseconds(now - keep)],
            )
        ]
        for name in names:
            db.execute("UPDATE blob SET state = 'purged' WHERE sha256 = ?", [name])
    blobs.remove(names)
    if names:
        tell(Event.ATTACHMENTS_PURGED, count=len(names))
    return len(names)
