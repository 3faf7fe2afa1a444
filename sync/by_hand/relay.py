"""What this terminal carries for others: taken from a stick, kept apart from its own outbox.

A relay can carry and nothing else: it has neither the key to read nor the key to sign. A bundle is
known by the digest of its list, so that nobody can take the place of another's bundle.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from core.bundle import (
    MANIFEST,
    MOST_MANIFEST_OCTETS,
    RECEIPT,
    Bundle,
    BundleBroken,
    SignedBundle,
    decode_bundle,
    read_bundle,
)
from core.errors import Code, DiskError, StickError
from core.ports import Clock
from core.wire import canonical, sha256_hex
from sync.by_hand.stick import check_stick, make_stick_folder, read_stick, write_stick
from sync.database import Database, insert_row
from sync.durable import file_errors, make_folder, sync_folder, write_file
from sync.failpoints import reach
from sync.outbox import milliseconds

MEGABYTE = 1_000_000
_KEPT = timedelta(days=90)  # of what is done: by then its receipt has gone home


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """How much of others a terminal takes on itself. Its own cases come first: `spare` octets of
    the disk stay free for them."""

    bundles: int = 64
    octets: int = 4_000 * MEGABYTE
    spare: int = 1_000 * MEGABYTE


OWN_LIMITS = RelayLimits()


@dataclass(frozen=True, slots=True)
class Carried:
    """One bundle of another terminal, as staff see it. `state` is pending, done or refused."""

    bundle: str
    terminal: str
    envelopes: int
    octets: int
    state: str
    code: str
    has_receipt: bool


@dataclass(frozen=True, slots=True, repr=False)
class Load:
    """A bundle that waits to be handed on."""

    sha256: str
    signed: SignedBundle
    bundle: Bundle


class RelayStore:
    """The bundles of others below `carried/` in a terminal's folder. Blocking."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        terminal: str,
        clock: Clock,
        limits: RelayLimits = OWN_LIMITS,
    ) -> None:
        """`terminal` is the code of this one: its own bundles are not carried."""
        self._folder = folder / "carried"
        self._database = database
        self._terminal = terminal
        self._clock = clock
        self._limits = limits

    def take(self, source: Path) -> Carried:
        """Take a bundle's folder from a stick, whole or not at all; one that is here already
        changes nothing. Raises StickError (STICK_*, BUNDLE_FORGED, BUNDLE_OWN, RELAY_FULL) or
        DiskError; the same call may come again and goes on from what was read."""
        signed, bundle = _listed(source)
        if bundle.terminal == self._terminal:
            raise StickError(Code.BUNDLE_OWN)
        with self._alone():
            known = self._known(signed.sha256)
            if known is not None and known.state != "refused":
                return known
            place = self._folder / signed.sha256
            self._sweep(keep=place)
            self._make_room(bundle)
            with file_errors("carried"):
                make_folder(place)
            for name, size in bundle.files.items():
                _copy(source, place, name, size)
            reach("relay.copied")
            self._enter(signed, bundle)
        taken = self._known(signed.sha256)
        assert taken is not None  # entered just now
        return taken

    def loads(self, token: str) -> Iterator[Load]:
        """What waits, oldest first, each once for a pass. Raises DiskError."""
        while True:
            with self._database.write() as db:
                row = self._database.row(
                    "SELECT sha256, manifest FROM carried WHERE state = 'pending'"
                    " AND last_pass <> ? ORDER BY taken_ms, sha256 LIMIT 1",
                    [token],
                )
                if row is None:
                    return
                db.execute(
                    "UPDATE carried SET last_pass = ? WHERE sha256 = ?", [token, row["sha256"]]
                )
            signed = decode_bundle(row["manifest"])
            yield Load(row["sha256"], signed, msgspec.json.decode(signed.bundle, type=Bundle))

    def path(self, load: Load, name: str) -> Path:
        """Where a file of a bundle lies."""
        return self._folder / load.sha256 / name

    def read(self, load: Load, name: str) -> bytes:
        """A file of a bundle, checked. Raises DiskError where it is gone or altered."""
        with file_errors("carried"):
            octets = self.path(load, name).read_bytes()
        if sha256_hex(octets) != name.partition(".")[0]:
            raise DiskError(Code.DISK_FAULT, "a carried file is altered")
        return octets

    def keep_receipt(self, load: Load, receipt: bytes, *, done: bool) -> None:
        """Keep the newest receipt; when the city has all of it, its files may go. Raises
        DiskError."""
        state = "done" if done else "pending"
        with self._database.write() as db:
            db.execute(
                "UPDATE carried SET receipt = ?, state = ?, code = '' WHERE sha256 = ?",
                [receipt, state, load.sha256],
            )
        reach("relay.settled")
        if done:
            self._drop(load.sha256)

    def refuse(self, load: Load, code: Code) -> None:
        """The city, or this disk, says no for good: a person must look. Raises DiskError."""
        with self._database.write() as db:
            db.execute(
                "UPDATE carried SET state = 'refused', code = ? WHERE sha256 = ?",
                [code.value, load.sha256],
            )
        self._drop(load.sha256)

    def all(self) -> list[Carried]:
        """Every bundle that was taken here, oldest first. Raises DiskError."""
        return [
            _carried(row)
            for row in self._database.rows("SELECT * FROM carried ORDER BY taken_ms, sha256")
        ]

    def write_receipts(self, stick: Path) -> list[Path]:
        """Write every receipt that is here to a stick, each into its bundle's folder, and read it
        back. Raises StickError or DiskError."""
        written = []
        for row in self._database.rows(
            "SELECT bundle_id, manifest, receipt FROM carried WHERE receipt IS NOT NULL"
            " ORDER BY taken_ms, sha256"
        ):
            folder = (
                stick
                / msgspec.json.decode(decode_bundle(row["manifest"]).bundle, type=Bundle).folder
            )
            octets = bytes(row["receipt"])
            make_stick_folder(folder)
            write_stick(folder, RECEIPT, octets)
            check_stick(folder, RECEIPT, sha256_hex(octets), len(octets))
            written.append(folder)
        return written

    def _known(self, sha256: str) -> Carried | None:
        row = self._database.row("SELECT * FROM carried WHERE sha256 = ?", [sha256])
        return _carried(row) if row else None

    def _enter(self, signed: SignedBundle, bundle: Bundle) -> None:
        with self._database.write() as db:
            db.execute("DELETE FROM carried WHERE sha256 = ?", [signed.sha256])  # a refused one
            insert_row(
                db,
                "carried",
                {
                    "sha256": signed.sha256,
                    "bundle_id": bundle.id,
                    "terminal": bundle.terminal,
                    "manifest": canonical(signed),
                    "size": sum(bundle.files.values()),
                    "state": "pending",
                    "taken_ms": milliseconds(self._clock.now()),
                },
            )

    def _make_room(self, bundle: Bundle) -> None:
        size = sum(bundle.files.values())
        waiting = [one for one in self.all() if one.state == "pending"]
        with file_errors("carried"):
            free = shutil.disk_usage(self._folder).free
        if (
            len(waiting) >= self._limits.bundles
            or sum(one.octets for one in waiting) + size > self._limits.octets
            or free - size < self._limits.spare
        ):
            raise StickError(Code.RELAY_FULL)

    def _sweep(self, keep: Path) -> None:
        """Delete what an import left that never came to its end, and what is done with long ago."""
        long_ago = milliseconds(self._clock.now() - _KEPT)
        with self._database.write() as db:
            db.execute("DELETE FROM carried WHERE state <> 'pending' AND taken_ms < ?", [long_ago])
        wanted = {
            row["sha256"]
            for row in self._database.rows("SELECT sha256 FROM carried WHERE state = 'pending'")
        }
        with file_errors("carried"):
            for path in self._folder.iterdir():
                if path.is_dir() and path.name not in wanted and path != keep:
                    shutil.rmtree(path)

    def _drop(self, sha256: str) -> None:
        with file_errors("carried"):
            if (self._folder / sha256).is_dir():
                shutil.rmtree(self._folder / sha256)
                sync_folder(self._folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One import at a time, whatever process. Raises DiskError."""
        with file_errors("carried"):
            make_folder(self._folder)
            descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with file_errors("carried"):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _listed(source: Path) -> tuple[SignedBundle, Bundle]:
    try:
        signed = decode_bundle(read_stick(source, MANIFEST, MOST_MANIFEST_OCTETS))
        return signed, read_bundle(signed)
    except BundleBroken as error:
        raise StickError(Code.BUNDLE_FORGED, str(error)) from error


def _copy(source: Path, place: Path, name: str, size: int) -> None:
    """One file, checked against its name; what an earlier import brought is not read again."""
    digest = name.partition(".")[0]
    if _is_here(place / name, digest, size):
        return
    try:
        octets = read_stick(source, name, size)
    except StickError as error:
        # the list is there and the file is not: that is another thing than a stick that is gone
        if isinstance(error.__cause__, FileNotFoundError) and (source / MANIFEST).exists():
            raise StickError(Code.STICK_ALTERED, "a file is missing") from error
        raise
    if len(octets) != size or sha256_hex(octets) != digest:
        raise StickError(Code.STICK_ALTERED, "a file is altered")
    write_file(place / name, octets, "carried")


def _is_here(path: Path, digest: str, size: int) -> bool:
    with file_errors("carried"):
        if not path.is_file() or path.stat().st_size != size:
            return False
        return sha256_hex(path.read_bytes()) == digest


def _carried(row: dict[str, Any]) -> Carried:
    signed = decode_bundle(row["manifest"])
    bundle = msgspec.json.decode(signed.bundle, type=Bundle)
    return Carried(
        bundle=bundle.id,
        terminal=bundle.terminal,
        envelopes=len(bundle.envelopes),
        octets=row["size"],
        state=row["state"],
        code=row["code"],
        has_receipt=row["receipt"] is not None,
    )
