"""Bugs of other people's clients and servers, planted into the link for the time of a `with`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import msgspec
from sqlite_utils import Database as SqliteDatabase

from bench.proof import people
from bench.proof.plants import Plant
from core.envelope import envelope_from
from core.errors import LinkError
from core.exchange import BatchReply, BatchRequest, SentItem
from sync import engine, inbox, outbox
from sync.blob_lane import BlobLane
from sync.client import CityClient
from sync.database import Database, set_setting
from sync.sending import EnvelopeLane


@contextmanager
def _done_when_sent() -> Iterator[None]:
    """Deleted before the acknowledgement: what was sent counts as taken, whatever came back."""

    def put_back(db: SqliteDatabase, envelope: str) -> None:
        db.execute("UPDATE outbox SET state = 'complete' WHERE id = ?", [envelope])

    with patch.object(outbox, "put_back", put_back):
        yield


@contextmanager
def _new_id_on_retry() -> Iterator[None]:
    """A retry is a new record: another id, another number, the same case."""
    send, tries = CityClient.send_batch, dict[str, int]()

    def send_batch(self: CityClient, batch: BatchRequest) -> BatchReply:
        ours = {}
        items = []
        for item in batch.items:
            tries[item.id] = tries.get(item.id, 0) + 1
            again = item if tries[item.id] == 1 else _renamed(item, tries[item.id])
            ours[again.id] = item.id
            items.append(again)
        reply = send(self, BatchRequest(items=items))
        results = [msgspec.structs.replace(result, id=ours[result.id]) for result in reply.results]
        return msgspec.structs.replace(reply, results=results)

    with patch.object(CityClient, "send_batch", send_batch):
        yield


def _renamed(item: SentItem, turn: int) -> SentItem:
    envelope = envelope_from(item.envelope)
    number = int(item.id[-12:], 16) + turn * 100_000
    name = people.id_of(number, kind=2)
    header = msgspec.structs.replace(envelope.header, id=name, seq=envelope.header.seq + 50_000)
    octets = msgspec.structs.replace(envelope, header=header).to_bytes()
    return SentItem(id=name, envelope=octets, signature=item.signature)


@contextmanager
def _cursor_moves_on_a_time_out() -> Iterator[None]:
    """The page that never came counts as taken."""
    take = inbox.take_changes

    def take_changes(database: Database, *given: Any) -> None:
        try:
            take(database, *given)
        except LinkError:
            cursor = int(database.setting("changes_cursor", "0"))
            with database.write() as db:
                set_setting(db, "changes_cursor", str(cursor + 2))
            raise

    with patch.object(engine, "take_changes", take_changes):
        yield


@contextmanager
def _whole_batch_settled() -> Iterator[None]:
    """Batch delete: a reply settles all of a batch, also what it does not name."""
    settle_one = EnvelopeLane._settle_one

    def settle(
        self: EnvelopeLane, db: SqliteDatabase, envelope: str, result: Any, now: datetime
    ) -> None:
        if result is None:
            outbox.mark_stored(db, envelope, "", now)
        else:
            settle_one(self, db, envelope, result, now)

    with patch.object(EnvelopeLane, "_settle_one", settle):
        yield


@contextmanager
def _attachment_done_when_put() -> Iterator[None]:
    """Any answer to an upload counts as the acknowledgement, a captive portal's too."""

    def reconcile(self: BlobLane) -> None:
        with self._database.write() as db:
            db.execute("UPDATE blob SET state = 'stored' WHERE state = 'sent'")
            outbox.complete_what_is_whole(db, people.HandClock().now())

    with patch.object(BlobLane, "_reconcile", reconcile):
        yield


@contextmanager
def _no_recovery() -> Iterator[None]:
    """What was in flight when the process died is forgotten, and its lease never ends."""

    def nothing(db: SqliteDatabase) -> None:
        db.execute("UPDATE outbox SET lease_until_ms = 0, last_pass = 'x'")

    with (
        patch.object(outbox, "release_leases", nothing),
        patch.object(
            outbox, "_FREE", "(state = 'pending' AND last_pass <> :token AND 0 < :now + :lease)"
        ),
    ):
        yield


@contextmanager
def _restored_city_not_asked() -> Iterator[None]:
    """What a city lost when it went back to a backup shows only when something new is sent."""

    def nothing(*_: Any) -> None:
        """Ask nothing."""

    with patch.object(engine, "ask_what_is_there", nothing):
        yield


@contextmanager
def _always_work_to_do() -> Iterator[None]:
    """A lane that can do nothing says that it has work, and is asked again at once."""
    with patch.object(BlobLane, "has_work", lambda self: True):
        yield


LINK_PLANTS: Mapping[str, Plant] = MappingProxyType(
    {
        "": nullcontext,
        "delete before ack": _done_when_sent,
        "new id on retry": _new_id_on_retry,
        "expiring dedupe": nullcontext,  # planted in the city, which forgets at a restart
        "cursor moved on time-out": _cursor_moves_on_a_time_out,
        "batch delete": _whole_batch_settled,
        "an upload's answer taken for the acknowledgement": _attachment_done_when_put,
        "a lease that never ends": _no_recovery,
        "a pass that never ends": _always_work_to_do,
        "a restored city is not asked": _restored_city_not_asked,
    }
)
