"""The lane of a relay: hand on what others sealed, and keep the city's receipt for them.

Own cases come first: the lane runs after the others, for a while only, and stops between two files
when something of this terminal's own was queued.
"""

from collections.abc import Callable
from typing import Protocol

from core.bundle import (
    CarriedReply,
    CarriedRequest,
    PackedEnvelope,
    Receipt,
    blob_file,
    envelope_file,
    read_receipt,
)
from core.errors import Code, DiskError, LinkError, StickError
from core.exchange import ItemStatus, SentItem, as_sent
from core.ports import Clock
from core.sealing import Trusted
from core.wire import canonical
from sync.by_hand.relay import Load, RelayStore
from sync.device_log import Event, tell

ITEMS = 100
OCTETS = 200_000  # of envelopes in one request; the list goes with it
ROUND_S = 60.0
FAULTS_ALLOWED = 3


class CarriedSender(Protocol):
    """The part of the city client that this lane needs."""

    def send_carried(self, request: CarriedRequest) -> CarriedReply: ...
    def carried_offset(self, sha256: str) -> int: ...
    def put_carried(self, sha256: str, rest: bytes, offset: int) -> None: ...


class _LaterOn(Exception):
    """The time of this round is over; what was sent is with the city."""


class RelayLane:
    """One round with every bundle that waits."""

    def __init__(
        self,
        store: RelayStore,
        city: CarriedSender,
        trusted: Trusted,
        clock: Clock,
        has_news: Callable[[], bool],
        *,
        envelopes_only: bool = False,
    ) -> None:
        """`trusted` are the city's keys, for its receipts; `has_news` whether this terminal has
        something of its own to send."""
        self._store = store
        self._city = city
        self._trusted = trusted
        self._clock = clock
        self._has_news = has_news
        self._envelopes_only = envelopes_only
        self._end = 0.0

    def run(self, token: str) -> int:
        """Hand on what waits; how many bundles the city has whole now. A bundle that is refused
        or damaged holds up no other one. Raises LinkError or DiskError."""
        self._end = self._clock.monotonic() + ROUND_S
        done = 0
        faults: list[LinkError] = []
        for load in self._store.loads(token):
            try:
                done += self._carry(load)
            except StickError as error:
                self._store.refuse(load, error.code)
                tell(Event.BUNDLE_REFUSED, code=error.code)
            except LinkError as error:
                faults.append(error)
                if error.code is not Code.CITY_FAULT or len(faults) == FAULTS_ALLOWED:
                    break
            except _LaterOn:
                break
        if faults:
            raise faults[0]
        return done

    def _carry(self, load: Load) -> bool:
        reply, receipt = self._send(load, [])
        known = {one.id for one in receipt.results}
        for items in self._batches(load, known):
            reply, receipt = self._send(load, items)
        if not self._envelopes_only and reply.wanted:
            for sha256 in reply.wanted:
                self._put(load, sha256)
            reply, receipt = self._send(load, [])
        done = _is_whole(load, reply, receipt)
        self._store.keep_receipt(load, canonical(reply.receipt), done=done)
        if done:
            tell(Event.BUNDLE_CARRIED, count=len(load.bundle.envelopes))
        return done

    def _send(self, load: Load, items: list[SentItem]) -> tuple[CarriedReply, Receipt]:
        self._look_up()
        reply = self._city.send_carried(CarriedRequest(manifest=load.signed, items=as_sent(items)))
        try:
            receipt = read_receipt(reply.receipt, self._trusted)
        except ValueError as error:
            raise LinkError(Code.CITY_NONSENSE, "a receipt that is not the city's") from error
        if receipt.bundle_sha256 != load.sha256:
            raise LinkError(Code.CITY_NONSENSE, "a receipt for another bundle")
        return reply, receipt

    def _batches(self, load: Load, known: set[str]) -> list[list[SentItem]]:
        batches: list[list[SentItem]] = []
        room = 0
        for one in load.bundle.envelopes:
            if one.id in known:
                continue
            if one.size > room or len(batches[-1]) == ITEMS:
                batches.append([])
                room = max(OCTETS, one.size)
            batches[-1].append(self._item(load, one))
            room -= one.size
        return batches

    def _item(self, load: Load, one: PackedEnvelope) -> SentItem:
        octets = self._read(load, envelope_file(one.sha256))
        return SentItem(id=one.id, envelope=octets, signature=one.signature)

    def _put(self, load: Load, sha256: str) -> None:
        self._look_up()
        octets = self._read(load, blob_file(sha256))
        offset = min(self._city.carried_offset(sha256), len(octets))
        self._city.put_carried(sha256, octets[offset:], offset)

    def _read(self, load: Load, name: str) -> bytes:
        """A file that cannot be read any more is one bundle's misfortune: the stick has it."""
        try:
            return self._store.read(load, name)
        except DiskError as error:
            raise StickError(Code.STICK_ALTERED, "a carried file cannot be read") from error

    def _look_up(self) -> None:
        """Between two requests: is it somebody else's turn?"""
        if self._has_news() or self._clock.monotonic() > self._end:
            raise _LaterOn


def _is_whole(load: Load, reply: CarriedReply, receipt: Receipt) -> bool:
    """Whether nothing is left to hand on: every envelope has its answer, nothing is waited for."""
    answered = {one.id for one in receipt.results if one.status is not ItemStatus.DEFERRED}
    return not reply.wanted and answered >= {one.id for one in load.bundle.envelopes}
