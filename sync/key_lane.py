"""The lane of keys: what the city seals and signs with, once an hour, and at once when the city
refuses what was sealed to a key that it has retired."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code
from core.exchange import SignedKeyList
from core.key_list import KeyListRefused, read_key_list
from core.ports import Clock
from sync.city_keys import keep_list, known_list
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.identity import TerminalIdentity
from sync.report import Report

_EVERY = timedelta(hours=1)
_ASKED = "city_keys_asked"
STALE_KEY = "seal-key-retired"  # the city's reason (city.checking)


class KeySource(Protocol):
    """The part of the city client that this lane needs."""

    def city_keys(self) -> SignedKeyList | None: ...


def take_keys(
    database: Database,
    source: KeySource,
    identity: TerminalIdentity,
    clock: Clock,
    report: Report,
) -> None:
    """Take what the city says of its keys. A list that is not the city's is reported, and the one
    before stays. Raises LinkError or DiskError."""
    now = clock.now()
    if not _is_time(database.setting(_ASKED), now):
        return
    _take_list(database, source, identity, report)
    with database.write() as db:
        set_setting(db, _ASKED, now.isoformat(timespec="seconds"))


def ask_now(db: SqliteDatabase) -> None:
    """Inside a transaction: the next pass of this lane asks, whatever the hour. Otherwise all that
    is sealed until then would go aside too."""
    set_setting(db, _ASKED, "")


def _take_list(
    database: Database, source: KeySource, identity: TerminalIdentity, report: Report
) -> None:
    known = known_list(database)
    signed = source.city_keys()
    if signed is None:
        return
    try:
        keys = read_key_list(signed.keys, signed.signature, identity.catalogue_public_key, known)
    except KeyListRefused:
        report.keys_code = Code.CITY_NONSENSE
        tell(Event.KEYS_REFUSED, code=Code.CITY_NONSENSE)
        return
    if keys == known:
        return
    with database.write() as db:
        keep_list(db, keys)
    tell(Event.KEYS_TAKEN, count=keys.sequence)


def _is_time(asked: str, now: datetime) -> bool:
    """Also after a clock that jumped back."""
    return not asked or not timedelta() <= now - datetime.fromisoformat(asked) < _EVERY
