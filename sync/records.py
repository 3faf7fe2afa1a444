"""The terminal's book: what a room calls to keep applications, ratings and drafts (Records)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core import receipt_number, sealing
from core.application import Application, Rating
from core.envelope import Envelope, EnvelopeType, Header
from core.errors import DiskError
from core.ports import Attachment, CaseView, Clock, Draft, QueueView
from core.wire import canonical
from sync import outbox, queue
from sync.blobs import BlobStore, SealedPage, seal_page
from sync.cases import add_case, find_case, select_cases
from sync.database import open_database, rows
from sync.device_key import device_key
from sync.drafts import Drafts, delete_draft
from sync.failpoints import reach
from sync.identity import TerminalIdentity
from sync.reserve import RESERVE_OCTETS


class SqliteRecords:
    """Records in one SQLite file and a folder of sealed attachments below `folder`.

    What is submitted is sealed to the city's public key before it touches the disk: nobody at the
    terminal, and no thief of its disk, can read it again.
    """

    def __init__(
        self,
        folder: Path,
        identity: TerminalIdentity,
        clock: Clock,
        *,
        reserve_octets: int = RESERVE_OCTETS,
    ) -> None:
        """Open the book, making it at the first start. Raises DiskError."""
        self._identity = identity
        self._clock = clock
        self._database = open_database(folder, reserve_octets=reserve_octets)
        self._key = device_key(folder)
        self._blobs = BlobStore(folder)
        self._drafts = Drafts(self._database, self._key)
        self._blobs.sweep(self._database)

    def submit(
        self,
        application: Application,
        attachments: Sequence[Attachment],
        *,
        due: str,
        materials_all: int,
        draft: str,
    ) -> CaseView:
        """See core.ports.Records. Raises DiskError; then nothing is kept and the same call may
        come again."""
        known = self.case(application.id)
        if known is not None:
            return known
        self._database.reserve.stand()
        suite, key = self._identity.suite, self._identity.seal_public_key
        pages = [seal_page(suite, key, application.id, page) for page in attachments]
        reach("submit.sealed")
        try:
            return self._store(application, pages, due, materials_all, draft)
        except DiskError:
            # on a full disk the next attempt needs the room; what cannot be swept now is later
            with suppress(DiskError):
                self._blobs.sweep(self._database)
            raise

    def _store(
        self,
        application: Application,
        pages: list[SealedPage],
        due: str,
        materials_all: int,
        draft: str,
    ) -> CaseView:
        now = self._clock.now()
        with self._database.write() as db:
            known = find_case(db, application.id)
            if known is not None:
                return known
            header = self._header(
                seq=outbox.take_seq(db, self._identity.terminal.epoch),
                id=application.id,
                type=EnvelopeType.APPLICATION_SUBMIT,
                subject=application.id,
                catalogue_version=application.catalogue_version,
                catalogue_digest=application.catalogue_digest,
                created_at=application.created_at,
                attachments=[page.reference for page in pages],
            )
            number = self._receipt_number(header.seq, now)
            header = msgspec.structs.replace(header, receipt_no=number)
            application = msgspec.structs.replace(application, receipt_no=number)
            for page in pages:
                self._blobs.write(page)
            reach("submit.blobs")
            octets = self._queue(db, header, application.to_bytes(), now)
            reach("submit.queued")
            add_case(
                db,
                application,
                owner=self._key.owner_digest(application.applicant.number),
                due=due,
                materials_all=materials_all,
                size=octets + sum(page.reference.size for page in pages),
                now=now.isoformat(timespec="seconds"),
                now_ms=outbox.milliseconds(now),
            )
            delete_draft(db, draft)
            view = find_case(db, application.id)
        reach("submit.committed")
        assert view is not None  # added in this very transaction
        return view

    def give_rating(self, rating: Rating) -> None:
        """Queue a rating, sealed like an application, once for its id. Raises DiskError."""
        now = self._clock.now()
        with self._database.write() as db:
            if rows(db, "SELECT id FROM outbox WHERE id = ?", [rating.id]):
                return
            header = self._header(
                seq=outbox.take_seq(db, self._identity.terminal.epoch),
                id=rating.id,
                type=EnvelopeType.RATING_GIVE,
                subject=rating.case,
                causes=[rating.case],
                catalogue_version="",
                catalogue_digest="",
                created_at=rating.at,
            )
            self._queue(db, header, canonical(rating), now)

    def _header(self, **given: Any) -> Header:
        terminal = self._identity.terminal
        offset = self._database.setting("clock_offset_ms")
        return Header(
            terminal=terminal.code,
            epoch=terminal.epoch,
            suite=self._identity.suite,
            clock_offset_ms=int(offset) if offset else None,
            **given,
        )

    def _queue(self, db: SqliteDatabase, header: Header, plain: bytes, now: datetime) -> int:
        """Seal, sign and queue a document; how many octets it has become."""
        suite = sealing.suite(header.suite)
        body = suite.seal(self._identity.seal_public_key, header.additional_data(), plain)
        envelope = Envelope(header, body)
        octets = envelope.to_bytes()
        outbox.add(db, envelope, octets, self._identity.sign(octets), now)
        return len(octets)

    def _receipt_number(self, seq: int, now: datetime) -> str:
        """The date is a label only: a dead clock battery (1970) must not lose a case."""
        day = min(max(now.date(), date(2000, 1, 1)), date(2099, 12, 31))
        terminal = self._identity.terminal
        return receipt_number.make(terminal.code, terminal.epoch, seq, day)

    def save_field(self, draft: str, owner: str, package: str, key: str, value: str) -> None:
        """See core.ports.Records. Raises DiskError."""
        self._drafts.save_field(draft, owner, package, key, value, self._clock.now())

    def draft_of(self, owner: str) -> Draft | None:
        """See core.ports.Records. Raises DiskError."""
        return self._drafts.newest_of(owner)

    def forget_draft(self, draft: str) -> None:
        """Delete a draft. Raises DiskError."""
        self._drafts.forget(draft)

    def cases_of(self, owner: str) -> list[CaseView]:
        """See core.ports.Records. Raises DiskError."""
        tail = "WHERE owner = ? ORDER BY created_ms DESC, receipt_no DESC"
        with self._database.read() as db:
            return select_cases(db, tail, [self._key.owner_digest(owner)])

    def cases_since(self, since: datetime | None, limit: int) -> list[CaseView]:
        """Cases stored at or after a moment, newest first. Raises DiskError."""
        start = outbox.milliseconds(since) if since else -(2**62)
        tail = "WHERE created_ms >= ? ORDER BY created_ms DESC, receipt_no DESC LIMIT ?"
        with self._database.read() as db:
            return select_cases(db, tail, [start, limit])

    def case(self, case_id: str) -> CaseView | None:
        """One case, or None. Raises DiskError."""
        with self._database.read() as db:
            return find_case(db, case_id)

    def queue(self) -> QueueView:
        """What waits. Raises DiskError."""
        return queue.queue_view(self._database)

    def queue_rows(self, limit: int) -> list[dict[str, Any]]:
        """What waits, row by row, for staff. Raises DiskError."""
        return queue.queue_rows(self._database, limit)

    def close(self) -> None:
        """Close the book."""
        self._database.close()
