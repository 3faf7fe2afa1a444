"""A slice of R7: migrations cut and killed, from every shape that was released."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.proof import shapes
from bench.proof.city_shapes import cut_city, kill_city_on_postgres, newer_city, revisions
from bench.proof.plants import MIGRATION_PLANTS
from bench.proof.r7_migrations import (
    cut_terminal,
    kill_terminal,
    make_shape,
    names_of_steps,
    refuse_newer,
)
from bench.proof.tries import Tries

pytestmark = pytest.mark.proof


def _holds(tries: Tries) -> bool:
    return tries.tried > 0 and tries.examples == [] and tries.bad == 0


def test_every_shape_has_rows_in_every_table(tmp_path: Path) -> None:
    for steps in range(1, len(names_of_steps()) + 1):
        rows = shapes.rows_of(make_shape(tmp_path / str(steps), steps))
        assert rows
        assert all(rows.values()), [name for name, found in rows.items() if not found]


def test_a_row_that_is_lost_or_altered_shows(tmp_path: Path) -> None:
    path = make_shape(tmp_path / "shape", 1)
    rows = shapes.rows_of(path)
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("ALTER TABLE outbox ADD COLUMN later TEXT")
    assert shapes.rows_of(path, rows) == rows
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("UPDATE outbox SET code = 'x' WHERE seq = 1")
    assert shapes.rows_of(path, rows) != rows


@pytest.mark.parametrize("steps", [1, len(names_of_steps()) - 1])
def test_a_terminal_keeps_all_rows_over_power_cuts_in_a_migration(steps: int) -> None:
    assert _holds(cut_terminal(steps, 60))


def test_a_terminal_keeps_all_rows_when_killed_in_a_migration() -> None:
    assert _holds(kill_terminal(1, "pwrite64", 0.05))


@pytest.mark.parametrize("plant", [name for name in MIGRATION_PLANTS if name])
def test_cut_migrations_find(plant: str) -> None:
    assert cut_terminal(1, 400, plant, until_found=True).bad == 1


def test_a_newer_database_of_either_end_is_refused_untouched() -> None:
    assert _holds(refuse_newer())
    assert _holds(newer_city())


def test_a_city_keeps_all_rows_over_power_cuts_in_a_migration() -> None:
    assert _holds(cut_city(revisions()[0], 10))


def test_a_city_on_postgresql_keeps_all_rows_when_killed_in_a_migration() -> None:
    assert _holds(kill_city_on_postgres(0.1))
