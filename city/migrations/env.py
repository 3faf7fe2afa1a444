"""Runs migrations on the connection that city.schema hands over, inside its transaction."""

from alembic import context

from city.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by writing it anew
    transactional_ddl=True,
)
context.run_migrations()
