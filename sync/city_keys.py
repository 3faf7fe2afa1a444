"""The city's public keys as this terminal knows them: of the enrolment, then of the key list."""

import base64
import contextlib
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.key_list import KeyList
from core.sealing import key_id
from core.wire import canonical
from sync.database import Database, rows, set_setting
from sync.identity import TerminalIdentity

_SETTING = "city_keys"


@dataclass(frozen=True, slots=True)
class SealTo:
    """A public key of the city to seal to, with its suite and its name."""

    suite: str
    id: str
    public_key: bytes


def known_list(database: Database) -> KeyList | None:
    """The last list that was taken, checked when it came. Raises DiskError."""
    return _decode(database.setting(_SETTING))


def keep_list(db: SqliteDatabase, keys: KeyList) -> None:
    """Keep a list that was checked, inside a transaction."""
    set_setting(db, _SETTING, base64.b64encode(canonical(keys)).decode())


def seal_keys(database: Database, identity: TerminalIdentity) -> list[SealTo]:
    """What may be sealed to, newest last; the one of the enrolment where no list came yet, or the
    list has none of this terminal's suite. Raises DiskError."""
    return _seal_keys(known_list(database), identity)


def newest_seal_key(db: SqliteDatabase, identity: TerminalIdentity) -> SealTo:
    """What to seal to now, inside a transaction."""
    return _known_in(db, identity)[-1]


def trusted_keys(database: Database, identity: TerminalIdentity) -> tuple[bytes, ...]:
    """The signing keys of the city that count, newest first. Raises DiskError."""
    known = known_list(database)
    return known.trusted() if known is not None else (identity.catalogue_public_key,)


def _known_in(db: SqliteDatabase, identity: TerminalIdentity) -> list[SealTo]:
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [_SETTING])
    return _seal_keys(_decode(found[0]["value"] if found else ""), identity)


def _seal_keys(known: KeyList | None, identity: TerminalIdentity) -> list[SealTo]:
    of_list = [
        SealTo(key.suite, key.id, key.public_key)
        for key in (known.seal if known is not None else [])
        if key.suite == identity.suite
    ]
    public = identity.seal_public_key
    return of_list or [SealTo(identity.suite, key_id(public), public)]


def _decode(text: str) -> KeyList | None:
    with contextlib.suppress(ValueError, msgspec.MsgspecError):  # a torn one is asked for again
        return msgspec.json.decode(base64.b64decode(text, validate=True), type=KeyList)
    return None
