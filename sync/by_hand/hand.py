"""Everything that staff do with a stick at one terminal, opened from its folder."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.bundle import Receipt, SignedReceipt
from core.errors import Code, DiskError, StickError
from core.ports import Clock
from sync.blobs import BlobStore
from sync.by_hand.export import Exported, Exporter, Moved
from sync.by_hand.receipts import Settled, apply_receipt, receipt_in
from sync.by_hand.relay import OWN_LIMITS, Carried, RelayLimits, RelayStore
from sync.by_hand.stick import bundle_folders, is_whole
from sync.database import open_database
from sync.identity import load_identity


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one folder of a stick: a receipt for this terminal, a bundle to be carried for
    another one, or a refusal."""

    folder: Path
    outcome: Settled | Carried | StickError


class Hand:
    """A terminal's own connection for what goes by hand. Blocking; beside the running app."""

    def __init__(self, folder: Path, clock: Clock, limits: RelayLimits = OWN_LIMITS) -> None:
        """Raises DiskError; an unenrolled folder is DISK-502 with that detail."""
        identity = load_identity(folder)
        if identity is None:
            raise DiskError(Code.DISK_FAULT, "this terminal is not enrolled: run `onestop enrol`")
        self._identity = identity
        self._clock = clock
        self._database = open_database(folder)
        self._exporter = Exporter(self._database, BlobStore(folder), identity, clock)
        code = identity.terminal.code
        self._relay = RelayStore(folder, self._database, code, clock, limits)

    def export(
        self, stick: Path, only: Collection[str] = (), moved: Moved | None = None
    ) -> list[Exported]:
        """See Exporter.export. Raises StickError or DiskError."""
        if moved is None:
            return self._exporter.export(stick, only)
        return self._exporter.export(stick, only, moved)

    def import_receipts(self, stick: Path) -> list[Brought]:
        """Take every receipt on a stick; what is refused holds up no other one. Raises StickError
        where there is none at all, and DiskError."""
        brought = [self._receipt(folder, receipt_in) for folder in bundle_folders(stick)]
        return _something([one for one in brought if one is not None])

    def import_all(self, stick: Path) -> list[Brought]:
        """Take receipts for this terminal, and bundles of others to be carried. Unfinished exports
        are passed over. Raises StickError where there is nothing at all, and DiskError."""
        brought = []
        for folder in bundle_folders(stick):
            one = self._receipt(folder, self._own_receipt)
            if one is None and is_whole(folder):
                one = self._bundle(folder)
            if one is not None:
                brought.append(one)
        return _something(brought)

    def write_receipts(self, stick: Path) -> list[Path]:
        """See RelayStore.write_receipts. Raises StickError or DiskError."""
        return self._relay.write_receipts(stick)

    def carried(self) -> list[Carried]:
        """What is or was carried for others. Raises DiskError."""
        return self._relay.all()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _receipt(
        self, folder: Path, find: Callable[[Path], SignedReceipt | None]
    ) -> Brought | None:
        try:
            signed = find(folder)
            if signed is None:
                return None
            settled = apply_receipt(self._database, self._identity, signed, self._clock)
        except StickError as error:
            return Brought(folder, error)
        return Brought(folder, settled)

    def _own_receipt(self, folder: Path) -> SignedReceipt | None:
        """The receipt in a folder, unless it says that it is of another terminal: whose bundle may
        be carried all the same."""
        signed = receipt_in(folder)
        if signed is None:
            return None
        try:
            receipt = msgspec.json.decode(signed.receipt, type=Receipt)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return signed  # whoever looks at its signature will say what it is
        return signed if receipt.terminal == self._identity.terminal.code else None

    def _bundle(self, folder: Path) -> Brought:
        try:
            return Brought(folder, self._relay.take(folder))
        except StickError as error:
            return Brought(folder, error)


def _something(brought: list[Brought]) -> list[Brought]:
    if not brought:
        raise StickError(Code.STICK_EMPTY)
    return brought
