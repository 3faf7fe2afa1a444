"""How a terminal's records and its link stand, in a few facts without a person, for staff."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.exchange import Terms
from core.ports import QueueView
from sync.catalogue_choice import sequence_in_use
from sync.catalogue_watch import last_confirmed
from sync.certificate import valid_until
from sync.database import FILE_NAME, Database, open_database
from sync.identity import load_identity
from sync.link_settings import load_link_settings
from sync.metered import is_metered
from sync.queue import queue_view
from sync.revoked import is_terminal_revoked
from sync.secrets_store import secrets_store
from sync.terms import terms_of


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """`blobs` and `blob_octets` are attachments that wait; with `metered` they wait for another
    link. `clock_offset_ms`: how far the city's clock is ahead, None before it was heard.
    `last_contact` is by the hour."""

    metered: bool = False
    blobs: int = 0
    blob_octets: int = 0
    last_contact: str = ""
    clock_offset_ms: int | None = None
    terms: Terms = field(default_factory=Terms)
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class TerminalStatus:
    """`terminal` is empty before enrolment; `catalogue` is 0 while the shipped one counts."""

    terminal: str
    epoch: int
    queue: QueueView | None
    catalogue: int
    reserve_stands: bool
    keys: str = ""  # how the terminal's secrets are kept, in words
    certificate: str = ""  # the day on which the client certificate ends
    link: LinkStatus = field(default_factory=LinkStatus)
    catalogue_confirmed: str = ""  # ISO time of the city's last word that it is the newest
    is_revoked: bool = False  # this epoch stands on the city's revocation list

    def oldest_s(self, now: datetime) -> int:
        """Age of what has waited longest, in seconds; 0 where nothing waits."""
        if self.queue is None or not self.queue.oldest:
            return 0
        return max(int((now - datetime.fromisoformat(self.queue.oldest)).total_seconds()), 0)


def describe(folder: Path) -> TerminalStatus:
    """Read the state of a terminal's folder; makes nothing. Raises DiskError."""
    identity = load_identity(folder)
    code = identity.terminal.code if identity else ""
    epoch = identity.terminal.epoch if identity else 0
    proxy = load_link_settings(folder).proxy
    keys = secrets_store(folder).kept().value if identity else ""
    ends = valid_until(folder)
    if not (folder / FILE_NAME).exists():
        link = LinkStatus(proxy=proxy)
        return TerminalStatus(
            code, epoch, None, 0, reserve_stands=False, keys=keys, certificate=ends, link=link
        )
    database = open_database(folder)
    try:
        stands = database.reserve.stands()
        queue = queue_view(database)
        sequence = sequence_in_use(database, folder)
        confirmed = last_confirmed(database)
        link = _link(database, proxy)
        return TerminalStatus(
            code,
            epoch,
            queue,
            sequence,
            stands,
            keys,
            ends,
            link,
            catalogue_confirmed=confirmed.isoformat(timespec="seconds") if confirmed else "",
            is_revoked=is_terminal_revoked(database, code, epoch),
        )
    finally:
        database.close()


def _link(database: Database, proxy: str) -> LinkStatus:
    waiting = database.rows(
        "SELECT count(*) AS n, coalesce(sum(size), 0) AS octets FROM blob"
        " WHERE state IN ('pending', 'sent')"
        " AND outbox_id IN (SELECT id FROM outbox WHERE state <> 'quarantined')"
    )[0]
    offset = database.setting("clock_offset_ms")
    return LinkStatus(
        metered=is_metered(database),
        blobs=waiting["n"],
        blob_octets=waiting["octets"],
        last_contact=database.setting("last_contact"),
        clock_offset_ms=int(offset) if offset else None,
        terms=terms_of(database),
        proxy=proxy,
    )
