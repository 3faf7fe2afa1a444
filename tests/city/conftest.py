"""Cities and terminals for these tests: a shared one for most, one of its own where it must die."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from city.enrolment import Place, make_code
from city.settings import database_in
from city.store import open_store
from resources import path as resource
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess

Enrol = Callable[..., FieldTerminal]


def new_code(city: CityProcess, terminal: str) -> str:
    """A one-time code without starting a process for it."""
    store = open_store(database_in(city.data))
    try:
        return make_code(store, Place(terminal, "430702012000", "测试自助区", "CD-430702-JD"))
    finally:
        store.close()


def look(city: CityProcess, sql: str, *values: object) -> list[Any]:
    """Rows of the city's database, read from outside."""
    with closing(sqlite3.connect(database_in(city.data), timeout=30)) as database:
        return database.execute(sql, values).fetchall()


@pytest.fixture
def city_process(tmp_path: Path) -> Iterator[CityProcess]:
    """A city of one test's own: made, not started."""
    city = CityProcess(tmp_path / "own")
    city.init()
    yield city
    city.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """A running city that tests share; each has terminals of its own."""
    city = CityProcess(tmp_path_factory.mktemp("shared"), catalogue=resource("catalogue"))
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

    def make(city: CityProcess, code: str = "") -> FieldTerminal:
        terminal = FieldTerminal(city.url)
        terminals.append(terminal)
        terminal.enrol(new_code(city, code or next(codes)))
        return terminal

    yield make
    for terminal in terminals:
        terminal.http.close()


@pytest.fixture
def terminal(city: CityProcess, enrol: Enrol) -> FieldTerminal:
    """A new terminal at the shared city."""
    return enrol(city)
