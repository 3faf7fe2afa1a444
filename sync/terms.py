"""How the city wants to be spoken to: the last terms that it named, kept over restarts.

They come with every typed answer that has them. What is out of all proportion is bounded, so that
no answer can silence a terminal.
"""

from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.exchange import Terms
from core.wire import canonical
from sync.database import Database, rows, set_setting

_NAME = "terms"
_SLOTS_FROM = "slots_from"
LONGEST_S = 3600.0
MOST_SLOTS = 8


def keep_terms(db: SqliteDatabase, terms: Terms, now: datetime) -> None:
    """Keep terms inside a transaction, where they say anything new."""
    octets = canonical(terms).decode()
    if _setting(db, _NAME) != octets:
        set_setting(db, _NAME, octets)
        set_setting(db, "retention_days", str(terms.retention_days))  # for sync.retention
    until = ""
    if terms.upload_slots <= 0:
        wait = timedelta(seconds=_within(terms.slot_wait_s, 1.0, LONGEST_S))
        until = (now + wait).isoformat(timespec="seconds")
    if _setting(db, _SLOTS_FROM) != until:
        set_setting(db, _SLOTS_FROM, until)


def keep_slots(db: SqliteDatabase, terms: Terms, now: datetime) -> None:
    """Keep only how many attachments may go at once, inside a transaction: where it says what it
    misses, a city may name nothing else."""
    kept = _decoded(_setting(db, _NAME))
    slots = terms.upload_slots
    keep_terms(
        db,
        msgspec.structs.replace(kept, upload_slots=slots, slot_wait_s=terms.slot_wait_s),
        now,
    )


def terms_of(database: Database) -> Terms:
    """The terms that count, within bounds; the defaults before the city was ever heard. Raises
    DiskError."""
    terms = _decoded(database.setting(_NAME))
    return Terms(
        window_s=_within(terms.window_s, 0.0, LONGEST_S),
        poll_s=_within(terms.poll_s, 1.0, LONGEST_S),
        upload_slots=int(_within(terms.upload_slots, 0, MOST_SLOTS)),
        slot_wait_s=_within(terms.slot_wait_s, 0.0, LONGEST_S),
        batch_items=int(_within(terms.batch_items, 1, 250)),
        batch_octets=int(_within(terms.batch_octets, 1_000, 256_000)),
        retention_days=terms.retention_days,
    )


def slot_wait_s(database: Database, now: datetime) -> float:
    """Seconds until this terminal may ask for an upload slot again, 0 where it may. A moment that
    is further off than it can be was written before the clock was set back. Raises DiskError."""
    kept = database.setting(_SLOTS_FROM)
    left = (datetime.fromisoformat(kept) - now).total_seconds() if kept else 0.0
    return left if 0 < left <= LONGEST_S else 0.0


def _decoded(kept: str) -> Terms:
    """What another version wrote may not be read: the defaults until the city speaks again."""
    if kept:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(kept, type=Terms)
    return Terms()


def _setting(db: SqliteDatabase, name: str) -> str:
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [name])
    return str(found[0]["value"]) if found else ""


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
