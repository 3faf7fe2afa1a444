"""From the outbox to a stick: what the city does not have completely, as the sealed octets.

Nothing in the outbox changes its state by this: the link may come back first. The bundle is
written down before its first file, so that a receipt always finds it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteDatabase
from uuid_utils import uuid7

from core.bundle import (
    MANIFEST,
    MOST_BLOBS,
    MOST_ENVELOPES,
    Bundle,
    PackedBlob,
    PackedEnvelope,
    SignedBundle,
    blob_file,
    envelope_file,
    folder_id,
    sign_bundle,
)
from core.errors import DiskError
from core.ports import Clock
from core.sealing import public_half
from core.wire import canonical, sha256_hex
from sync.blobs import BlobStore
from sync.by_hand.stick import (
    bundle_folders,
    check_stick,
    clear_folder,
    is_whole,
    make_stick_folder,
    write_stick,
)
from sync.database import Database, insert_row, rows
from sync.failpoints import reach
from sync.identity import TerminalIdentity

Moved = Callable[[int, int], None]  # steps done, of how many
_LACKING = "state IN ('pending', 'in_flight', 'stored')"  # quarantined ones wait for a person, here


@dataclass(frozen=True, slots=True)
class Exported:
    """One bundle on a stick, read back. `skipped` envelopes stayed: an attachment of theirs
    cannot be read from this terminal's disk."""

    bundle: str
    folder: Path
    envelopes: int
    octets: int
    skipped: int


@dataclass(frozen=True, slots=True, repr=False)
class _Packed:
    """One envelope with what goes with it."""

    row: dict[str, Any]
    blobs: list[PackedBlob]


def _nobody(_done: int, _steps: int) -> None:
    """Nobody looks on."""


class Exporter:
    """Writes bundles of one terminal. Blocking."""

    def __init__(
        self, database: Database, blobs: BlobStore, identity: TerminalIdentity, clock: Clock
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._identity = identity
        self._clock = clock

    def export(
        self, stick: Path, only: Collection[str] = (), moved: Moved = _nobody
    ) -> list[Exported]:
        """Write all that the city lacks, or the envelopes with these receipt numbers or ids, into
        folders on a stick. `moved` is told after every file how many of a bundle's steps are done:
        each is written and read back. Raises StickError or DiskError; what was finished before
        stays."""
        self._clear(stick)
        return [
            self._write(stick, packed, skipped, moved) for packed, skipped in self._bundles(only)
        ]

    def _bundles(self, only: Collection[str]) -> Iterator[tuple[list[_Packed], int]]:
        """Envelopes in loads of at most one bundle, with how many had to stay."""
        load: list[_Packed] = []
        blobs = skipped = 0
        for row in self._lacking(only):
            packed = self._pack(row)
            if packed is None:
                skipped += 1
                continue
            if len(load) == MOST_ENVELOPES or blobs + len(packed.blobs) > MOST_BLOBS:
                yield load, 0
                load, blobs = [], 0
            load.append(packed)
            blobs += len(packed.blobs)
        if load or skipped:
            yield load, skipped

    def _lacking(self, only: Collection[str]) -> list[dict[str, Any]]:
        found = self._database.rows(
            "SELECT id, seq, sha256, size, signature, receipt_no FROM outbox"
            f" WHERE {_LACKING} ORDER BY epoch, seq"
        )
        return [row for row in found if not only or {row["id"], row["receipt_no"]} & set(only)]

    def _pack(self, row: dict[str, Any]) -> _Packed | None:
        """None where an attachment is gone or altered: it would be refused elsewhere."""
        blobs = [
            PackedBlob(sha256=blob["sha256"], size=blob["size"])
            for blob in self._database.rows(
                "SELECT sha256, size FROM blob WHERE outbox_id = ?"
                " AND state IN ('pending', 'sent') ORDER BY size, sha256",
                [row["id"]],
            )
        ]
        try:
            for blob in blobs:
                self._blobs.read(blob.sha256)
        except DiskError:
            return None
        return _Packed(row, blobs)

    def _write(self, stick: Path, load: list[_Packed], skipped: int, moved: Moved) -> Exported:
        bundle, signed = self._note(load)
        folder = stick / bundle.folder
        if load:
            self._fill(folder, bundle, signed, moved)
        octets = sum(bundle.files.values())
        return Exported(bundle.id, folder, len(load), octets, skipped)

    def _note(self, load: list[_Packed]) -> tuple[Bundle, SignedBundle]:
        """Write down that there will be such a bundle, and sign its list."""
        terminal = self._identity.terminal
        now = self._clock.now().isoformat(timespec="seconds")
        with self._database.write() as db:
            bundle = Bundle(
                id=str(uuid7()),
                terminal=terminal.code,
                epoch=terminal.epoch,
                public_key=public_half(self._identity.private_key),
                counter=_next_counter(db, terminal.epoch),
                created_at=now,
                envelopes=[_packed_envelope(one.row) for one in load],
                blobs=[blob for one in load for blob in one.blobs],
            )
            signed = sign_bundle(bundle, self._identity.private_key)
            if load:
                _remember(db, bundle, signed.sha256)
        return bundle, signed

    def _fill(self, folder: Path, bundle: Bundle, signed: SignedBundle, moved: Moved) -> None:
        """All files, then all read back (a stick that is smaller than it says loses the first
        ones), then the list, by which others see that the bundle is whole."""
        make_stick_folder(folder)
        steps = 2 * len(bundle.files)
        done = count(1)
        for one in bundle.envelopes:
            write_stick(folder, envelope_file(one.sha256), self._envelope(one.id))
            moved(next(done), steps)
        for blob in bundle.blobs:
            write_stick(folder, blob_file(blob.sha256), self._blobs.read(blob.sha256))
            moved(next(done), steps)
        reach("export.written")
        for name, size in bundle.files.items():
            check_stick(folder, name, name.partition(".")[0], size)
            moved(next(done), steps)
        octets = canonical(signed)
        write_stick(folder, MANIFEST, octets)
        check_stick(folder, MANIFEST, sha256_hex(octets), len(octets))
        reach("export.whole")
        with self._database.write() as db:
            db.execute("UPDATE bundle SET written = 1 WHERE id = ?", [bundle.id])

    def _envelope(self, envelope: str) -> bytes:
        row = self._database.row("SELECT envelope FROM outbox WHERE id = ?", [envelope])
        assert row is not None  # its list was made from this table
        return bytes(row["envelope"])

    def _clear(self, stick: Path) -> None:
        """Take away what an earlier export of this terminal did not finish."""
        for folder in bundle_folders(stick):
            known = self._database.row(
                "SELECT 1 FROM bundle WHERE id = ?", [folder_id(folder.name)]
            )
            if known is not None and not is_whole(folder):
                clear_folder(folder)


def bundles_of(database: Database, envelope: str) -> list[str]:
    """The bundles in which an envelope went to a stick, oldest first. Raises DiskError."""
    return [
        row["id"]
        for row in database.rows(
            "SELECT bundle.id FROM bundle JOIN bundle_item ON bundle_id = bundle.id"
            " WHERE outbox_id = ? AND written = 1 ORDER BY epoch, counter",
            [envelope],
        )
    ]


def _packed_envelope(row: dict[str, Any]) -> PackedEnvelope:
    return PackedEnvelope(
        id=row["id"],
        seq=row["seq"],
        sha256=row["sha256"],
        size=row["size"],
        signature=row["signature"],
    )


def _next_counter(db: SqliteDatabase, epoch: int) -> int:
    known = rows(db, "SELECT max(counter) AS last FROM bundle WHERE epoch = ?", [epoch])
    return int(known[0]["last"] or 0) + 1


def _remember(db: SqliteDatabase, bundle: Bundle, sha256: str) -> None:
    insert_row(
        db,
        "bundle",
        {
            "id": bundle.id,
            "epoch": bundle.epoch,
            "counter": bundle.counter,
            "created_at": bundle.created_at,
            "sha256": sha256,
        },
    )
    for one in bundle.envelopes:
        insert_row(db, "bundle_item", {"bundle_id": bundle.id, "outbox_id": one.id})
