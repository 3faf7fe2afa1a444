"""The lane of revocations: the signed list of what does not count any more, kept for days without
a network."""

from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from core import sealing
from core.errors import CatalogueError, Code
from core.ports import Clock
from core.revocations import RevocationList, SignedRevocations
from core.sealing import Trusted
from sync.client import RevocationsAnswer
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.inbox import REVOCATIONS_TOLD
from sync.report import Report

SEQUENCE = "revocations_sequence"
ASK_EVERY = timedelta(hours=1)
_ETAG = "revocations_etag"
_ASKED = "revocations_asked"


class RevocationSource(Protocol):
    """The part of the city client that this lane needs."""

    def revocations(self, etag: str) -> RevocationsAnswer | None: ...


def take_revocations(
    database: Database, source: RevocationSource, trusted: Trusted, clock: Clock, report: Report
) -> None:
    """Ask when the feed told of a newer list, else by the hour. A forged or an older list is
    refused and reported, and the one before stays. Raises LinkError or DiskError."""
    sequence = int(database.setting(SEQUENCE, "0"))
    told = int(database.setting(REVOCATIONS_TOLD, "0")) > sequence
    if not (told or _is_time(database.setting(_ASKED), clock.now())):
        return
    answer = source.revocations(database.setting(_ETAG))
    if answer is None:
        _note(database, clock.now())
        return
    try:
        listed = verified_list(answer.signed, trusted)
        if listed.sequence < sequence:
            raise CatalogueError(Code.REVOCATIONS_REFUSED, "sequence: is below ours")
    except CatalogueError as error:
        report.catalogue_code = error.code
        tell(Event.REVOCATIONS_REFUSED, code=error.code)
        return
    _keep(database, listed, answer.etag, clock.now())
    tell(Event.REVOCATIONS_TAKEN, count=listed.sequence)


def verified_list(signed: SignedRevocations, trusted: Trusted) -> RevocationList:
    """The list that the city signed. Raises CatalogueError REVOCATIONS_REFUSED."""
    if not sealing.verify_trusted(trusted, signed.signature, signed.revocations):
        raise CatalogueError(Code.REVOCATIONS_REFUSED, "signature: is not the city's")
    try:
        return msgspec.json.decode(signed.revocations, type=RevocationList)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CatalogueError(Code.REVOCATIONS_REFUSED, "cannot be read") from error


def _is_time(asked: str, now: datetime) -> bool:
    """A clock that was set back does not put the next question off for ever."""
    return not asked or abs(now - datetime.fromisoformat(asked)) >= ASK_EVERY


def _note(database: Database, now: datetime) -> None:
    with database.write() as db:
        set_setting(db, _ASKED, now.isoformat(timespec="seconds"))


def _keep(database: Database, listed: RevocationList, etag: str, now: datetime) -> None:
    with database.write() as db:
        db.execute("DELETE FROM revoked")
        for entry in listed.entries:
            db.execute(
                "INSERT INTO revoked (kind, name, since, reason) VALUES (?, ?, ?, ?)",
                [entry.kind.value, entry.name, entry.since, entry.reason],
            )
        for name, value in (
            (SEQUENCE, str(listed.sequence)),
            (_ETAG, etag),
            (_ASKED, now.isoformat(timespec="seconds")),
        ):
            set_setting(db, name, value)
        reach("revocations.before_commit")
