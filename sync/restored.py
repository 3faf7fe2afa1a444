"""A city that went back to an older copy is asked what it still has, also when this terminal has
nothing new to send: otherwise nobody would notice what was lost there."""

from typing import Protocol

from core.exchange import BatchReply, BatchRequest, MissingBlobs
from core.ports import Clock
from sync import outbox
from sync.blob_lane import take_missing
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.inbox import CITY_WENT_BACK
from sync.report import Report


class Asked(Protocol):
    """The part of the city client that this lane needs."""

    def send_batch(self, batch: BatchRequest) -> BatchReply: ...
    def missing_blobs(self) -> MissingBlobs: ...


def ask_what_is_there(
    database: Database, city: Asked, clock: Clock, epoch: int, report: Report
) -> None:
    """Once after the feed began anew: an empty batch names the numbers that the city has, and what
    is missing goes again. Raises LinkError or DiskError; then it is asked in the next pass."""
    if database.setting(CITY_WENT_BACK) != "1":
        return
    reply = city.send_batch(BatchRequest(items=[]))
    missing = set(city.missing_blobs().blobs)
    with database.write() as db:
        lost = outbox.send_again(db, epoch, reply.missing, reply.have_through, set())
        take_missing(db, missing)
        set_setting(db, CITY_WENT_BACK, "")
        reach("restored.before_commit")
    report.lost_by_city += len(lost)
    report.changed += lost
    if lost:
        tell(Event.ENVELOPES_LOST_BY_CITY, count=len(lost))
