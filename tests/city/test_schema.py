"""The database: migrations make what the tables say, and a newer one is left alone."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from city.changes import changes_after
from city.platform import prepare
from city.schema import SchemaNewer, SchemaOlder, check, migrate
from city.settings import database_in
from city.store import open_store
from city.tables import metadata
from tests.city_process import REPOSITORY, CityProcess


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    prepare(tmp_path)
    store = open_store(database_in(tmp_path))
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_preparing_again_changes_nothing(tmp_path: Path) -> None:
    assert prepare(tmp_path)
    keys = (tmp_path / "keys" / "city-keys.json").read_bytes()
    assert not prepare(tmp_path)
    assert (tmp_path / "keys" / "city-keys.json").read_bytes() == keys


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    prepare(tmp_path)
    with closing(sqlite3.connect(database_in(tmp_path))) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    before = database_in(tmp_path).read_bytes()
    store = open_store(database_in(tmp_path))
    with pytest.raises(SchemaNewer):
        migrate(store)
    with pytest.raises(SchemaNewer):
        check(store)
    store.close()
    assert database_in(tmp_path).read_bytes() == before


def test_an_empty_database_asks_for_init(tmp_path: Path) -> None:
    store = open_store(database_in(tmp_path))
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


def test_keys_and_database_belong_to_the_service_user_alone(city_process: CityProcess) -> None:
    for name in ("keys/city-keys.json", "city.sqlite3"):
        mode = stat.S_IMODE((city_process.data / name).stat().st_mode)
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
