"""The terminal's book: what a room calls to keep applications, ratings and drafts (Records)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from core import receipt_number
from core.application import Application, Rating
from core.envelope import EnvelopeType
from core.errors import DiskError
from core.followups import MaterialAdded, Withdrawal
from core.ports import Attachment, CaseView, Clock, Draft, DraftPages, Mended, QueueView
from core.wire import canonical
from sync import outbox, queue
from sync.blobs import BlobStore, SealedPage
from sync.cases import add_case, find_case, select_cases
from sync.city_keys import trusted_keys
from sync.copies import bind, place_of
from sync.database import open_database
from sync.device_key import device_key
from sync.drafts import Drafts, delete_draft
from sync.failpoints import reach
from sync.followups import Followups
from sync.identity import TerminalIdentity
from sync.letters import Letters, is_queued
from sync.mending import Mending
from sync.reserve import RESERVE_OCTETS
from sync.standing import closed_by


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
        bound: bool = False,
    ) -> None:
        """Open the book, making it at the first start. `bound` ties it to this machine and file,
        so that a copy of it gives no numbers (sync/copies.py). Raises DiskError."""
        self._identity = identity
        self._clock = clock
        self._database = open_database(folder, reserve_octets=reserve_octets)
        if bound:
            bind(self._database, identity.terminal.epoch, place_of(folder))
        self._key = device_key(folder)
        blobs = BlobStore(folder)
        self._drafts = Drafts(self._database, self._key, folder)
        self._letters = Letters(self._database, blobs, identity)
        self._follow = Followups(self._database, self._letters, clock)
        self._mending = Mending(self._database, blobs, self._letters, clock)
        with suppress(DiskError):  # a full disk keeps nobody from starting
            blobs.prepare()
        blobs.sweep(self._database)
        self._drafts.sweep()

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
        pages = self._letters.seal(application.id, attachments)
        reach("submit.sealed")
        try:
            view = self._store(application, pages, due, materials_all, draft)
        except DiskError:
            self._letters.sweep()
            raise
        reach("submit.committed")
        with suppress(DiskError):  # the pages of its draft; what stays is swept at the next start
            self._drafts.sweep()
        return view

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
            header = self._letters.header(
                db,
                pages,
                id=application.id,
                type=EnvelopeType.APPLICATION_SUBMIT,
                subject=application.id,
                catalogue_version=application.catalogue_version,
                catalogue_digest=application.catalogue_digest,
                created_at=application.created_at,
            )
            number = self._receipt_number(header.seq, now)
            header = msgspec.structs.replace(header, receipt_no=number)
            application = msgspec.structs.replace(application, receipt_no=number)
            octets = self._letters.post(db, header, application.to_bytes(), now, pages)
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
        assert view is not None  # added in this very transaction
        return view

    def amend(
        self, letter: str, application: Application, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """See core.ports.Records. Raises DiskError."""
        return self._follow.amend(letter, application, attachments)

    def withdraw(
        self, withdrawal: Withdrawal, attachments: Sequence[Attachment] = ()
    ) -> CaseView | None:
        """See core.ports.Records. Raises DiskError."""
        return self._follow.withdraw(withdrawal, attachments)

    def add_material(
        self, added: MaterialAdded, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """See core.ports.Records. Raises DiskError."""
        return self._follow.add_material(added, attachments)

    def give_rating(self, rating: Rating) -> None:
        """Queue a rating, sealed like an application, once for its id. Raises DiskError."""
        now = self._clock.now()
        with self._database.write() as db:
            if is_queued(db, rating.id):
                return
            header = self._letters.header(
                db,
                id=rating.id,
                type=EnvelopeType.RATING_GIVE,
                subject=rating.case,
                causes=[rating.case],
                catalogue_version="",
                catalogue_digest="",
                created_at=rating.at,
            )
            self._letters.post(db, header, canonical(rating), now)

    def send_again(self, envelope: str) -> Mended:
        """See core.ports.Records. Raises DiskError."""
        return self._mending.send_again(envelope)

    def mend(self, envelope: str) -> Mended:
        """See core.ports.Records. Raises DiskError."""
        return self._mending.carry(envelope)

    def settle_loss(self, envelope: str) -> Mended:
        """See core.ports.Records. Raises DiskError."""
        return self._mending.settle_loss(envelope)

    def _receipt_number(self, seq: int, now: datetime) -> str:
        """The date is a label only: a dead clock battery (1970) must not lose a case."""
        day = min(max(now.date(), date(2000, 1, 1)), date(2099, 12, 31))
        terminal = self._identity.terminal
        return receipt_number.make(terminal.code, terminal.epoch, seq, day)

    def save_field(self, draft: str, owner: str, package: str, key: str, value: str) -> None:
        """See core.ports.Records. Raises DiskError."""
        self._drafts.save_field(draft, owner, package, key, value, self._clock.now())

    def save_pages(self, draft: str, owner: str, package: str, pages: DraftPages) -> None:
        """See core.ports.Records. Raises DiskError."""
        self._drafts.save_pages(draft, owner, package, pages, self._clock.now())

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
        """What waits, and whether new ones may be taken. Raises DiskError."""
        return replace(
            queue.queue_view(self._database),
            closed=closed_by(self._database, self._identity.terminal),
        )

    def queue_rows(self, limit: int) -> list[dict[str, Any]]:
        """What waits, row by row, for staff. Raises DiskError."""
        return queue.queue_rows(self._database, limit)

    def trusted_keys(self) -> tuple[bytes, ...]:
        """The city's signing keys that count, newest first. Raises DiskError."""
        return trusted_keys(self._database, self._identity)

    def close(self) -> None:
        """Close the book."""
        self._database.close()
