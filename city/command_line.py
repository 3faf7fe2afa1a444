"""What the commands of the city have in common."""

import argparse
from collections.abc import Callable
from typing import Protocol

from city.keys import KeysMissing
from city.schema import check
from city.settings import database_in
from city.store import Store, open_store

Command = Callable[[argparse.Namespace], None]


class Misuse(Exception):
    """What was asked for cannot be done, said in one line."""


class AddCommand(Protocol):
    """Adds a command to the parser; `data` gives it --data."""

    def __call__(
        self, name: str, command: Command, text: str, *, data: bool = True
    ) -> argparse.ArgumentParser: ...


def open_for(arguments: argparse.Namespace) -> Store:
    """The store of the folder that a command was given. Raises KeysMissing, SchemaOlder,
    SchemaNewer."""
    if not database_in(arguments.data).exists():
        raise KeysMissing(str(arguments.data))
    store = open_store(database_in(arguments.data))
    check(store)
    return store
