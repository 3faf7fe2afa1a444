"""Cities and terminals for these tests: a shared one for most, one of its own where it must die."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from city.enrolment import Place, make_code
from city.load import Load
from city.schema import migrate
from city.settings import database_in
from city.store import open_store
from city.tables import metadata
from city.terms import CityTerms
from city.upload_slots import UploadSlots
from core.sealing import HPKE_SUITE
from resources import path as resource
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess
from tests.postgres import PostgresServer, serving_postgres
from tests.swift import SwiftServer, serving_swift

Enrol = Callable[..., FieldTerminal]


def new_code(city: CityProcess, terminal: str, suite: str = HPKE_SUITE) -> str:
    """A one-time code without starting a process for it."""
    store = open_store(city.database)
    try:
        return make_code(
            store, Place(terminal, "430702012000", "测试自助区", "CD-430702-JD"), suite
        )
    finally:
        store.close()


def calm_terms() -> CityTerms:
    """The terms of a city that nobody speaks to."""
    slots = UploadSlots(time.monotonic, random.uniform, budget=64, each=3)
    return CityTerms(Load(time.monotonic), slots, poll_s=60.0, retention_days=30)


def look(city: CityProcess, query: str, *values: object) -> list[Any]:
    """Rows of the city's database, read from outside. Values stand as ? in the query."""
    if not city.database_url:
        with closing(sqlite3.connect(database_in(city.data), timeout=30)) as database:
            return database.execute(query, values).fetchall()
    with closing(connect(city)) as server:
        return server.execute(query.replace("?", "%s").encode(), values).fetchall()


def alter(city: CityProcess, *statements: str) -> None:
    """Do something to the city's database from outside."""
    if not city.database_url:
        with closing(sqlite3.connect(database_in(city.data), timeout=30)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()
        return
    with closing(connect(city)) as server:
        for statement in statements:
            server.execute(statement.encode())


def everything_in(city: CityProcess) -> bytes:
    """All octets that the city's database keeps."""
    if not city.database_url:
        return database_in(city.data).read_bytes()
    with closing(connect(city)) as server, server.cursor() as cursor:
        octets = b""
        for table in metadata.tables:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as copy:
                octets += b"".join(bytes(piece) for piece in copy)
        return octets


def connect(city: CityProcess) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the tests' own to a city's PostgreSQL."""
    url = city.database_url.replace("postgresql+psycopg:", "postgresql:")
    return psycopg.connect(url, autocommit=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL with a template that has the city's tables."""
    with serving_postgres() as server:
        store = open_store(server.make_template())
        migrate(store)
        store.close()
        yield server


@pytest.fixture(scope="session")
def swift() -> Iterator[SwiftServer]:
    """A real S3 server."""
    with serving_swift() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes the URL of a new database with the city's tables; an empty one means the embedded
    database. What uses this runs on both."""
    if request.param == "sqlite":
        return str
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.copy_template


@pytest.fixture
def city_process(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[CityProcess]:
    """A city of one test's own: made, not started."""
    city = CityProcess(tmp_path / "own", database_url=new_database())
    city.init()
    yield city
    city.close()


@pytest.fixture
def embedded_city(tmp_path: Path) -> Iterator[CityProcess]:
    """The same on the embedded database only."""
    city = CityProcess(tmp_path / "own")
    city.init()
    yield city
    city.close()


@pytest.fixture(scope="session")
def city(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]
) -> Iterator[CityProcess]:
    """A running city that tests share; each has terminals of its own."""
    folder = tmp_path_factory.mktemp("shared")
    city = CityProcess(folder, catalogue=resource("catalogue"), database_url=new_database())
    city.init()
    city.start()
    yield city
    city.close()


@pytest.fixture(scope="session")
def codes() -> Iterator[str]:
    """Terminal codes that no test has used."""
    return (f"CD{number:04d}" for number in count(1))


@pytest.fixture
def enrol(codes: Iterator[str]) -> Iterator[Enrol]:
    """Enrols a terminal at a running city."""
    terminals: list[FieldTerminal] = []

    def make(city: CityProcess, code: str = "", suite: str = HPKE_SUITE) -> FieldTerminal:
        terminal = FieldTerminal(city.url)
        terminals.append(terminal)
        terminal.enrol(new_code(city, code or next(codes), suite))
        return terminal

    yield make
    for terminal in terminals:
        terminal.http.close()


@pytest.fixture
def terminal(city: CityProcess, enrol: Enrol) -> FieldTerminal:
    """A new terminal at the shared city."""
    return enrol(city)
