"""The lane of attachments: smallest first, several at once, each from where the city has it.

It runs beside the envelopes on connections of its own, and is done only when the city no longer
asks for what was sent. It may be stopped at any octet: the city keeps what has come, and the next
pass sends the rest.
"""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Protocol

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, DiskError, LinkError
from core.exchange import MissingBlobs
from core.ports import Clock
from sync import outbox
from sync.blobs import BlobStore
from sync.crew import Crew
from sync.database import Database, rows
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.report import Report
from sync.terms import keep_slots, slot_wait_s, terms_of
from sync.transport import Piece

FAULTS_ALLOWED = 3
_OFFSET_WRONG = 409
_UNKNOWN = 404


class BlobSender(Protocol):
    """The part of the city client that this lane needs."""

    def blob_offset(self, sha256: str) -> int: ...
    def put_blob(self, sha256: str, whole: Piece, stop: threading.Event) -> None: ...
    def patch_blob(self, sha256: str, rest: Piece, stop: threading.Event) -> None: ...
    def missing_blobs(self) -> MissingBlobs: ...


class BlobLane:
    """Sends the attachments of stored envelopes in one pass. It lives in one thread; uploads run
    on the crew. The report is its own."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        city: BlobSender,
        clock: Clock,
        crew: Crew,
        token: str,
    ) -> None:
        self.report = Report()
        self.stop = threading.Event()
        self._database = database
        self._blobs = blobs
        self._city = city
        self._clock = clock
        self._crew = crew
        self._token = token
        self._flying: dict[Future[bool], dict[str, Any]] = {}
        self._failure: LinkError | None = None
        self._faults = 0
        self._is_over = False

    def has_work(self) -> bool:
        """Whether anything of this pass may be sent, or was sent and not yet acknowledged. Raises
        DiskError."""
        if self._is_over or self.report.slot_wait_s > 0:
            return False
        question = f"SELECT 1 FROM blob JOIN outbox ON outbox.id = blob.outbox_id WHERE {_FREE}"
        if self._database.row(f"{question} LIMIT 1", [self._token]) is not None:
            return True
        return self._database.row("SELECT 1 FROM blob WHERE state = 'sent' LIMIT 1") is not None

    def run(self) -> None:
        """Send what there is. Raises LinkError or DiskError."""
        self._failure = None
        slots = self._slots()
        try:
            while True:
                flown = self._fly(slots)
                if not self._flying:
                    break
                self._land(patiently=not flown)
        finally:
            wait(self._flying)
        if self._failure is not None:
            raise self._failure
        if self._database.row("SELECT 1 FROM blob WHERE state = 'sent' LIMIT 1") is not None:
            self._reconcile()

    def _slots(self) -> int:
        """How many may be under way at once. With none, the city is asked anew after the time
        that it named."""
        slots = terms_of(self._database).upload_slots
        if slots == 0:
            if slot_wait_s(self._database, self._clock.now()) == 0:
                self._reconcile()
                slots = terms_of(self._database).upload_slots
            self.report.slot_wait_s = slot_wait_s(self._database, self._clock.now())
        return slots

    def _fly(self, slots: int) -> bool:
        if self._is_over or self.stop.is_set() or len(self._flying) >= slots:
            return False
        blob = self._next()
        if blob is None:
            return False
        self._flying[self._crew.start(self._sending(blob))] = blob
        return True

    def _next(self) -> dict[str, Any] | None:
        """The next attachment of this pass, marked as tried before it is sent."""
        with self._database.write() as db:
            found = rows(
                db,
                "SELECT blob.* FROM blob JOIN outbox ON outbox.id = blob.outbox_id"
                f" WHERE {_FREE} ORDER BY blob.attempts >= ?, blob.size, blob.sha256 LIMIT 1",
                [self._token, outbox.HALVED_AFTER],
            )
            if not found:
                return None
            db.execute(
                "UPDATE blob SET last_pass = ?, attempts = attempts + 1 WHERE sha256 = ?",
                [self._token, found[0]["sha256"]],
            )
        return found[0]

    def _sending(self, blob: dict[str, Any]) -> Callable[[], bool]:
        """Sends one; whether anything had to be sent. Touches no database."""
        name: str = blob["sha256"]

        def send() -> bool:
            # a first attempt asks nothing; a later one goes on from what the city has
            offset = self._city.blob_offset(name) if blob["attempts"] else 0
            try:
                return self._upload(name, min(offset, blob["size"]))
            except LinkError as error:
                if error.status != _OFFSET_WRONG:
                    raise
            return self._upload(name, min(self._city.blob_offset(name), blob["size"]))

        return send

    def _upload(self, name: str, offset: int) -> bool:
        piece = self._blobs.rest_of(name, offset)
        if offset == 0:
            self._city.put_blob(name, piece, self.stop)
        else:  # the rest may be nothing: then the city only has to look at what it has
            self._city.patch_blob(name, piece, self.stop)
        return piece.size > 0

    def _land(self, *, patiently: bool) -> None:
        if patiently:
            wait(self._flying, return_when=FIRST_COMPLETED)
        for future in [one for one in self._flying if one.done()]:
            blob = self._flying.pop(future)
            try:
                self.report.blobs_sent += future.result()
            except LinkError as error:
                self._note(error)
                if error.status == _UNKNOWN:
                    self._send_envelope_again(blob)
            except DiskError:
                self._give_up(blob)
            else:
                self._mark_sent(blob["sha256"])

    def _note(self, error: LinkError) -> None:
        """One that the city cannot take holds up no other; three, or a broken link, do."""
        self._failure = self._failure or error
        self._faults += 1
        self._is_over |= (
            error.code is not Code.CITY_FAULT
            or error.retry_after_s > 0
            or self._faults >= FAULTS_ALLOWED
        )

    def _send_envelope_again(self, blob: dict[str, Any]) -> None:
        """The city knows no envelope that names this attachment: it lost one that it had (a
        restored backup)."""
        with self._database.write() as db:
            outbox.send_one_again(db, blob["outbox_id"])
        self.report.changed.append(blob["outbox_id"])

    def _mark_sent(self, name: str) -> None:
        reach("blob.sent")
        with self._database.write() as db:
            db.execute("UPDATE blob SET state = 'sent' WHERE sha256 = ?", [name])

    def _give_up(self, blob: dict[str, Any]) -> None:
        """The file is gone or altered: a person must look, the other cases go on."""
        with self._database.write() as db:
            db.execute("UPDATE blob SET state = 'lost' WHERE sha256 = ?", [blob["sha256"]])
            outbox.mark_quarantined(db, blob["outbox_id"], Code.DISK_FAULT.value, self._clock.now())
        self.report.changed.append(blob["outbox_id"])
        tell(Event.ATTACHMENT_UNREADABLE, code=Code.DISK_FAULT)

    def _reconcile(self) -> None:
        """The typed acknowledgement: sent, and not among those that the city still waits for. What
        it waits for although it once had it (a restored backup) is sent again while it is here."""
        sent = {
            row["sha256"]
            for row in self._database.rows("SELECT sha256 FROM blob WHERE state = 'sent'")
        }
        answer = self._city.missing_blobs()
        missing, now = set(answer.blobs), self._clock.now()
        with self._database.write() as db:
            for name in sorted(sent - missing):
                db.execute(
                    "UPDATE blob SET state = 'stored' WHERE sha256 = ? AND state = 'sent'", [name]
                )
            take_missing(db, missing)
            self.report.changed += outbox.complete_what_is_whole(db, now)
            keep_slots(db, answer.terms, now)
        reach("blob.reconciled")


_FREE = "blob.state = 'pending' AND outbox.state = 'stored' AND blob.last_pass <> ?"


def take_missing(db: SqliteDatabase, missing: set[str]) -> None:
    """What the city waits for although it once had it goes again while it is here; what is not here
    any more is a loss that staff see."""
    for name in sorted(missing):
        db.execute(
            "UPDATE blob SET state = 'pending' WHERE sha256 = ? AND state IN ('sent', 'stored')",
            [name],
        )
    gone = outbox.note_lost_blobs(db, missing)
    outbox.reopen_what_lacks(db)
    if gone:
        tell(Event.LOST_AFTER_PURGE, code=Code.CITY_LOST_PURGED, count=gone)
