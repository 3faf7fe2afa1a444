"""What waits for the city: one row per envelope, and the states it goes through.

pending → in_flight (with a lease) → stored (the city has it durably) → complete (all attachments
too) | quarantined (a person must look). A quarantined one is mended by another that carries it
(`superseded_by`) and is complete when the city has that one. Nothing here deletes. Functions with
`db` run inside the caller's transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database as SqliteDatabase

from core.envelope import Envelope
from core.errors import Code
from core.wire import sha256_hex
from sync.cases import move_case
from sync.copies import notice_a_copy, refuse_a_copy
from sync.database import insert_row, rows

BATCH_ITEMS = 250
BATCH_OCTETS = 256_000
LEASE_MS = 120_000
# A batch that fails three times on the city's side may hide one envelope that the city cannot
# take: from then on its envelopes go alone, after the fresh ones, and block nobody.
ALONE_AFTER = 3

# types that stand in the order of their application; ratings and carriers do not
ORDERED = "('application.submit', 'application.amend', 'application.withdraw', 'material.add')"
SETTLED = "settled"  # a loss that staff have dealt with

_FREE = (
    "(state = 'pending' OR (state = 'in_flight' AND"
    # a lease further off than it can be was written before the clock was set back
    " (lease_until_ms <= :now OR lease_until_ms > :now + :lease)))"
    " AND last_pass <> :token"
)


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """One envelope to be sent, as stored."""

    id: str
    envelope: bytes
    signature: bytes


def milliseconds(moment: datetime) -> int:
    """Unix time in milliseconds."""
    return int(moment.timestamp() * 1000)


def city_milliseconds(db: SqliteDatabase, moment: datetime) -> int:
    """The same by the city's clock, as far as it is known: how long something is kept must not
    hang on a clock battery."""
    return milliseconds(moment) + _number(db, "clock_offset_ms")


def stamp_complete(db: SqliteDatabase, now: datetime) -> None:
    """From when on what is complete is kept for its time. Only right after the city was heard: at
    the moment of completion its clock may not be known yet."""
    db.execute(
        "UPDATE outbox SET complete_ms = ? WHERE state = 'complete' AND complete_ms = 0",
        [city_milliseconds(db, now)],
    )


def _number(db: SqliteDatabase, setting: str) -> int:
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [setting])
    return int(found[0]["value"] or 0) if found else 0


def take_seq(db: SqliteDatabase, epoch: int) -> int:
    """The next sequence number of this terminal; within an epoch it never goes back. Raises
    DiskError where this book is a copy whose counter may be an old one."""
    refuse_a_copy(db, epoch)
    db.execute("INSERT OR IGNORE INTO counter (epoch, seq) VALUES (?, 0)", [epoch])
    db.execute("UPDATE counter SET seq = seq + 1 WHERE epoch = ?", [epoch])
    return int(rows(db, "SELECT seq FROM counter WHERE epoch = ?", [epoch])[0]["seq"])


def add(db: SqliteDatabase, envelope: Envelope, octets: bytes, sign: bytes, now: datetime) -> None:
    """Queue an envelope with its attachments. `octets` are what `sign` covers."""
    header = envelope.header
    insert_row(
        db,
        "outbox",
        {
            "id": header.id,
            "type": header.type.value,
            "epoch": header.epoch,
            "seq": header.seq,
            "subject": header.subject,
            "rev": header.rev,
            "supersedes": header.supersedes,
            "receipt_no": header.receipt_no,
            "envelope": octets,
            "sha256": sha256_hex(octets),
            "signature": sign,
            "size": len(octets),
            "state": "pending",
            "created_at": now.isoformat(timespec="seconds"),
            "created_ms": milliseconds(now),
        },
    )
    for blob in header.attachments:
        insert_row(
            db,
            "blob",
            {
                "sha256": blob.sha256,
                "outbox_id": header.id,
                "role": blob.role,
                "size": blob.size,
                "state": "pending",
            },
        )


def next_rev(db: SqliteDatabase, subject: str) -> int:
    """The next place in the order of one application: 1 is the submission."""
    found = rows(
        db, f"SELECT max(rev) AS rev FROM outbox WHERE subject = ? AND type IN {ORDERED}", [subject]
    )
    return int(found[0]["rev"] or 0) + 1


def lease_batch(db: SqliteDatabase, token: str, now: datetime) -> list[Waiting]:
    """Take the next batch for a pass; an envelope is taken once in a pass, whatever comes of it."""
    bound = {"now": milliseconds(now), "lease": LEASE_MS, "token": token, "alone": ALONE_AFTER}
    question = f"SELECT id, envelope, signature, size FROM outbox WHERE {_FREE}"
    found = rows(
        db, f"{question} AND attempts < :alone ORDER BY seq LIMIT {BATCH_ITEMS}", bound
    ) or rows(db, f"{question} ORDER BY attempts, seq LIMIT 1", bound)
    batch: list[dict[str, Any]] = []
    octets = 0
    for row in found:
        octets += row["size"]
        if batch and octets > BATCH_OCTETS:
            break
        batch.append(row)
    for row in batch:
        db.execute(
            "UPDATE outbox SET state = 'in_flight', last_pass = ?, lease_until_ms = ? WHERE id = ?",
            [token, milliseconds(now) + LEASE_MS, row["id"]],
        )
        db.execute(
            "UPDATE cases SET state = 'sending' WHERE id = ? AND state = 'pending'", [row["id"]]
        )
    return [Waiting(row["id"], row["envelope"], row["signature"]) for row in batch]


def put_back(db: SqliteDatabase, envelope: str, *, blamed: bool) -> None:
    """The envelope was not taken: it waits again. `blamed` counts a failure on the city's side."""
    db.execute(
        "UPDATE outbox SET state = 'pending', lease_until_ms = 0, attempts = attempts + ?"
        " WHERE id = ? AND state = 'in_flight'",
        [int(blamed), envelope],
    )
    db.execute("UPDATE cases SET state = 'pending' WHERE id = ? AND state = 'sending'", [envelope])


def release_leases(db: SqliteDatabase) -> None:
    """At the start of the worker: whatever was in flight when the process died waits again."""
    for row in rows(db, "SELECT id FROM outbox WHERE state = 'in_flight'"):
        put_back(db, row["id"], blamed=False)


def mark_stored(db: SqliteDatabase, envelope: str, official_no: str, now: datetime) -> None:
    """The city said stored or duplicate for this id. What it carried is closed with it."""
    db.execute(
        "UPDATE outbox SET state = 'stored', code = '', reason = '' WHERE id = ?"
        " AND state IN ('pending', 'in_flight')",
        [envelope],
    )
    db.execute(
        "UPDATE outbox SET state = 'complete' WHERE superseded_by = ? AND state = 'quarantined'",
        [envelope],
    )
    case = _case_of(db, envelope)
    move_case(db, case, "stored", now.isoformat(timespec="seconds"), official_no)


def mark_quarantined(
    db: SqliteDatabase, envelope: str, code: str, now: datetime, reason: str = ""
) -> None:
    """A person must look; the rest goes on. `reason` is the city's own word for it."""
    db.execute(
        "UPDATE outbox SET state = 'quarantined', code = ?, reason = ?, lease_until_ms = 0"
        " WHERE id = ? AND state <> 'complete'",
        [code, reason[:60], envelope],
    )
    move_case(db, _case_of(db, envelope), "quarantined", now.isoformat(timespec="seconds"))


def _case_of(db: SqliteDatabase, envelope: str) -> str:
    """The case whose own state this envelope decides: the application that it is, or carries."""
    found = rows(db, "SELECT supersedes FROM outbox WHERE id = ?", [envelope])
    return str(found[0]["supersedes"] or envelope) if found else envelope


def send_again(
    db: SqliteDatabase, epoch: int, missing: list[int], have_through: int, settled: set[str]
) -> list[str]:
    """The city names the numbers that it does not have, and the highest that it has. Those that
    it once acknowledged were lost there (a restored backup): they wait again, unless they were
    settled just now. What is no longer here whole is marked as a loss, for staff. Returns the ids
    of those that wait again."""
    notice_a_copy(db, epoch, have_through)
    gaps = set(missing)
    found = rows(
        db,
        "SELECT id, seq, length(envelope) AS octets FROM outbox WHERE epoch = ? AND seq >= ?"
        " AND state IN ('stored', 'complete') AND superseded_by = ''",
        [epoch, min([have_through + 1, *gaps])],
    )
    lost = [
        row
        for row in found
        if (row["seq"] in gaps or row["seq"] > have_through) and row["id"] not in settled
    ]
    for row in lost:
        if row["octets"] == 0:
            _mark_loss(db, row["id"])
            continue
        db.execute("UPDATE outbox SET state = 'pending', complete_ms = 0 WHERE id = ?", [row["id"]])
        db.execute(
            "UPDATE blob SET state = 'sent' WHERE outbox_id = ? AND state = 'stored'", [row["id"]]
        )
    return [row["id"] for row in lost if row["octets"]]


def note_lost_blobs(db: SqliteDatabase, missing: Iterable[str]) -> int:
    """The city waits for attachments that were complete and whose time here is over: a loss that
    staff must see. How many envelopes have one."""
    found = {
        row["outbox_id"]
        for name in missing
        for row in rows(
            db, "SELECT outbox_id FROM blob WHERE sha256 = ? AND state = 'purged'", [name]
        )
    }
    for envelope in sorted(found):
        _mark_loss(db, envelope)
    return len(found)


def _mark_loss(db: SqliteDatabase, envelope: str) -> None:
    """Once; what staff have dealt with stays so."""
    db.execute(
        "UPDATE outbox SET loss = ? WHERE id = ? AND loss = ''",
        [Code.CITY_LOST_PURGED.value, envelope],
    )


def reopen_what_lacks(db: SqliteDatabase) -> None:
    """A complete envelope with an attachment that must be sent again is only stored."""
    db.execute(
        "UPDATE outbox SET state = 'stored', complete_ms = 0 WHERE state = 'complete'"
        " AND EXISTS (SELECT 1 FROM blob WHERE blob.outbox_id = outbox.id"
        " AND blob.state = 'pending')"
    )


def complete_what_is_whole(db: SqliteDatabase, now: datetime) -> list[str]:
    """Envelopes that are stored and whose attachments the city has all: complete."""
    whole = rows(
        db,
        "SELECT id FROM outbox WHERE state = 'stored' AND NOT EXISTS (SELECT 1 FROM blob"
        " WHERE blob.outbox_id = outbox.id AND blob.state NOT IN ('stored', 'purged'))",
    )
    for row in whole:
        db.execute("UPDATE outbox SET state = 'complete' WHERE id = ?", [row["id"]])
        move_case(db, _case_of(db, row["id"]), "complete", now.isoformat(timespec="seconds"))
    return [row["id"] for row in whole]
