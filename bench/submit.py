"""submit: durable submission, beside a bare write and fsync of the same bytes."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.figure import Figure, median, timed
from bench.ground import application_of_nobody, attachments_of_nobody, lone_records

_ROUNDS = 30


def submit_figure() -> Iterator[Figure]:
    """Form, photo and two scans: sealed, numbered and committed; rounds alternate with the peer."""
    with lone_records() as (records, folder):
        ours, bare, apart = [], [], []
        for number in range(_ROUNDS):
            application, attachments = application_of_nobody(), attachments_of_nobody()
            octets = b"".join(a.octets for a in attachments) + application.to_bytes()
            kept = partial(records.submit, due="2026-12-01", materials_all=2, draft=application.id)
            ours.append(timed(partial(kept, application, attachments)))
            bare.append(timed(partial(_write, folder / f"bare-{number}", octets)))
            parts = [*(a.octets for a in attachments), application.to_bytes()]
            apart.append(timed(partial(_write_apart, folder, number, parts)))
    yield Figure(
        figure="submit.median",
        value=median(ours) * 1000,
        unit="ms",
        peers={
            "one file, write and fsync": median(bare) * 1000,
            "a file each, write and fsync": median(apart) * 1000,
        },
        note="840 kB plain; ours also seals every part and commits the book; no screen in it",
    )


def _write(path: Path, octets: bytes) -> None:
    with path.open("wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def _write_apart(folder: Path, number: int, parts: list[bytes]) -> None:
    for index, part in enumerate(parts):
        _write(folder / f"apart-{number}-{index}", part)
