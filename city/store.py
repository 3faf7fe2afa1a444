"""The database: one way to read, one way to write.

SQLite: journal TRUNCATE with synchronous FULL (no acknowledged commit lost over a power cut; WAL
of SQLite before 3.51.3 can corrupt with two connections), every write with BEGIN IMMEDIATE.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from city.tables import counters

T = TypeVar("T")
_WRITING = "onestop_writing"
_ATTEMPTS = 3


class TransactionLost(Exception):
    """SQLite rolled a whole transaction back by itself, as it does on a full disk."""


class Store:
    """Transactions on one database. Used from many threads; writes stand in line."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one moment of the database."""
        with self._engine.begin() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction and commit it durably. The work is done again from the start
        where a unique key was taken by another process in between."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._line, self._engine.connect() as connection:
                    connection = connection.execution_options(**{_WRITING: True})
                    with connection.begin():
                        done = work(connection)
                        if not is_alive(connection):
                            raise TransactionLost
                        return done
            except IntegrityError:
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(database: Path) -> Store:
    """Open the embedded database; the file is made when it is not there."""
    return Store(embedded_engine(database))


def embedded_engine(database: Path) -> Engine:
    """Connections to the embedded database, each durable and beginning nothing by itself."""
    engine = create_engine(
        f"sqlite:///{database}",
        hide_parameters=True,  # parameters in an error text would be persons in a log
        pool_size=8,
        max_overflow=40,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # None: the driver begins nothing by itself; _begin says which kind of transaction it is.
    raw: Any = connection
    raw.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = TRUNCATE",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def is_alive(connection: Connection) -> bool:
    """Whether the transaction still stands. After a failure of the disk SQLite may have ended it
    without a word, and a savepoint would then begin, and commit, one of its own."""
    raw = connection.connection.dbapi_connection
    return bool(getattr(raw, "in_transaction", True))


def next_number(connection: Connection, name: str) -> int:
    """The next number of a gap-free row, from 1. The row stays locked until the commit, so numbers
    appear in the order of commits."""
    taken = update(counters).where(counters.c.name == name).values(value=counters.c.value + 1)
    if connection.execute(taken).rowcount == 0:
        connection.execute(insert(counters).values(name=name, value=1))
    return int(
        connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one()
    )


def insert_missing(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> bool:
    """Insert a row unless its key is there; says whether it is new (no ON CONFLICT: not every
    database of the city has it)."""
    column = table.c[key]
    if connection.execute(select(column).where(column == row[key])).first() is not None:
        return False
    connection.execute(insert(table).values(**row))
    return True
