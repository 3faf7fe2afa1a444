"""R7: from every shape that was released, the migration is cut at each of its I/Os.

The terminal's by power cuts computed from a tape and by SIGKILL at each call of the real process;
the city's by power cuts in SQLite, and by SIGKILL at its messages to PostgreSQL.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from sqlite_utils import Database as SqliteDatabase

from bench.proof import shapes
from bench.proof.city_shapes import cut_city, kill_city_on_postgres, newer_city, revisions
from bench.proof.crash import states
from bench.proof.kills import kill_at
from bench.proof.outcome import Outcome
from bench.proof.plants import MIGRATION_PLANTS
from bench.proof.recorder import record
from bench.proof.scratch import put, scratch
from bench.proof.tries import Tries
from core.errors import AppError, Code, DiskError
from sync.database import FILE_NAME, open_database
from sync.migrations import migrations

CALLS = ("pwrite64", "fdatasync", "ftruncate")
_MODULE = "bench.proof.migrator"
_STATES = 1500  # of each shape
_CITY_STATES = 150
_WORKERS = 2
_SHOWN = 5


def names_of_steps() -> list[str]:
    """Every step of the terminal's database, oldest first."""
    with closing(sqlite3.connect(":memory:")) as nothing:
        return [step.name for step in migrations.pending(SqliteDatabase(nothing))]


def make_shape(folder: Path, steps: int) -> Path:
    """A terminal's database after that many steps, with rows in every table."""
    folder.mkdir()
    path = folder / FILE_NAME
    names = names_of_steps()
    with closing(sqlite3.connect(path, isolation_level=None)) as book:
        db = SqliteDatabase(book)
        book.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
        migrations.apply(db, stop_before=names[steps:])
    shapes.fill(path)
    return path


def cut_terminal(steps: int, most: int, plant: str = "", *, until_found: bool = False) -> Tries:
    """Power cuts over the migration from a shape to the newest one."""
    tries = Tries(f"the terminal from {names_of_steps()[steps - 1]}")
    with scratch() as home:
        path = make_shape(home / "terminal", steps)
        new = make_shape(home / "newest", len(names_of_steps()))
        old_schema, new_schema = shapes.schema_of(path), shapes.schema_of(new)
        rows = shapes.rows_of(path)
        tape = record(path.parent, _MODULE, [str(path.parent), plant])
        for state in islice(states(tape, steps), most):
            place = put(state, home / "state")
            wrong = list(_look(place, rows, old_schema, new_schema, done=state.promised > 0))
            tries.note(f"before operation {state.at}, {state.fate.value}", wrong)
            if wrong and until_found:
                break
    return tries


def kill_terminal(steps: int, call: str, share: float) -> Tries:
    """The real process, killed at the first, the second … of one kind of call."""
    tries = Tries(f"the terminal from {names_of_steps()[steps - 1]}, killed at {call}")
    step = max(1, round(1 / share) if share < 1 else 1)
    with scratch() as home:
        new = make_shape(home / "newest", len(names_of_steps()))
        new_schema = shapes.schema_of(new)
        for number in count(1, step):
            path = make_shape(home / f"terminal-{number}", steps)
            old_schema, rows = shapes.schema_of(path), shapes.rows_of(path)
            killed = kill_at(call, number, _MODULE, [str(path.parent)])
            wrong = list(_look(path.parent, rows, old_schema, new_schema, done=not killed))
            tries.note(f"number {number}", wrong)
            if not killed:
                return tries
    raise AssertionError("unreachable")


def refuse_newer() -> Tries:
    """A file of a newer version is refused, octet by octet as it was."""
    tries = Tries("a newer terminal's database")
    with scratch() as home:
        path = make_shape(home / "terminal", len(names_of_steps()))
        with closing(sqlite3.connect(path)) as book, book:
            book.execute("CREATE TABLE later (a)")
            book.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('terminal', '9999_later', '2030')"
            )
        before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
        wrong = []
        try:
            open_database(path.parent).close()
            wrong.append("it was opened")
        except DiskError as error:
            if error.code is not Code.DATABASE_NEWER:
                wrong.append(f"refused as {error.code.value}")
        if {one.name: one.read_bytes() for one in path.parent.iterdir()} != before:
            wrong.append("it was touched")
        tries.note("opened", wrong)
    return tries


def prove_migrations(share: float) -> Outcome:
    """All shapes of both ends."""
    began = perf_counter()
    steps = range(1, len(names_of_steps()) + 1)
    most = max(40, round(_STATES * share))
    jobs: list[Callable[[], Tries]] = [refuse_newer, newer_city]
    jobs += [partial(cut_terminal, one, most) for one in steps]
    jobs += [partial(kill_terminal, one, call, share) for one in steps for call in CALLS]
    jobs += [partial(cut_city, one, max(10, round(_CITY_STATES * share))) for one in revisions()]
    jobs += [partial(kill_city_on_postgres, share)]
    plants = [name for name in MIGRATION_PLANTS if name]
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        planted = {
            name: pool.submit(cut_terminal, 1, _STATES, name, until_found=True) for name in plants
        }
        done = [future.result() for future in [pool.submit(job) for job in jobs]]
        found = {name: future.result().bad > 0 for name, future in planted.items()}
    return Outcome(
        name="R7",
        promise="rows kept when a migration is killed at each I/O, from every released schema: all;"
        " a newer schema is refused untouched",
        of_what="interrupted migrations",
        tried=sum(tries.tried for tries in done),
        wanted=len(jobs),
        violations=sum(tries.bad for tries in done),
        planted=found,
        seconds=perf_counter() - began,
        command="python -m bench reliability --only R7",
        what_is_not_modelled=(
            "a power cut below PostgreSQL, whose log is its own promise; shapes that were never"
            " released"
        ),
        notes=tuple(f"{tries.tried} × {tries.what}" for tries in done),
        examples=tuple(text for tries in done for text in tries.examples)[:_SHOWN],
    )


def _look(
    folder: Path,
    rows: shapes.Rows,
    old: frozenset[str],
    new: frozenset[str],
    *,
    done: bool,
) -> Iterator[str]:
    """What is wrong with a database after the cut, and after the product has opened it again."""
    path = folder / FILE_NAME
    try:
        schema = shapes.schema_of(path)  # this plays a journal back, as any reader does
    except sqlite3.Error as error:
        yield f"cannot be read: {error}"
        return
    if schema not in (old, new):
        yield "a schema between old and new"
    if done and schema != new:
        yield "it was done and is undone"
    yield from _rows(path, rows)
    try:
        open_database(folder).close()
    except AppError as error:
        yield f"does not open: {error.code.value} {error.detail}"
        return
    except sqlite3.Error as error:
        yield f"does not open: {error}"
        return
    if shapes.schema_of(path) != new:
        yield "the migration did not complete"
    yield from _rows(path, rows)


def _rows(path: Path, rows: shapes.Rows) -> Iterator[str]:
    try:
        if not shapes.is_sound(path):
            yield "integrity"
        if shapes.rows_of(path, rows) != rows:
            yield "rows lost or changed"
    except sqlite3.Error as error:
        yield f"rows cannot be read: {error}"
