"""How an envelope of this terminal comes to be: numbered, sealed to the city, signed and queued."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlite_utils import Database as SqliteDatabase

from core import sealing
from core.envelope import Envelope, Header
from core.errors import DiskError
from core.ports import Attachment
from sync import outbox
from sync.blobs import BlobStore, SealedPage, seal_page
from sync.city_keys import newest_seal_key, seal_keys
from sync.database import Database, rows
from sync.failpoints import reach
from sync.identity import TerminalIdentity


class Letters:
    """Makes the envelopes of one terminal. Calls with `db` run inside the caller's transaction."""

    def __init__(self, database: Database, blobs: BlobStore, identity: TerminalIdentity) -> None:
        self._database = database
        self._blobs = blobs
        self._identity = identity

    def seal(self, envelope: str, attachments: Sequence[Attachment]) -> list[SealedPage]:
        """Seal attachments to the city, bound to the envelope that will name them. Has the
        reserve on the disk before: nothing new is taken without it. Raises DiskError."""
        self._database.reserve.stand()
        key = seal_keys(self._database, self._identity)[-1]
        return [seal_page(key, envelope, page) for page in attachments]

    def header(self, db: SqliteDatabase, pages: Sequence[SealedPage] = (), **given: Any) -> Header:
        """The header of a new envelope, with the next number of this terminal. Raises DiskError
        where the book may not give numbers."""
        terminal = self._identity.terminal
        # pages and document are sealed to one key, also where a newer one came in between
        key = pages[0].key if pages else newest_seal_key(db, self._identity)
        return Header(
            terminal=terminal.code,
            epoch=terminal.epoch,
            seq=outbox.take_seq(db, terminal.epoch),
            suite=key.suite,
            seal_key=key.id,
            clock_offset_ms=_clock_offset(db),
            attachments=[page.reference for page in pages],
            **given,
        )

    def post(
        self,
        db: SqliteDatabase,
        header: Header,
        plain: bytes,
        now: datetime,
        pages: Sequence[SealedPage] = (),
    ) -> int:
        """Put the attachments on the disk, then seal, sign and queue the document; how many
        octets it has become."""
        self._blobs.write(pages)
        reach("submit.blobs")
        key = pages[0].key if pages else newest_seal_key(db, self._identity)
        body = sealing.suite(key.suite).seal(key.public_key, header.additional_data(), plain)
        envelope = Envelope(header, body)
        octets = envelope.to_bytes()
        outbox.add(db, envelope, octets, self._identity.sign(octets), now)
        reach("submit.queued")
        return len(octets)

    def sweep(self) -> None:
        """After a failure on a full disk the next attempt needs the room; what cannot be swept
        now is swept later."""
        with suppress(DiskError):
            self._blobs.sweep(self._database)


def is_queued(db: SqliteDatabase, envelope: str) -> bool:
    """Whether this id was queued already, whatever became of it."""
    return bool(rows(db, "SELECT 1 FROM outbox WHERE id = ?", [envelope]))


def _clock_offset(db: SqliteDatabase) -> int | None:
    found = rows(db, "SELECT value FROM setting WHERE name = 'clock_offset_ms'")
    return int(found[0]["value"]) if found and found[0]["value"] else None
