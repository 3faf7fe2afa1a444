"""Many rows into a table by one prepared statement, handed to the driver as they are.

SQLAlchemy looks at every value of every row; for the hundreds of rows of a batch that costs as much
as the database does. The rows here are of the columns' own types already.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, two at least; none at all is nothing to do."""
    if not rows:
        return
    columns = list(rows[0])
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(f'"{table.c[column].name}"' for column in columns)
    marks = ", ".join(mark for _ in columns)
    values = itemgetter(*columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', [values(row) for row in rows]
    )
