"""Everything that staff do with a stick at one terminal, opened from its folder."""

from collections.abc import Collection
from pathlib import Path

from core.errors import Code, DiskError, StickError
from core.ports import Clock
from sync.blobs import BlobStore
from sync.by_hand.export import Exported, Exporter
from sync.by_hand.receipts import Settled, apply_receipt, receipt_in
from sync.by_hand.stick import bundle_folders
from sync.database import open_database
from sync.identity import load_identity


class Hand:
    """A terminal's own connection for what goes by hand. Blocking; beside the running app."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Raises DiskError; an unenrolled folder is DISK-502 with that detail."""
        identity = load_identity(folder)
        if identity is None:
            raise DiskError(Code.DISK_FAULT, "this terminal is not enrolled: run `onestop enrol`")
        self._identity = identity
        self._clock = clock
        self._database = open_database(folder)
        self._exporter = Exporter(self._database, BlobStore(folder), identity, clock)

    def export(self, stick: Path, only: Collection[str] = ()) -> list[Exported]:
        """See Exporter.export. Raises StickError or DiskError."""
        return self._exporter.export(stick, only)

    def import_receipts(self, stick: Path) -> tuple[list[Settled], list[StickError]]:
        """Take every receipt on a stick; what is refused holds up no other one. Raises StickError
        where there is none at all, and DiskError."""
        found = [(folder, receipt_in(folder)) for folder in bundle_folders(stick)]
        signed = [receipt for _, receipt in found if receipt is not None]
        if not signed:
            raise StickError(Code.STICK_EMPTY, "no receipt")
        settled: list[Settled] = []
        refused: list[StickError] = []
        for receipt in signed:
            try:
                settled.append(apply_receipt(self._database, self._identity, receipt, self._clock))
            except StickError as error:
                refused.append(error)
        return settled, refused

    def close(self) -> None:
        """Close the connection."""
        self._database.close()
