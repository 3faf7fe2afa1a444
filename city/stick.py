"""Reading a bundle from a USB stick, and writing the receipt to one."""

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from city.disk import sync_folder
from core.bundle import (
    MANIFEST,
    MOST_MANIFEST_OCTETS,
    RECEIPT,
    Bundle,
    BundleBroken,
    SignedBundle,
    SignedReceipt,
    blob_file,
    decode_bundle,
    envelope_file,
    folder_id,
)
from core.exchange import SentItem
from core.wire import canonical, sha256_hex

_MOST_ENTRIES = 20_000


class StickBundle:
    """One bundle's folder. No name is taken from its list: files are named by their digests."""

    def __init__(self, folder: Path) -> None:
        """Read the list. Raises OSError or BundleBroken."""
        self.folder = folder
        self.signed: SignedBundle = decode_bundle(_read(folder, MANIFEST, MOST_MANIFEST_OCTETS))

    def items(self, bundle: Bundle) -> Iterator[SentItem]:
        """The envelopes, one after the other. Raises OSError or BundleBroken for a file that is
        gone or altered."""
        for one in bundle.envelopes:
            octets = self._checked(envelope_file(one.sha256), one.sha256, one.size)
            yield SentItem(id=one.id, envelope=octets, signature=one.signature)

    def blob(self, sha256: str, size: int) -> bytes:
        """An attachment. Raises OSError or BundleBroken."""
        return self._checked(blob_file(sha256), sha256, size)

    def _checked(self, name: str, sha256: str, size: int) -> bytes:
        octets = _read(self.folder, name, size)
        if sha256_hex(octets) != sha256:
            raise BundleBroken("a file is altered")
        return octets


def bundle_folders(folder: Path) -> list[Path]:
    """The folders of finished bundles on a stick; `folder` may be one itself. Raises OSError."""
    if folder_id(folder.name):
        return [folder]
    with os.scandir(folder) as entries:
        looked = [entry for _, entry in zip(range(_MOST_ENTRIES), entries, strict=False)]
    found = [
        Path(entry.path)
        for entry in looked
        if folder_id(entry.name) and entry.is_dir(follow_symlinks=False)
    ]
    return sorted(path for path in found if (path / MANIFEST).is_file())


def write_receipt(stick: Path, bundle: Bundle, receipt: SignedReceipt) -> Path:
    """Write the receipt into the bundle's folder on a stick, durably, and read it back. The folder
    is made where another stick goes home. Raises OSError or BundleBroken."""
    folder = stick if stick.name == bundle.folder else stick / bundle.folder
    folder.mkdir(exist_ok=True)
    octets = canonical(receipt)
    temporary = folder / f"tmp.{secrets.token_hex(8)}"
    try:
        with temporary.open("xb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(folder / RECEIPT)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    sync_folder(folder.parent)
    if _read(folder, RECEIPT, len(octets)) != octets:
        raise BundleBroken("the receipt was read back and is not the same")
    return folder


def _read(folder: Path, name: str, most: int) -> bytes:
    """A plain file of at most `most` octets, past the cache where that can be."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with os.fdopen(os.open(folder / name, flags), "rb") as file:
        known = os.fstat(file.fileno())
        if not stat.S_ISREG(known.st_mode) or known.st_size > most:
            raise BundleBroken("a file is not of this bundle")
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read(most)
