"""The lane of attachments: smallest first, and done only when the city no longer asks for them."""

from typing import Any, Protocol

from core.errors import Code, DiskError
from core.exchange import MissingBlobs
from core.ports import Clock
from sync import outbox
from sync.blobs import BlobStore
from sync.database import Database, rows
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.report import Report


class BlobSender(Protocol):
    """The part of the city client that this lane needs."""

    def blob_offset(self, sha256: str) -> int: ...
    def put_blob(self, sha256: str, octets: bytes) -> None: ...
    def missing_blobs(self) -> MissingBlobs: ...


def send_blobs(
    database: Database,
    blobs: BlobStore,
    client: BlobSender,
    clock: Clock,
    token: str,
    report: Report,
) -> None:
    """Send the attachments of stored envelopes. Raises LinkError or DiskError."""
    while (blob := _next(database, token)) is not None:
        _send_one(database, blobs, client, blob, clock, report)
    if database.row("SELECT 1 FROM blob WHERE state = 'sent' LIMIT 1") is not None:
        _reconcile(database, client, clock, report)


def _next(database: Database, token: str) -> dict[str, Any] | None:
    """The next attachment of this pass, marked as tried before it is sent."""
    with database.write() as db:
        found = rows(
            db,
            "SELECT blob.* FROM blob JOIN outbox ON outbox.id = blob.outbox_id"
            " WHERE blob.state = 'pending' AND outbox.state = 'stored' AND blob.last_pass <> ?"
            " ORDER BY blob.attempts >= ?, blob.size, blob.sha256 LIMIT 1",
            [token, outbox.ALONE_AFTER],
        )
        if not found:
            return None
        db.execute(
            "UPDATE blob SET last_pass = ?, attempts = attempts + 1 WHERE sha256 = ?",
            [token, found[0]["sha256"]],
        )
    return found[0]


def _send_one(
    database: Database,
    blobs: BlobStore,
    client: BlobSender,
    blob: dict[str, Any],
    clock: Clock,
    report: Report,
) -> None:
    name: str = blob["sha256"]
    try:
        octets = blobs.read(name)
    except DiskError:
        _give_up(database, blob, clock)
        report.changed.append(blob["outbox_id"])
        return
    # a first attempt asks nothing; a later one may find that only the answer was lost
    if blob["attempts"] == 0 or client.blob_offset(name) != len(octets):
        client.put_blob(name, octets)
        report.blobs_sent += 1
    reach("blob.sent")
    with database.write() as db:
        db.execute("UPDATE blob SET state = 'sent' WHERE sha256 = ?", [name])


def _give_up(database: Database, blob: dict[str, Any], clock: Clock) -> None:
    """The file is gone or altered: a person must look, the other cases go on."""
    with database.write() as db:
        db.execute("UPDATE blob SET state = 'lost' WHERE sha256 = ?", [blob["sha256"]])
        outbox.mark_quarantined(db, blob["outbox_id"], Code.DISK_FAULT.value, clock.now())
    tell(Event.ATTACHMENT_UNREADABLE, code=Code.DISK_FAULT)


def _reconcile(database: Database, client: BlobSender, clock: Clock, report: Report) -> None:
    """The typed acknowledgement: sent, and not among those that the city still waits for. What it
    waits for although it once had it (a restored backup) is sent again while it is here."""
    sent = {row["sha256"] for row in database.rows("SELECT sha256 FROM blob WHERE state = 'sent'")}
    missing = set(client.missing_blobs().blobs)
    with database.write() as db:
        for name in sorted(missing):
            # no attempts: it is sent whole next time, whatever an offset says. A city that died
            # before it finished an attachment holds all octets of it and still waits for it.
            db.execute(
                "UPDATE blob SET state = 'pending', attempts = 0 WHERE sha256 = ?"
                " AND state IN ('sent', 'stored')",
                [name],
            )
        for name in sorted(sent - missing):
            db.execute(
                "UPDATE blob SET state = 'stored' WHERE sha256 = ? AND state = 'sent'", [name]
            )
        gone = outbox.note_lost_blobs(db, missing)
        outbox.reopen_what_lacks(db)
        report.changed += outbox.complete_what_is_whole(db, clock.now())
    if gone:
        tell(Event.LOST_AFTER_PURGE, code=Code.CITY_LOST_PURGED, count=gone)
    reach("blob.reconciled")
