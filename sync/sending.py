"""The lane of envelopes: lease, send, and believe the answer id by id."""

from datetime import datetime
from typing import Protocol

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, LinkError
from core.exchange import BatchReply, BatchRequest, ItemResult, ItemStatus, SentItem
from core.ports import Clock
from sync import outbox
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.report import Report


class BatchSender(Protocol):
    """The part of the city client that this lane needs."""

    def send_batch(self, batch: BatchRequest) -> BatchReply: ...


def send_envelopes(
    database: Database, client: BatchSender, clock: Clock, epoch: int, token: str, report: Report
) -> None:
    """Send all that waits, each envelope once in this pass. Raises LinkError after putting the
    batch back, or DiskError."""
    while True:
        with database.write() as db:
            batch = outbox.lease_batch(db, token, clock.now())
        if not batch:
            return
        reach("send.leased")
        try:
            reply = client.send_batch(BatchRequest(items=[_sent(item) for item in batch]))
        except LinkError as error:
            blamed = error.code is Code.CITY_FAULT
            with database.write() as db:
                for item in batch:
                    outbox.put_back(db, item.id, blamed=blamed)
            raise
        reach("send.answered")
        _settle(database, batch, reply, epoch, clock.now(), report)
        reach("send.settled")


def _sent(item: outbox.Waiting) -> SentItem:
    return SentItem(id=item.id, envelope=item.envelope, signature=item.signature)


def _settle(
    database: Database,
    batch: list[outbox.Waiting],
    reply: BatchReply,
    epoch: int,
    now: datetime,
    report: Report,
) -> None:
    results = {result.id: result for result in reply.results}
    with database.write() as db:
        for item in batch:
            _settle_one(db, item.id, results.get(item.id), now, report)
        # ids of this very batch were settled above: only older acknowledgements can be lost ones
        lost = outbox.send_again(
            db, epoch, reply.missing, reply.have_through, {item.id for item in batch}
        )
        report.changed += outbox.complete_what_is_whole(db, now)
        set_setting(db, "last_acknowledged", now.isoformat(timespec="seconds"))
        set_setting(db, "window_s", repr(max(0.0, min(reply.terms.window_s, 3600.0))))
    report.sent += len(batch)
    report.lost_by_city += len(lost)
    tell(Event.ENVELOPES_SENT, count=len(batch))
    if lost:
        tell(Event.ENVELOPES_LOST_BY_CITY, count=len(lost))


def _settle_one(
    db: SqliteDatabase, envelope: str, result: ItemResult | None, now: datetime, report: Report
) -> None:
    if result is None:
        outbox.put_back(db, envelope, blamed=False)
        return
    match result.status:
        case ItemStatus.STORED | ItemStatus.DUPLICATE:
            outbox.mark_stored(db, envelope, result.official_no, now)
            report.duplicates += result.status is ItemStatus.DUPLICATE
            report.stored += 1
        case ItemStatus.DEFERRED:
            outbox.put_back(db, envelope, blamed=False)
            report.deferred += 1
        case ItemStatus.REJECTED:
            known, reason = "", ""
            if result.problem is not None:
                known, reason = result.problem.code, result.problem.reason
            code = known or Code.CITY_REFUSES_CASE.value
            outbox.mark_quarantined(db, envelope, code, now, reason)
            report.rejected += 1
            tell(Event.ENVELOPE_REFUSED, code=Code.CITY_REFUSES_CASE)
    report.changed.append(envelope)
