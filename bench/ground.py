"""Ground to measure on: an enrolled terminal without a city, and an application for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uuid_utils

from core import sealing
from core.application import Application, Face, Person
from core.ports import Attachment, Terminal
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from sync.system_clock import SystemClock


def lone_identity() -> TerminalIdentity:
    """A terminal with fresh keys, whose city is nowhere."""
    terminal_private, _ = sealing.new_signing_keys()
    _, catalogue_public = sealing.new_signing_keys()
    _, seal_public = sealing.new_seal_keys()
    return TerminalIdentity(
        terminal=Terminal("CD0999", 1, "430799000000", "测试点", "CD-TEST", "http://127.0.0.1"),
        private_key=terminal_private,
        city_url="http://127.0.0.1:9",
        suite=sealing.HpkeSuite.name,
        seal_key_id=sealing.key_id(seal_public),
        seal_public_key=seal_public,
        catalogue_public_key=catalogue_public,
    )


@contextmanager
def lone_records() -> Iterator[tuple[SqliteRecords, Path]]:
    """Records on the disk that the working folder is on, so that fsync means what it means."""
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        records = SqliteRecords(Path(folder), lone_identity(), SystemClock())
        try:
            yield records, Path(folder)
        finally:
            records.close()


def application_of_nobody() -> Application:
    """A fresh application of a test citizen."""
    return Application(
        id=str(uuid_utils.uuid7()),
        terminal="CD0999",
        created_at="2026-11-23T23:00:00+08:00",
        channel="kiosk",
        catalogue_version="bench",
        catalogue_digest="0" * 64,
        package="BENCH",
        package_name="测试",
        subject="person",
        answers={},
        items=["1"],
        handling_organ="CD-TEST",
        accepting_point="CD-TEST",
        applicant=Person(name="测试张三", number="43079919900101001X", how="card"),
        form={f"field{number}": "测试" * 8 for number in range(20)},
        materials=[],
        consents=[],
        face=Face(state="declined"),
        fee_fen=0,
        delivery="window",
    )


def attachments_of_nobody() -> tuple[Attachment, ...]:
    """A photo and two scans, in the sizes that the catalogue budgets."""
    sizes = {"face": 40_000, "scan1": 400_000, "scan2": 400_000}
    return tuple(
        Attachment(role, "image/jpeg", bytes(uuid_utils.uuid7().bytes) * (size // 16))
        for role, size in sizes.items()
    )
