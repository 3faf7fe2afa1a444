"""Numbers without gaps, in the order of commits: rows of `counters`, not the database's sequences.

The first number of a row in a transaction locks it until the commit, so that whoever comes next
takes the next number after it. More numbers of the same row are counted in memory and written once
before the commit: one statement for a whole batch.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, insert, select, update

from city.tables import counters

_TAKEN = "onestop_numbers"  # in Connection.info: the last number of each row that is locked here
_PUT_BACK = (
    update(counters).where(counters.c.name == bindparam("row")).values(value=bindparam("last"))
)


@contextmanager
def numbering(connection: Connection) -> Iterator[None]:
    """A transaction in which numbers may be taken. They are written at its end, inside it."""
    taken: dict[str, int] = {}
    connection.info[_TAKEN] = taken
    try:
        yield
        if taken:
            rows = [{"row": name, "last": value} for name, value in sorted(taken.items())]
            connection.execute(_PUT_BACK, rows)
    finally:
        connection.info.pop(_TAKEN, None)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that may fail alone. The numbers that it took are given back."""
    taken: dict[str, int] = connection.info[_TAKEN]
    before = dict(taken)
    try:
        with connection.begin_nested():
            yield
    except BaseException:
        taken.clear()
        taken.update(before)
        raise


def lock_numbers(connection: Connection, names: Iterable[str]) -> None:
    """Lock several rows, in one order for all, so that no two transactions wait for each other."""
    for name in sorted(set(names)):
        _last(connection, name)


def next_number(connection: Connection, name: str) -> int:
    """The next number of a row, from 1."""
    number = _last(connection, name) + 1
    connection.info[_TAKEN][name] = number
    return number


def _last(connection: Connection, name: str) -> int:
    taken: dict[str, int] = connection.info[_TAKEN]
    if name not in taken:
        row = select(counters.c.value).where(counters.c.name == name).with_for_update()
        value = connection.execute(row).scalar()
        if value is None:
            connection.execute(insert(counters).values(name=name, value=0))
        taken[name] = int(value or 0)
    return taken[name]
