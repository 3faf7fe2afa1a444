"""Bringing a database to the schema of this version, step by step, and refusing a newer one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from city.store import Store


class SchemaNewer(Exception):
    """The database was written by a newer version of the city. It is left untouched."""


class SchemaOlder(Exception):
    """The database needs `python -m city init` to be brought up to date."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaNewer(revision)


def migrate(store: Store) -> None:
    """Bring the database up to date in one transaction. Raises SchemaNewer."""

    def work(connection: Connection) -> None:
        _refuse_newer(_revision(connection))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    store.write(work)


def check(store: Store) -> None:
    """Raises SchemaNewer or SchemaOlder where the database does not fit this version."""
    with store.reading() as connection:
        revision = _revision(connection)
    _refuse_newer(revision)
    if revision != ScriptDirectory.from_config(_config()).get_current_head():
        raise SchemaOlder(str(revision))
