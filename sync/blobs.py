"""Sealed attachments as files, named by the SHA-256 of their sealed bytes: blobs/aa/<sha256>."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core import sealing
from core.envelope import BlobRef
from core.errors import Code, DiskError
from core.ports import Attachment
from core.wire import sha256_hex
from sync.city_keys import SealTo
from sync.database import Database, rows
from sync.durable import file_errors, make_folder, sync_folder, write_files
from sync.failpoints import reach
from sync.transport import Piece

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class SealedPage:
    """One sealed attachment and how the envelope names it."""

    reference: BlobRef
    octets: bytes
    key: SealTo


def seal_page(key: SealTo, envelope: str, page: Attachment) -> SealedPage:
    """Seal one page to the city, bound to its envelope and role."""
    additional = sealing.blob_additional(envelope, page.role)
    octets = sealing.suite(key.suite).seal(key.public_key, additional, page.octets)
    reference = BlobRef(sha256=sha256_hex(octets), size=len(octets), role=page.role)
    return SealedPage(reference, octets, key)


class BlobStore:
    """The folder of one terminal's attachments. Files are written inside the write lock of the
    transaction that names them, so that `sweep`, which takes the lock too, never meets a file
    whose row is still to come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "blobs"

    def path(self, sha256: str) -> Path:
        """Where an attachment lies."""
        return self._folder / sha256[:2] / sha256

    def prepare(self) -> None:
        """Make the folders beforehand, once and durably: an attachment then waits for no new
        folder. Raises DiskError."""
        with file_errors("attachment"):
            make_folder(self._folder)
            here = {path.name for path in self._folder.iterdir()}
            missing = sorted({f"{number:02x}" for number in range(256)} - here)
            for name in missing:
                (self._folder / name).mkdir(mode=0o700, exist_ok=True)
            if missing:
                sync_folder(self._folder)

    def write(self, pages: Sequence[SealedPage]) -> None:
        """Put sealed pages on the disk, durably when this returns. Raises DiskError."""
        files = {self.path(page.reference.sha256): page.octets for page in pages}
        write_files(files, "attachment")
        reach("blob.written")

    def read(self, sha256: str) -> bytes:
        """The sealed bytes, checked. Raises DiskError where they are gone or altered."""
        with file_errors("attachment"):
            octets = self.path(sha256).read_bytes()
        if sha256_hex(octets) != sha256:
            raise DiskError(Code.DISK_FAULT, "an attachment is altered")
        return octets

    def rest_of(self, sha256: str, offset: int) -> Piece:
        """What of an attachment is to be sent from an offset on, checked before a single octet
        goes out, and never whole in memory. Raises DiskError where it is gone or altered."""
        path = self.path(sha256)
        whole, rest = hashlib.sha256(), hashlib.sha256()
        position = 0
        with file_errors("attachment"), path.open("rb") as file:
            while octets := file.read(_CHUNK):
                whole.update(octets)
                rest.update(octets[max(offset - position, 0) :])
                position += len(octets)
        if whole.hexdigest() != sha256:
            raise DiskError(Code.DISK_FAULT, "an attachment is altered")
        return Piece(path, offset, max(position - offset, 0), rest.hexdigest())

    def remove(self, names: Iterable[str]) -> None:
        """Delete attachments whose rows are gone or done with. Raises DiskError."""
        with file_errors("attachment"):
            for name in names:
                self.path(name).unlink(missing_ok=True)

    def sweep(self, database: Database) -> int:
        """Delete files that no row names, left by a power cut before the commit; how many."""
        with file_errors("attachment"):
            files = [file for file in self._folder.glob("*/*") if file.is_file()]
        if not files:
            return 0
        with database.write() as db:
            known = {
                row["sha256"] for row in rows(db, "SELECT sha256 FROM blob WHERE state <> 'purged'")
            }
            with file_errors("attachment"):
                files = [file for file in self._folder.glob("*/*") if file.name not in known]
                for file in files:
                    file.unlink(missing_ok=True)
        return len(files)
