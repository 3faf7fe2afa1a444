"""Group commit: writes of many threads joined into one transaction, beside each one alone."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, insert

from bench.figure import Figure, median
from city.engines import open_engine
from city.schema import migrate
from city.store import Store, open_store
from city.tables import organs
from tests.postgres import serving_postgres

_THREADS = 16
_WRITES = 12  # of each thread
_ROUNDS = 3


class _Row:
    """One row to write."""

    def __init__(self, code: str) -> None:
        self._values = {"code": code, "region": "430702000000"}

    def __call__(self, connection: Connection) -> None:
        connection.execute(insert(organs).values(self._values))


def commit_figures() -> Iterator[Figure]:
    """On SQLite and on PostgreSQL, both waiting for the disk."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield _measure("SQLite", folder / "joined.sqlite3", folder / "alone.sqlite3", joins=True)
        server = stack.enter_context(serving_postgres(durable=True))
        first, second = server.new_database(), server.new_database()
        yield _measure("PostgreSQL", first, second, joins=False)


def _measure(name: str, chosen: Path | str, other: Path | str, *, joins: bool) -> Figure:
    """`joins` is what the city does on this database."""
    told = {True: "joined into one transaction", False: "each its own transaction"}
    stores = []
    for place, joined in ((chosen, joins), (other, not joins)):
        made = open_store(place)
        migrate(made)
        made.close()
        stores.append(Store(open_engine(place), joins=joined))
    rates: list[list[float]] = [[], []]
    for round_number in range(_ROUNDS):
        for store, into in zip(stores, rates, strict=True):
            into.append(_rate(store, round_number))
    for store in stores:
        store.close()
    ours, theirs = (median(one) for one in rates)
    return Figure(
        f"durable writes of {_THREADS} threads, {name}, {told[joins]}",
        round(ours),
        "writes/s",
        {told[not joins]: round(theirs)},
        "faster than the other way",
        ours > theirs,
        f"one row each, {_ROUNDS} rounds in turns, median; the disk of this machine",
    )


def _rate(store: Store, round_number: int) -> float:
    def work(thread: int) -> None:
        for number in range(_WRITES):
            store.write(_Row(f"{round_number}-{thread}-{number}"))

    start = perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(work, range(_THREADS)))
    return _THREADS * _WRITES / (perf_counter() - start)
