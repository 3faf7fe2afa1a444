"""What follows an application of this terminal: amended, withdrawn, or with one more material.

Each is queued like a submission: numbered, sealed, signed, whole with its attachments, in one
transaction, once for its id. Its `rev` is its place in the order of the application.
"""

from collections.abc import Callable, Sequence

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.application import Application
from core.envelope import EnvelopeType
from core.errors import DiskError
from core.followups import MaterialAdded, Withdrawal
from core.ports import Attachment, CaseView, Clock
from sync import outbox
from sync.cases import count_materials, find_case, keep_promise
from sync.database import Database, rows
from sync.letters import Letters, is_queued

_Write = Callable[[SqliteDatabase, CaseView], bytes]


class Followups:
    """Queues what follows. A case that was not made at this terminal gives None."""

    def __init__(self, database: Database, letters: Letters, clock: Clock) -> None:
        self._database = database
        self._letters = letters
        self._clock = clock

    def amend(
        self, letter: str, application: Application, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """The whole application again, under its receipt number. `letter` is the new envelope's
        id (UUIDv7), to which its attachments are sealed. Raises DiskError."""

        def write(db: SqliteDatabase, case: CaseView) -> bytes:
            count_materials(db, case.id, application)
            return msgspec.structs.replace(application, receipt_no=case.receipt_no).to_bytes()

        kind = EnvelopeType.APPLICATION_AMEND
        case, at = application.id, application.created_at
        made_under = (application.catalogue_version, application.catalogue_digest)
        return self._queue(kind, letter, case, at, attachments, write, made_under)

    def withdraw(
        self, withdrawal: Withdrawal, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """The applicant takes it back; the city says what that does. Raises DiskError."""
        kind, plain = EnvelopeType.APPLICATION_WITHDRAW, withdrawal.to_bytes()
        return self._queue(
            kind, withdrawal.id, withdrawal.case, withdrawal.at, attachments, lambda *_: plain
        )

    def add_material(
        self, added: MaterialAdded, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """Materials that were promised or asked for. Raises DiskError."""

        def write(db: SqliteDatabase, case: CaseView) -> bytes:
            keep_promise(db, case, [each.code for each in added.materials])
            return added.to_bytes()

        kind = EnvelopeType.MATERIAL_ADD
        return self._queue(kind, added.id, added.case, added.at, attachments, write)

    def _queue(
        self,
        kind: EnvelopeType,
        letter: str,
        case: str,
        at: str,
        attachments: Sequence[Attachment],
        write: _Write,
        made_under: tuple[str, str] = ("", ""),
    ) -> CaseView | None:
        with self._database.read() as db:
            if find_case(db, case) is None:
                return None
        pages = self._letters.seal(letter, attachments)
        try:
            with self._database.write() as db:
                view = find_case(db, case)
                if view is None or is_queued(db, letter):
                    return view
                header = self._letters.header(
                    db,
                    pages,
                    id=letter,
                    type=kind,
                    subject=case,
                    rev=outbox.next_rev(db, case),
                    causes=_before(db, case),
                    receipt_no=view.receipt_no,
                    catalogue_version=made_under[0],
                    catalogue_digest=made_under[1],
                    created_at=at,
                )
                self._letters.post(db, header, write(db, view), self._clock.now(), pages)
                return find_case(db, case)
        except DiskError:
            self._letters.sweep()
            raise


def _before(db: SqliteDatabase, case: str) -> list[str]:
    """The envelope that stands before the next one in the order of its application."""
    found = rows(
        db,
        f"SELECT id FROM outbox WHERE subject = ? AND type IN {outbox.ORDERED}"
        " ORDER BY rev DESC LIMIT 1",
        [case],
    )
    return [row["id"] for row in found]
