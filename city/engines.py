"""Connections to the database of a city: the embedded SQLite, or a PostgreSQL.

SQLite: journal TRUNCATE with synchronous FULL (no acknowledged commit lost over a power cut; WAL
of SQLite before 3.51.3 can corrupt with two connections), every write with BEGIN IMMEDIATE.
PostgreSQL: READ COMMITTED with row locks for writes, REPEATABLE READ for what only reads.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

DRIVER = "postgresql+psycopg"
_WRITING = "onestop_writing"
_CONNECTIONS = 24  # of one process at most; PostgreSQL allows a hundred unless told otherwise


class DatabaseUnknown(Exception):
    """The text is no URL of a database that the city can use. It is not quoted: a password."""


def open_engine(database: Path | str) -> Engine:
    """Connections to a file (SQLite) or to the database at a URL. Raises DatabaseUnknown."""
    return embedded_engine(database) if isinstance(database, Path) else server_engine(database)


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


def server_engine(url: str) -> Engine:
    """Connections to PostgreSQL by psycopg 3, made when they are needed. Raises DatabaseUnknown."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnknown from error
    if made.drivername != DRIVER:
        raise DatabaseUnknown
    return create_engine(
        made, hide_parameters=True, pool_size=8, max_overflow=_CONNECTIONS - 8, pool_timeout=30
    )


def for_reading(connection: Connection) -> Connection:
    """The connection, before a transaction that sees one moment of the database."""
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def for_writing(connection: Connection) -> Connection:
    """The connection, before a transaction that writes."""
    return connection.execution_options(**{_WRITING: True})


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
