"""The database: one way to read, one way to write."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from city.engines import for_reading, for_writing, open_engine
from city.numbers import numbering, savepoint

T = TypeVar("T")
_ATTEMPTS = 5
_JOINED = 16  # writes in one transaction at most: the first of them waits for the others
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock: this one gave way


class TransactionLost(Exception):
    """SQLite rolled a whole transaction back by itself, as it does on a full disk."""


class _Write:
    """One piece of work that waits to be done, and what became of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.is_done = False
        self.result: Any = None
        self.error: Exception | None = None


class Store:
    """Transactions on one database. Used from many threads."""

    def __init__(self, engine: Engine, *, joins: bool | None = None) -> None:
        """`joins` says whether writes that wait for each other become one transaction; unless
        told, they do on SQLite, where each would wait for the disk by itself (decision 0015)."""
        self._engine = engine
        self._joins = engine.dialect.name == "sqlite" if joins is None else joins
        self._line = threading.Lock()
        self._entry = threading.Lock()
        self._waiting: list[_Write] = []

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one moment of the database."""
        with self._engine.connect() as connection, for_reading(connection).begin():
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction and commit it durably. The work is done again from the start
        where another process was first with a unique key or with a lock. Work of other threads may
        stand in the same transaction, each behind a savepoint: what it raises is its own."""
        if not self._joins:
            return self._write_alone(work)
        mine = _Write(work)
        with self._entry:
            self._waiting.append(mine)
        while not mine.is_done:
            with self._line:
                if not mine.is_done:
                    self._write_next()
        if mine.error is not None:
            raise mine.error
        result: T = mine.result
        return result

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _write_next(self) -> None:
        """Do what waits: while one commit waits for the disk, the next ones gather."""
        with self._entry:
            writes, self._waiting = self._waiting[:_JOINED], self._waiting[_JOINED:]
        redo = writes
        if len(writes) > 1:
            try:
                redo = self._write_together(writes)
            except Exception:  # noqa: BLE001 each is done again, and tells of its own error
                redo = writes
        for one in redo:
            self._finish_alone(one)
        for one in writes:
            one.is_done = True

    def _write_together(self, writes: list[_Write]) -> list[_Write]:
        """All in one transaction; gives those that the database refused, to be done alone."""
        refused = []
        with self._transaction() as connection:
            for one in writes:
                one.error = None
                try:
                    with savepoint(connection):
                        one.result = one.work(connection)
                except DBAPIError:
                    refused.append(one)
                except Exception as error:  # noqa: BLE001 raised again in the thread that asked
                    one.error = error
                if not is_alive(connection):
                    raise TransactionLost
        return refused

    def _finish_alone(self, one: _Write) -> None:
        one.error = None
        try:
            one.result = self._write_alone(one.work)
        except Exception as error:  # noqa: BLE001 raised again in the thread that asked
            one.error = error

    def _write_alone(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._transaction() as connection:
                    done = work(connection)
                    if not is_alive(connection):
                        raise TransactionLost
                    return done
            except DBAPIError as error:
                if attempt == _ATTEMPTS or not _was_beaten(error):
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._engine.connect() as opened:
            connection = for_writing(opened)
            with connection.begin(), numbering(connection):
                yield connection


def open_store(database: Path | str) -> Store:
    """Open the embedded database, whose file is made when it is not there, or the one at a URL.
    Raises DatabaseUnknown."""
    return Store(open_engine(database))


def _was_beaten(error: DBAPIError) -> bool:
    """Whether another transaction was first: then the same work may go well on a second try."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in _AGAIN


def is_alive(connection: Connection) -> bool:
    """Whether the transaction still stands. After a failure of the disk SQLite may have ended it
    without a word, and a savepoint would then begin, and commit, one of its own."""
    raw = connection.connection.dbapi_connection
    return bool(getattr(raw, "in_transaction", True))


def insert_missing(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> bool:
    """Insert a row unless its key is there; says whether it is new (no ON CONFLICT: not every
    database of the city has it)."""
    column = table.c[key]
    if connection.execute(select(column).where(column == row[key])).first() is not None:
        return False
    connection.execute(insert(table).values(**row))
    return True
