"""What waits for the city: one row per envelope, and the states it goes through.

pending → in_flight (with a lease) → stored (the city has it durably) → complete (all attachments
too) | quarantined (a person must look). A quarantined one is mended by another that carries it
(`superseded_by`) and is complete when the city has that one. Nothing here deletes. Functions with
`db` run inside the caller's transaction.
"""

from collections import Counter
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
# take: from then on it goes in halves, after the fresh ones, and blocks nobody. What has failed
# alone eight times while the city took others is put aside for a person.
HALVED_AFTER = 3
ALONE_AT_MOST = 8

# types that stand in the order of their application; ratings and carriers do not
ORDERED = "('application.submit', 'application.amend', 'application.withdraw', 'material.add')"
SETTLED = "settled"  # a loss that staff have dealt with

_FREE = (
    "(state = 'pending' OR (state = 'in_flight' AND"
    # a lease further off than it can be was written before the clock was set back
    " (lease_until_ms <= :now OR lease_until_ms > :now + :lease)))"
    " AND last_pass <> :token"
)
# Within one application nothing overtakes: how many of it wait before this one. What carries a
# quarantined one is not held up by those after it, which may wait for just that in the city.
_EARLIER = (
    f"CASE WHEN type = 'envelope.carry' THEN -1 ELSE (SELECT count(*) FROM outbox AS other"
    f" WHERE other.subject = outbox.subject AND other.type IN {ORDERED}"
    " AND (other.epoch, other.seq) < (outbox.epoch, outbox.seq)"
    f" AND other.state IN ('pending', 'in_flight')) END AS earlier, type IN {ORDERED} AS ordered"
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


def lease_batch(
    db: SqliteDatabase,
    token: str,
    now: datetime,
    *,
    items: int = BATCH_ITEMS,
    octets: int = BATCH_OCTETS,
) -> list[Waiting]:
    """Take the next batch for a pass; an envelope is taken once in a pass, whatever comes of it.
    `octets` bounds the batch as sent."""
    bound = {"now": milliseconds(now), "lease": LEASE_MS, "token": token, "halved": HALVED_AFTER}
    question = f"SELECT id, subject, size, attempts, together, {_EARLIER} FROM outbox WHERE {_FREE}"
    fresh = rows(
        db, f"{question} AND attempts < :halved ORDER BY epoch, seq LIMIT {2 * items}", bound
    )
    batch = _in_order(fresh, items, octets)
    if not batch:
        batch = _suspects(rows(db, f"{question} ORDER BY attempts, epoch, seq", bound), octets)
    for row in batch:
        db.execute(
            "UPDATE outbox SET state = 'in_flight', last_pass = ?, lease_until_ms = ? WHERE id = ?",
            [token, milliseconds(now) + LEASE_MS, row["id"]],
        )
        db.execute(
            "UPDATE cases SET state = 'sending' WHERE id = ? AND state = 'pending'", [row["id"]]
        )
    return [_waiting(db, row["id"]) for row in batch]


def octets_as_sent(size: int) -> int:
    """What an envelope of this size adds to a compressed batch, a little too much: gzip brings the
    base64 of a seal back to its octets, and knows the names in a header from the one before."""
    return max(size * 19 // 25 - 250, size // 2)


def _in_order(found: list[dict[str, Any]], items: int, octets: int) -> list[dict[str, Any]]:
    """As many as fit, none before all that wait before it in its application. The first always
    fits, or else it would never go."""
    batch: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    left = octets
    for row in found:
        if row["earlier"] not in (-1, taken[row["subject"]]):
            continue
        left -= octets_as_sent(row["size"])
        if len(batch) == items or (batch and left < 0):
            break
        taken[row["subject"]] += row["ordered"]
        batch.append(row)
    return batch


def _suspects(found: list[dict[str, Any]], octets: int) -> list[dict[str, Any]]:
    """The next part of a batch that failed: no more of them than may still go together."""
    free = [row for row in found if row["earlier"] <= 0]
    if not free:
        return []
    first = free[0]
    alike = [
        row
        for row in free
        if (row["attempts"], row["together"]) == (first["attempts"], first["together"])
    ]
    return _in_order(alike, max(first["together"], 1), octets)


def _waiting(db: SqliteDatabase, envelope: str) -> Waiting:
    row = rows(db, "SELECT id, envelope, signature FROM outbox WHERE id = ?", [envelope])[0]
    return Waiting(row["id"], row["envelope"], row["signature"])


def put_back(db: SqliteDatabase, envelope: str) -> None:
    """The envelope was not taken, and that is not its fault: it waits again."""
    db.execute(
        "UPDATE outbox SET state = 'pending', lease_until_ms = 0"
        " WHERE id = ? AND state = 'in_flight'",
        [envelope],
    )
    db.execute("UPDATE cases SET state = 'pending' WHERE id = ? AND state = 'sending'", [envelope])


def put_back_blamed(db: SqliteDatabase, envelope: str, together: int, *, proven: bool) -> int:
    """The city failed over a batch of this many, and this envelope may be why: it waits again, from
    the third time on in half as many. `proven`: the city took others meanwhile. Gives how often
    it has failed alone beside others that went well."""
    db.execute(
        "UPDATE outbox SET attempts = attempts + 1, alone = alone + :alone,"
        " together = CASE WHEN attempts + 1 >= :halved THEN :half ELSE 0 END WHERE id = :id",
        {
            "alone": int(together == 1 and proven),
            "halved": HALVED_AFTER,
            "half": max(together // 2, 1),
            "id": envelope,
        },
    )
    put_back(db, envelope)
    return int(rows(db, "SELECT alone FROM outbox WHERE id = ?", [envelope])[0]["alone"])


def release_leases(db: SqliteDatabase) -> None:
    """At the start of the worker: whatever was in flight when the process died waits again."""
    for row in rows(db, "SELECT id FROM outbox WHERE state = 'in_flight'"):
        put_back(db, row["id"])


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


def send_one_again(db: SqliteDatabase, envelope: str) -> None:
    """The city does not know an envelope that it acknowledged: it waits again."""
    db.execute(
        "UPDATE outbox SET state = 'pending', complete_ms = 0 WHERE id = ? AND state = 'stored'"
        " AND length(envelope) > 0 AND superseded_by = ''",
        [envelope],
    )


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
