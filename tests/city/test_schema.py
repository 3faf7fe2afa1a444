"""The database: migrations make what the tables say, and a newer one is left alone."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from city.changes import changes_after
from city.engines import DatabaseUnknown, open_engine
from city.platform import prepare
from city.schema import SchemaNewer, SchemaOlder, check, migrate
from city.settings import database_in
from city.store import open_store
from city.tables import metadata
from tests.city.conftest import alter, everything_in
from tests.city_process import REPOSITORY, CityProcess
from tests.postgres import PostgresServer


def test_the_migrations_make_the_tables_of_the_code(city_process: CityProcess) -> None:
    store = open_store(city_process.database)
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_an_empty_postgresql_gets_the_tables_of_the_code(postgres: PostgresServer) -> None:
    store = open_store(postgres.new_database())
    migrate(store)
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_preparing_again_changes_nothing(tmp_path: Path) -> None:
    assert prepare(tmp_path)
    keys = (tmp_path / "keys" / "city-keys.json").read_bytes()
    assert not prepare(tmp_path)
    assert (tmp_path / "keys" / "city-keys.json").read_bytes() == keys


def test_a_newer_database_is_refused_and_left_as_it_is(city_process: CityProcess) -> None:
    alter(city_process, "UPDATE alembic_version SET version_num = '9999'")
    before = everything_in(city_process)
    store = open_store(city_process.database)
    with pytest.raises(SchemaNewer):
        migrate(store)
    with pytest.raises(SchemaNewer):
        check(store)
    store.close()
    assert everything_in(city_process) == before
    assert city_process.cli("init", check=False).returncode == 1


def test_an_empty_database_asks_for_init(tmp_path: Path, postgres: PostgresServer) -> None:
    for database in (database_in(tmp_path), postgres.new_database()):
        store = open_store(database)
        with pytest.raises(SchemaOlder):
            check(store)
        store.close()


def test_every_connection_is_durable(tmp_path: Path) -> None:
    prepare(tmp_path)
    store = open_store(database_in(tmp_path))
    with store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    store.close()
    assert pragmas == {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1}


def test_keys_and_database_belong_to_the_service_user_alone(embedded_city: CityProcess) -> None:
    for name in ("keys/city-keys.json", "city.sqlite3"):
        mode = stat.S_IMODE((embedded_city.data / name).stat().st_mode)
        assert mode == 0o600


def test_a_folder_that_is_no_city_is_told_in_one_line(tmp_path: Path) -> None:
    city = CityProcess(tmp_path)
    for words in (["cases"], ["serve"], ["document", "x"]):
        done = city.cli(*words, check=False)
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
        assert b"init" in done.stderr


def test_changes_of_the_first_schema_go_on_to_be_read(tmp_path: Path) -> None:
    store = open_store(database_in(tmp_path))
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "city" / "migrations"))

    def fill(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for table, row in (
            ("envelopes", "'e', '', 'x', 'CD0128', 1, 1, 'c', 1, x'00', x'00', ''"),
            ("cases", "'c', 'e', 'CD0128', 'r', 'o', 'p', 'h', '430702', 'v', 1, '', 's', '', ''"),
            ("changes", "1, 'c', 'CD0128', 'received', 'o', '2026-11-23', 'n', 'city'"),
        ):
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({row})")
        connection.exec_driver_sql("INSERT INTO counters VALUES ('change', 1)")

    store.write(fill)
    migrate(store)
    (told,) = changes_after(store, "CD0128", 0, 10).changes
    assert (told.subject, told.state, told.note, told.kind) == ("c", "received", "n", "state")
    store.close()


# ── naming the database ─────────────────────────────────────────────────────────────────────────

_SECRET = "word-that-nobody-may-see"


@pytest.mark.parametrize(
    "url", ["", "no url", f"mysql://u:{_SECRET}@h/d", f"postgresql://u:{_SECRET}@h/d", "sqlite://"]
)
def test_a_database_that_the_city_cannot_use_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(DatabaseUnknown) as refused:
        open_engine(url)
    assert _SECRET not in str(refused.value)


def test_a_password_is_never_printed(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://u:{_SECRET}@127.0.0.1:1/d"
    for city, option in (
        (CityProcess(tmp_path / "environment", database_url=url), []),
        (CityProcess(tmp_path / "argument"), ["--database", url]),
        (CityProcess(tmp_path / "unusable", database_url=url.replace("+psycopg", "+other")), []),
    ):
        done = city.cli("init", *option, check=False)
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
        assert _SECRET.encode() not in done.stdout + done.stderr


def test_the_database_may_be_named_by_a_file_in_the_folder(
    tmp_path: Path, new_database: Callable[[], str]
) -> None:
    city = CityProcess(tmp_path)
    city.data.mkdir()
    (city.data / "database-url").write_text(new_database() + "\n", encoding="utf-8")
    city.init()
    assert city.cases() == []
    named = bool((city.data / "database-url").read_text(encoding="utf-8").strip())
    assert database_in(city.data).exists() is not named
