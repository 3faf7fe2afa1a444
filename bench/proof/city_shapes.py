"""The city's migrations, cut: in SQLite by power cuts from a tape, in PostgreSQL by SIGKILL."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from bench.proof import shapes
from bench.proof.crash import states
from bench.proof.kills import kill_at
from bench.proof.recorder import record
from bench.proof.scratch import put, scratch
from bench.proof.tries import Tries
from city.schema import SchemaNewer, check, migrate
from city.store import Store, open_store
from tests.postgres import serving_postgres

_MIGRATIONS = Path(__file__).parents[2] / "city" / "migrations"
_MODULE = "bench.proof.city_migrator"
_ROWS = 6
_EVERY_MESSAGE = 3  # of the whole proof: each third message to PostgreSQL
_PgRows = dict[tuple[str, tuple[str, ...]], list[tuple[object, ...]]]


def revisions() -> list[str]:
    """Every revision of the city's database, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return [one.revision for one in script.walk_revisions()][::-1]


def cut_city(revision: str, most: int) -> Tries:
    """Power cuts over the migration of a city in SQLite from a revision to the newest one."""
    tries = Tries(f"the city from {revision}")
    with scratch() as home:
        path = _make_shape(home / "city", revision)
        done = home / "done" / path.name
        shutil.copytree(path.parent, done.parent)
        _migrate(done)
        old, new, rows = shapes.schema_of(path), shapes.schema_of(done), shapes.rows_of(path)
        tape = record(path.parent, _MODULE, [str(path)])
        for state in islice(states(tape, 1), most):
            place = put(state, home / "state") / path.name
            wrong = list(_look(place, rows, old, new, done=state.promised > 0))
            tries.note(f"before operation {state.at}, {state.fate.value}", wrong)
    return tries


def newer_city() -> Tries:
    """A city's file of a newer version is refused, octet by octet as it was."""
    tries = Tries("a newer city's database")
    with scratch() as home:
        path = _make_shape(home / "city", revisions()[-1])
        with closing(sqlite3.connect(path)) as book, book:
            book.execute("UPDATE alembic_version SET version_num = '9999'")
        before = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.stat().st_size}
        store = open_store(path)
        wrong = ["it was migrated"]
        try:
            migrate(store)
        except SchemaNewer:
            wrong = []
        store.close()
        after = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.stat().st_size}
        tries.note("migrated", wrong + ([] if after == before else ["it was touched"]))
    return tries


def kill_city_on_postgres(share: float) -> Tries:
    """The migrating process killed at its n-th message to PostgreSQL, from the first revision."""
    tries = Tries("the city on PostgreSQL, killed at a message to it")
    step = max(_EVERY_MESSAGE, round(_EVERY_MESSAGE / share))
    with serving_postgres() as server:
        for number in count(1, step):
            url = server.new_database()
            store = open_store(url)
            _upgrade(store, revisions()[0])
            rows = store.write(_fill)
            store.close()
            killed = kill_at("sendto", number, _MODULE, [url])
            tries.note(f"message {number}", list(_look_at_server(url, rows, done=not killed)))
            if not killed:
                return tries
    raise AssertionError("unreachable")


def _look(
    path: Path, rows: shapes.Rows, old: frozenset[str], new: frozenset[str], *, done: bool
) -> Iterator[str]:
    schema = shapes.schema_of(path)
    if schema not in (old, new):
        yield "a schema between old and new"
    if done and schema != new:
        yield "it was done and is undone"
    for turn in range(2):
        try:
            if turn:
                _migrate(path)
            if not shapes.is_sound(path):
                yield "integrity"
            if shapes.rows_of(path, rows) != rows:
                yield "rows lost or changed"
        except (sqlite3.Error, SQLAlchemyError) as error:
            yield f"fails: {type(error).__name__}"
    if shapes.schema_of(path) != new:
        yield "the migration did not complete"


def _look_at_server(url: str, rows: _PgRows, *, done: bool) -> Iterator[str]:
    store = open_store(url)
    try:
        with store.reading() as connection:
            known = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            if known not in (revisions()[0], revisions()[-1]):
                yield f"a schema between old and new: {known}"
            if done and known != revisions()[-1]:
                yield "it was done and is undone"
            if _rows_on(connection, rows) != rows:
                yield "rows lost or changed by the cut"
        migrate(store)
        check(store)
        with store.reading() as connection:
            if _rows_on(connection, rows) != rows:
                yield "rows lost or changed"
    except SQLAlchemyError as error:
        yield f"fails: {type(error).__name__}"
    finally:
        store.close()


def _make_shape(folder: Path, revision: str) -> Path:
    folder.mkdir()
    path = folder / "city.sqlite3"
    store = open_store(path)
    _upgrade(store, revision)
    store.close()
    shapes.fill(path)
    return path


def _migrate(path: Path) -> None:
    store = open_store(path)
    try:
        migrate(store)
        check(store)
    finally:
        store.close()


def _upgrade(store: Store, revision: str) -> None:
    def work(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    store.write(work)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _fill(connection: Connection) -> _PgRows:
    """Rows in every table that has none, as `shapes.fill` does in SQLite; gives all rows."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is None:
            connection.execute(table.insert(), [_row(table, n) for n in range(1, _ROWS + 1)])
    places = {
        (table.name, tuple(column.name for column in table.columns))
        for table in tables.sorted_tables
        if table.name != "alembic_version"
    }
    return _rows_on(connection, {place: [] for place in places})


def _row(table: Table, number: int) -> dict[str, object]:
    return {column.name: _value(table, column.name, number) for column in table.columns}


def _value(table: Table, name: str, number: int) -> object:
    column = table.columns[name]
    for key in column.foreign_keys:
        return _value(key.column.table, key.column.name, number)
    match column.type:
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case LargeBinary():
            return bytes([number]) * 300
        case DateTime():
            return datetime(2026, 11, number, tzinfo=UTC)
        case kind:
            length = getattr(kind, "length", None) or 60
            return f"{number}{table.name[:1]}{name}"[:length]


def _rows_on(connection: Connection, like: _PgRows) -> _PgRows:
    known = set(inspect(connection).get_table_names())
    found: _PgRows = {}
    for table, columns in like:
        if table not in known:
            continue
        names = ", ".join(f'"{name}"' for name in columns)
        rows = connection.exec_driver_sql(f'SELECT {names} FROM "{table}"').all()
        found[table, columns] = sorted((tuple(row) for row in rows), key=repr)
    return found
