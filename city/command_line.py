"""What the commands of the city have in common."""

import argparse
from collections.abc import Callable
from typing import Protocol

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from city.engines import DatabaseUnknown
from city.keys import KeysMissing
from city.schema import check
from city.settings import DATABASE_VARIABLE, database_in, database_url_of
from city.store import Store, open_store

Command = Callable[[argparse.Namespace], None]


class Misuse(Exception):
    """What was asked for cannot be done, said in one line."""


class AddCommand(Protocol):
    """Adds a command to the parser; `data` gives it --data."""

    def __call__(
        self, name: str, command: Command, text: str, *, data: bool = True
    ) -> argparse.ArgumentParser: ...


def database_of(arguments: argparse.Namespace) -> str:
    """The URL of the city's database, or empty for the embedded one. Everybody on the machine can
    read a command line, so a password does not belong there. Raises DatabaseUnknown, Misuse."""
    said: str = arguments.database
    if not said:
        return database_url_of(arguments.data)
    try:
        has_password = make_url(said).password is not None
    except ArgumentError as error:
        raise DatabaseUnknown from error
    if has_password:
        raise Misuse(f"put a URL with a password into {DATABASE_VARIABLE} or DIR/database-url")
    return said


def open_for(arguments: argparse.Namespace) -> Store:
    """The store of the folder that a command was given. Raises KeysMissing, SchemaOlder,
    SchemaNewer, DatabaseUnknown."""
    url = database_of(arguments)
    if not url and not database_in(arguments.data).exists():
        raise KeysMissing(str(arguments.data))
    store = open_store(url or database_in(arguments.data))
    check(store)
    return store
