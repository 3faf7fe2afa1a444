"""book: how fast the terminal's book makes things durable, beside the bare disk and raw SQLite.

Rounds alternate between ours and the peers, in the same folder on the same disk, because other
work on the machine comes and goes. Sealing and signing are in ours and measured apart as well.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import uuid_utils

from bench.figure import Figure, median, percentile, timed
from bench.ground import application_of_nobody, attachments_of_nobody, lone_records
from core import sealing
from core.application import Application
from core.ports import Attachment
from sync.database import FILE_NAME, open_database
from sync.records import SqliteRecords

_ENQUEUES = 150
_WHOLE = 150
_PRAGMAS = (
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


def enqueue_figure() -> Iterator[Figure]:
    """Forms without attachments a second, each durable before the next."""
    with lone_records() as (records, folder):
        raw = _raw_twin(folder)
        ours, theirs, bare, cpu = [], [], [], []
        with closing(raw), (folder / "bare").open("wb") as file:
            for _ in range(_ENQUEUES):
                application = application_of_nobody()
                ours.append(timed(partial(_submit, records, application, [])))
                rows = _rows_of(folder, application.id)
                theirs.append(timed(partial(_insert, raw, rows)))
                octets = rows["outbox"]["envelope"]
                bare.append(timed(partial(_append, file.fileno(), octets)))
                cpu.append(timed(partial(_seal, records, [application.to_bytes()])))
    rate = 1 / median(ours)
    peer = 1 / median(theirs)
    yield Figure(
        figure="book.enqueue",
        value=rate,
        unit="1/s",
        peers={"raw sqlite3, same rows and pragmas": peer, "fdatasync of the same octets": 1
               / median(bare)},
        target="≥ 0.8 × raw sqlite3",
        met=rate >= 0.8 * peer,
        note=f"by medians; sealing and signing are in it ({median(cpu) * 1000:.2f} ms of CPU)",
    )  # fmt: skip


def whole_figure() -> Iterator[Figure]:
    """Form, photo and two scans: from the call to the receipt number, 99th percentile."""
    with lone_records() as (records, folder):
        ours: list[float] = []
        apart: list[float] = []
        cpu: list[float] = []
        for number in range(_WHOLE):
            application, attachments = application_of_nobody(), attachments_of_nobody()
            parts = [*(one.octets for one in attachments), application.to_bytes()]
            work: list[tuple[list[float], Callable[[], object]]] = [
                (ours, partial(_submit, records, application, attachments)),
                (apart, partial(_write_apart, folder, number, parts)),
            ]
            for times, call in work if number % 2 else reversed(work):
                times.append(timed(call))
            cpu.append(timed(partial(_seal, records, parts)))
    value, peer = percentile(ours, 0.99), percentile(apart, 0.99)
    yield Figure(
        figure="book.whole_p99",
        value=value * 1000,
        unit="ms",
        peers={"a file each, write and fsync": peer * 1000},
        target="≤ 1.3 ×",
        met=value <= 1.3 * peer,
        note=(
            "SQLite's own commit is five syncs one after the other (journal twice, folder, book,"
            f" journal), the attachments are two; medians {median(ours) * 1000:.1f} and"
            f" {median(apart) * 1000:.1f} ms; sealing and signing are in it"
            f" ({median(cpu) * 1000:.2f} ms of CPU); {_WHOLE} rounds"
        ),
    )


def _submit(
    records: SqliteRecords, application: Application, attachments: Sequence[Attachment]
) -> None:
    records.submit(application, attachments, due="2026-12-01", materials_all=2, draft="")


def _seal(records: SqliteRecords, parts: Sequence[bytes]) -> None:
    """The CPU of it: every part sealed and hashed, one signature."""
    identity = records._identity
    for part in parts:
        sealed = sealing.suite(identity.suite).seal(identity.seal_public_key, b"bench", part)
        sealing.key_id(sealed)
    identity.sign(parts[-1])


def _raw_twin(folder: Path) -> sqlite3.Connection:
    """A book with the same tables, opened by nothing but sqlite3."""
    twin = folder / "twin"
    open_database(twin).close()
    raw = sqlite3.connect(twin / FILE_NAME, isolation_level=None)
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").fetchall()
    return raw


def _rows_of(folder: Path, case: str) -> dict[str, dict[str, Any]]:
    """What one submission left in the book, to be written by the peer again."""
    with closing(open_database(folder)) as database:
        outbox = database.row("SELECT * FROM outbox WHERE id = ?", [case])
        view = database.row("SELECT * FROM cases WHERE id = ?", [case])
        history = database.row("SELECT * FROM case_history WHERE case_id = ?", [case])
    assert outbox is not None
    assert view is not None
    assert history is not None
    return {"outbox": outbox, "cases": view, "case_history": history}


def _insert(raw: sqlite3.Connection, rows: dict[str, dict[str, Any]]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT OR IGNORE INTO counter (epoch, seq) VALUES (1, 0)")
    raw.execute("UPDATE counter SET seq = seq + 1 WHERE epoch = 1")
    for table, row in rows.items():
        gaps = ", ".join("?" * len(row))
        raw.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({gaps})", list(row.values()))
    raw.execute("COMMIT")


def _append(descriptor: int, octets: bytes) -> None:
    os.write(descriptor, octets)
    os.fdatasync(descriptor)


def _write_apart(folder: Path, number: int, parts: Sequence[bytes]) -> None:
    for octets in parts:
        path = folder / f"apart-{number}-{uuid_utils.uuid7()}"
        with path.open("wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
