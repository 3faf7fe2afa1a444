"""Heartbeats: the last one of every terminal, and one of every hour for two weeks."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert, update

from city.gate import Caller
from city.store import Store
from city.tables import heartbeat_hours, heartbeats
from core.heartbeat import HeartbeatRequest
from core.wire import canonical

HOUR_S = 3600
HOURS_KEPT = 14 * 24  # a ring of slots: it is bounded without ever deleting


class HeartbeatBook:
    """Keeps heartbeats."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, caller: Caller, said: HeartbeatRequest, at: int) -> None:
        """Keep a heartbeat that was heard at a moment (Unix seconds)."""
        octets = canonical(said)

        def work(connection: Connection) -> None:
            latest = {"terminal": caller.terminal}
            _put(
                connection, heartbeats, latest, {"epoch": caller.epoch, "at": at, "octets": octets}
            )
            hour = {"terminal": caller.terminal, "slot": slot_of(at)}
            _put(connection, heartbeat_hours, hour, {"at": at, "octets": octets})

        self._store.write(work)


def slot_of(at: int) -> int:
    """The place of a moment's hour in the ring."""
    return at // HOUR_S % HOURS_KEPT


def said_in(octets: bytes) -> HeartbeatRequest:
    """A kept heartbeat."""
    return msgspec.json.decode(octets, type=HeartbeatRequest)


def _put(connection: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Replace a row or add it (no ON CONFLICT: not every database of the city has it)."""
    mine = [table.c[name] == value for name, value in key.items()]
    if connection.execute(update(table).where(*mine).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(**key, **values))
