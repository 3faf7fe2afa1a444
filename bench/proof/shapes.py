"""Databases in every shape that was ever released, with rows in every table."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

_ROWS = 12
_CHOICES = re.compile(r"CHECK \((\w+) IN \(([^)]*)\)")
_KEPT_BY_STEPS = ("_sqlite_migrations", "alembic_version")

Rows = Mapping[tuple[str, str], list[tuple[Any, ...]]]
"""Rows, sorted, by the name of their table and its columns."""


def fill(path: Path) -> None:
    """Put rows into every table of a SQLite file that has none, parents before children or not:
    each row's foreign keys name the parent's row with the same number."""
    with closing(sqlite3.connect(path)) as book, book:
        for table, sql in _tables(book).items():
            if book.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is None:
                _fill(book, table, sql)
        wrong = book.execute("PRAGMA foreign_key_check").fetchall()
        if wrong:
            raise ValueError(f"rows without their parents: {[tuple(row) for row in wrong[:3]]}")


def rows_of(path: Path, like: Rows | None = None) -> Rows:
    """All rows by table and columns; of a file that came from another, only the columns that the
    other one had. Raises sqlite3.Error where a table or a column is gone."""
    with closing(sqlite3.connect(path)) as book:
        places = list(like) if like is not None else [_place(book, one) for one in _tables(book)]
        return {
            (table, columns): sorted(
                book.execute(f'SELECT {columns} FROM "{table}"').fetchall(), key=repr
            )
            for table, columns in places
        }


def schema_of(path: Path) -> frozenset[str]:
    """Every table and index as SQLite keeps it, its lines sorted: a step that makes a table anew
    may write the constraints in another order in each run."""
    with closing(sqlite3.connect(path)) as book:
        made = book.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return frozenset(
            "\n".join(sorted(line.strip(" \t,") for line in text.splitlines())) for (text,) in made
        )


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    with closing(sqlite3.connect(path)) as book:
        sound: bool = book.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return sound and not book.execute("PRAGMA foreign_key_check").fetchall()


def _tables(book: sqlite3.Connection) -> dict[str, str]:
    found = book.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name: sql for name, sql in found if name not in _KEPT_BY_STEPS}


def _place(book: sqlite3.Connection, table: str) -> tuple[str, str]:
    names = [f'"{row[1]}"' for row in book.execute(f"PRAGMA table_info({table})")]
    return table, ", ".join(names)


def _fill(book: sqlite3.Connection, table: str, sql: str) -> None:
    choices = {
        name: [word.strip().strip("'") for word in words.split(",")]
        for name, words in _CHOICES.findall(sql)
    }
    columns = book.execute(f"PRAGMA table_info({table})").fetchall()
    for number in range(1, _ROWS + 1):
        row = {
            name: _value(book, table, name, kind.upper(), number, choices.get(name))
            for _, name, kind, _, _, _ in columns
        }
        gaps = ", ".join("?" * len(row))
        names = ", ".join(f'"{name}"' for name in row)
        book.execute(f'INSERT INTO "{table}" ({names}) VALUES ({gaps})', list(row.values()))


def _value(
    book: sqlite3.Connection,
    table: str,
    name: str,
    kind: str,
    number: int,
    choices: list[str] | None,
) -> object:
    if choices:
        return choices[number % len(choices)]
    for _, _, parent, own, theirs, *_ in book.execute(f"PRAGMA foreign_key_list({table})"):
        if own == name:
            return _value(book, parent, theirs, kind, number, None)
    if kind.startswith(("INT", "BIG", "BOOL")):
        return number % 2 if kind.startswith("BOOL") else number
    if "BLOB" in kind:
        return bytes([number]) * 300
    return f"{table} {number}" if name in ("id", "name", "sha256") else f"{name} {number}"
