"""Taking in a batch: every envelope once and for ever, all of a batch in one transaction.

Checking comes before the transaction. Only after a failure is the batch done again with a
savepoint around each item, so that one bad item does not hold up the others.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, union_all
from sqlalchemy.exc import DBAPIError

from city.case_book import conflict, enter, means_of
from city.checking import Sound, Unsound, check
from city.clock import now, stamp
from city.failpoints import AFTER_COMMIT_BEFORE_REPLY, BEFORE_COMMIT, Reach
from city.gate import Caller, replayed
from city.hearing import hear
from city.keys import CityKeys
from city.matters import Matters
from city.new_cases import enter_together, envelope_row, plain_among
from city.numbers import savepoint
from city.problems import problem
from city.settings import Limits
from city.store import Store, TransactionLost, is_alive
from city.tables import cases, conflicts, envelopes, mended, nonces, terminals
from city.terms import CityTerms
from core.errors import Code
from core.exchange import BatchReply, BatchRequest, ItemResult, ItemStatus, SentItem

_NONCES_KEPT = timedelta(days=7)  # an older batch sent again gives duplicates only
_Put = Callable[[Connection, Sound], ItemResult]


class Intake:
    """Takes batches of one city in."""

    def __init__(
        self,
        store: Store,
        keys: CityKeys,
        matters: Matters,
        limits: Limits,
        terms: CityTerms,
        reach: Reach,
    ) -> None:
        self._store = store
        self._keys = keys
        self._means = means_of(keys, matters)
        self._limits = limits
        self._terms = terms
        self._reach = reach

    def receive(self, caller: Caller, nonce: str, request: BatchRequest) -> BatchReply:
        """Store what is new and say what became of each item. Raises Refusal for a replay."""
        looked = self._look(caller.terminal, request.items)

        def all_of(put: _Put) -> Callable[[Connection], BatchReply]:
            return lambda connection: self._all(connection, caller, nonce, looked, put)

        try:
            reply = self._store.write(all_of(self._put))
        except DBAPIError:
            reply = self._store.write(all_of(self._put_guarded))
        self._reach(AFTER_COMMIT_BEFORE_REPLY)
        return reply

    def carry(self, origin: str, items: list[SentItem]) -> list[ItemResult]:
        """The same for envelopes of `origin` that came by hand: nobody replays a request here,
        and what is here already is a duplicate."""
        looked = self._look(origin, items)

        def all_of(put: _Put) -> Callable[[Connection], list[ItemResult]]:
            return lambda connection: self._settle(connection, origin, looked, put)

        try:
            results = self._store.write(all_of(self._put))
        except DBAPIError:
            results = self._store.write(all_of(self._put_guarded))
        self._reach(AFTER_COMMIT_BEFORE_REPLY)
        return results

    def _look(self, terminal: str, items: list[SentItem]) -> list[Sound | Unsound]:
        with self._store.reading() as connection:
            rows = connection.execute(
                select(terminals.c.epoch, terminals.c.public_key).where(
                    terminals.c.code == terminal
                )
            ).all()
        # Letters of an earlier epoch of this terminal count: they were queued before.
        by_epoch: Mapping[int, bytes] = {row.epoch: row.public_key for row in rows}
        return [check(item, terminal, by_epoch, self._keys, self._limits.blob) for item in items]

    def _all(
        self,
        connection: Connection,
        caller: Caller,
        nonce: str,
        looked: list[Sound | Unsound],
        put: _Put,
    ) -> BatchReply:
        _take_nonce(connection, caller, nonce)
        results = self._settle(connection, caller.terminal, looked, put)
        have_through, missing = hear(connection, caller.terminal, caller.epoch)
        return BatchReply(
            onestop=1,
            results=results,
            have_through=have_through,
            missing=missing,
            terms=self._terms.for_terminal(caller.terminal, wants_slots=_wants_slots(looked)),
            city_time=stamp(now()),
        )

    def _settle(
        self, connection: Connection, terminal: str, looked: list[Sound | Unsound], put: _Put
    ) -> list[ItemResult]:
        """What is plainly new goes together; after a failure everything goes one by one."""
        numbers: dict[str, str] = {}
        if put == self._put:
            sound = [one for one in looked if isinstance(one, Sound)]
            numbers = enter_together(connection, plain_among(connection, sound), self._means)
        results = []
        for one in looked:
            if isinstance(one, Unsound):
                results.append(_reject(connection, terminal, one, one.reason))
            elif one.header.id in numbers:
                results.append(_stored(one, numbers[one.header.id]))
            else:
                results.append(put(connection, one))
        self._reach(BEFORE_COMMIT)
        return results

    def _put_guarded(self, connection: Connection, one: Sound) -> ItemResult:
        try:
            with savepoint(connection):
                return self._put(connection, one)
        except DBAPIError as error:
            if not is_alive(connection):
                raise TransactionLost from error  # with the items before this one
            return ItemResult(
                id=one.item.id,
                status=ItemStatus.DEFERRED,
                problem=problem(503, "item-not-stored", code=Code.CITY_FAULT),
            )

    def _put(self, connection: Connection, one: Sound) -> ItemResult:
        """Store one envelope with its case or rating, or say that it is here or in conflict."""
        header = one.header
        held = connection.execute(
            union_all(
                select(envelopes.c.sha256).where(envelopes.c.id == header.id),
                select(mended.c.sha256).where(mended.c.id == header.id),
            )
        ).scalar()
        if held is not None:
            if held != one.sha256:
                return _reject(connection, header.terminal, one, "envelope-conflict")
            return ItemResult(
                id=header.id,
                status=ItemStatus.DUPLICATE,
                official_no=_official_no(connection, header.subject),
            )
        same_place = (
            (envelopes.c.terminal == header.terminal)
            & (envelopes.c.epoch == header.epoch)
            & (envelopes.c.seq == header.seq)
        )
        if connection.execute(select(envelopes.c.id).where(same_place)).first() is not None:
            return _reject(
                connection, header.terminal, one, "terminal-cloned", Code.TERMINAL_CLONED
            )
        reason = conflict(connection, one, self._means)
        if reason:
            return _reject(connection, header.terminal, one, reason)
        connection.execute(insert(envelopes).values(envelope_row(one, stamp(now()))))
        enter(connection, one, self._means)
        return _stored(one, _official_no(connection, header.subject))


def _wants_slots(looked: list[Sound | Unsound]) -> bool | None:
    """Yes where attachments are named; a batch without any says nothing of those to come."""
    return any(isinstance(one, Sound) and one.header.attachments for one in looked) or None


def _stored(one: Sound, official_no: str) -> ItemResult:
    return ItemResult(id=one.header.id, status=ItemStatus.STORED, official_no=official_no)


def _official_no(connection: Connection, case: str) -> str:
    found = connection.execute(select(cases.c.official_no).where(cases.c.id == case)).scalar()
    return str(found or "")


def _take_nonce(connection: Connection, caller: Caller, nonce: str) -> None:
    """A batch is taken once, also across restarts. Old nonces go."""
    row = {"terminal": caller.terminal, "epoch": caller.epoch, "nonce": nonce}
    mine = [nonces.c[name] == value for name, value in row.items()]
    if connection.execute(select(nonces.c.nonce).where(*mine)).first() is not None:
        raise replayed()
    moment = now()
    connection.execute(insert(nonces).values(**row, at=stamp(moment)))
    if moment.second == 0:  # one batch in sixty does it for all
        long_ago = stamp(moment - _NONCES_KEPT)
        connection.execute(delete(nonces).where(nonces.c.at < long_ago))


def _reject(
    connection: Connection,
    terminal: str,
    one: Sound | Unsound,
    reason: str,
    code: Code = Code.CITY_REFUSES_CASE,
) -> ItemResult:
    """Refuse an item and keep it for a person, once however often it comes."""
    header = one.header
    known = (conflicts.c.sha256 == one.sha256) & (conflicts.c.reason == reason)
    if connection.execute(select(conflicts.c.reason).where(known)).first() is None:
        connection.execute(
            insert(conflicts).values(
                sha256=one.sha256,
                reason=reason,
                terminal=terminal,
                envelope_id=one.item.id[:36],
                epoch=header.epoch if header else None,
                seq=header.seq if header else None,
                octets=one.item.envelope,
                at=stamp(now()),
            )
        )
    return ItemResult(
        id=one.item.id,
        status=ItemStatus.REJECTED,
        problem=problem(409, reason, code=code),
    )
