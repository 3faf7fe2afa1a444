"""The lane of envelopes: lease, send two batches at once, and believe the answer id by id."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, LinkError
from core.exchange import BatchReply, BatchRequest, ItemResult, ItemStatus, Problem, SentItem, Terms
from core.ports import Clock
from sync import outbox
from sync.crew import Crew
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.inbox import CITY_WENT_BACK
from sync.key_lane import STALE_KEY, ask_now
from sync.pace import Pace
from sync.report import Report
from sync.terms import keep_terms, terms_of

IN_FLIGHT = 2
_PASSING = {408, 425, 429}


class BatchSender(Protocol):
    """The part of the city client that this lane needs."""

    def send_batch(self, batch: BatchRequest) -> BatchReply: ...


@dataclass(frozen=True, slots=True, repr=False)
class _Answered:
    """What came of a batch, and after how many seconds."""

    reply: BatchReply
    seconds: float


class EnvelopeLane:
    """Sends what waits in one pass. It lives in one thread; only the waiting for answers is done
    by the crew."""

    def __init__(
        self,
        database: Database,
        city: BatchSender,
        clock: Clock,
        crew: Crew,
        pace: Pace,
        epoch: int,
        token: str,
        report: Report,
    ) -> None:
        self._database = database
        self._city = city
        self._clock = clock
        self._crew = crew
        self._pace = pace
        self._epoch = epoch
        self._token = token
        self._report = report
        self._flying: dict[Future[_Answered], list[outbox.Waiting]] = {}
        self._settled: set[str] = set()
        self._failure: LinkError | None = None

    def run(self) -> None:
        """Send all that waits, each envelope once in a pass. Raises LinkError after putting back
        what was not taken, or DiskError."""
        terms = terms_of(self._database)
        self._failure = None
        try:
            while True:
                flown = self._fly(terms)
                if not self._flying:
                    break
                self._land(patiently=not flown)
        finally:
            wait(self._flying)
        if self._failure is not None:
            raise self._failure

    def _fly(self, terms: Terms) -> bool:
        """Send off the next batch, where there is room and anything to send; whether it was."""
        if self._failure is not None or len(self._flying) >= IN_FLIGHT:
            return False
        octets = min(self._pace.octets, terms.batch_octets)
        with self._database.write() as db:
            now = self._clock.now()
            batch = outbox.lease_batch(db, self._token, now, items=terms.batch_items, octets=octets)
        if not batch:
            return False
        reach("send.leased")
        self._flying[self._crew.start(self._sending(batch))] = batch
        return True

    def _sending(self, batch: list[outbox.Waiting]) -> Callable[[], _Answered]:
        request = BatchRequest(items=[_sent(item) for item in batch])

        def send() -> _Answered:
            start = self._clock.monotonic()
            reply = self._city.send_batch(request)
            return _Answered(reply, self._clock.monotonic() - start)

        return send

    def _land(self, *, patiently: bool) -> None:
        """Settle what is answered, or wait for an answer where nothing more can fly meanwhile."""
        if patiently:
            wait(self._flying, return_when=FIRST_COMPLETED)
        # in the order in which they flew: a pass in one thread has one history only
        for future in [one for one in self._flying if one.done()]:
            self._settle_flight(future)

    def _settle_flight(self, future: "Future[_Answered]") -> None:
        batch = self._flying.pop(future)
        try:
            answered = future.result()
        except LinkError as error:
            self._failure = self._failure or error
            self._put_back(batch, error)
            return
        reach("send.answered")
        self._pace.went(answered.seconds)
        self._settle(batch, answered.reply)
        reach("send.settled")

    def _put_back(self, batch: list[outbox.Waiting], error: LinkError) -> None:
        blamed = is_blamed(error)
        if not blamed:
            self._pace.failed()
        with self._database.write() as db:
            for item in batch:
                if not blamed:
                    outbox.put_back(db, item.id)
                    continue
                proven = bool(self._settled)
                alone = outbox.put_back_blamed(db, item.id, len(batch), proven=proven)
                if alone >= outbox.ALONE_AT_MOST:
                    self._put_aside(db, item.id, Code.CITY_CANNOT_TAKE.value)

    def _put_aside(self, db: SqliteDatabase, envelope: str, code: str, reason: str = "") -> None:
        outbox.mark_quarantined(db, envelope, code, self._clock.now(), reason)
        self._report.rejected += 1
        self._report.changed.append(envelope)
        tell(Event.ENVELOPE_REFUSED, code=Code.CITY_REFUSES_CASE)

    def _settle(self, batch: list[outbox.Waiting], reply: BatchReply) -> None:
        now = self._clock.now()
        results = {result.id: result for result in reply.results}
        # what was settled in this pass cannot be lost: the other batch's answer may be older
        self._settled |= {item.id for item in batch}
        with self._database.write() as db:
            for item in batch:
                self._settle_one(db, item.id, results.get(item.id), now)
            lost = outbox.send_again(
                db, self._epoch, reply.missing, reply.have_through, self._settled
            )
            if lost:  # then it went back to an older copy, and attachments are lost there too
                set_setting(db, CITY_WENT_BACK, "1")
            self._report.changed += outbox.complete_what_is_whole(db, now)
            set_setting(db, "last_acknowledged", now.isoformat(timespec="seconds"))
            keep_terms(db, reply.terms, now)
        self._report.sent += len(batch)
        self._report.lost_by_city += len(lost)
        tell(Event.ENVELOPES_SENT, count=len(batch))
        if lost:
            tell(Event.ENVELOPES_LOST_BY_CITY, count=len(lost))

    def _settle_one(
        self, db: SqliteDatabase, envelope: str, result: ItemResult | None, now: datetime
    ) -> None:
        if result is None:
            outbox.put_back(db, envelope)
            return
        match result.status:
            case ItemStatus.STORED | ItemStatus.DUPLICATE:
                outbox.mark_stored(db, envelope, result.official_no, now)
                self._report.duplicates += result.status is ItemStatus.DUPLICATE
                self._report.stored += 1
            case ItemStatus.DEFERRED:
                outbox.put_back(db, envelope)
                self._report.deferred += 1
            case ItemStatus.REJECTED:
                problem = result.problem or Problem()
                code = problem.code or Code.CITY_REFUSES_CASE.value
                self._put_aside(db, envelope, code, problem.reason)
                if problem.reason == STALE_KEY:
                    ask_now(db)
                return
        self._report.changed.append(envelope)


def is_blamed(error: LinkError) -> bool:
    """Whether the batch itself may be why the city failed. Not when the link broke, the city asks
    to wait, or it refuses the whole terminal."""
    asked_to_wait = error.retry_after_s > 0 or error.status in _PASSING
    return error.code is Code.CITY_FAULT and not asked_to_wait


def _sent(item: outbox.Waiting) -> SentItem:
    return SentItem(id=item.id, envelope=item.envelope, signature=item.signature)
