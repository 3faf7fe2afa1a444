"""Sealed attachments on the disk, by their SHA-256: whole or not there, and parts to go on from.

`whole/ab/<sha256>` is a finished one, `parts/<sha256>` what a torn upload left, `work/…` belongs to
one running upload alone: two uploads of the same attachment cannot mix their octets.
"""

import hashlib
import os
import secrets
from pathlib import Path

from city.disk import sync_folder
from city.failpoints import BLOB_BEFORE_RENAME, Reach

_CHUNK = 1024 * 1024


class Upload:
    """One running upload. Blocking; used by one request at a time."""

    def __init__(self, shelf: "BlobShelf", sha256: str, path: Path, start: int) -> None:
        self._shelf = shelf
        self._sha256 = sha256
        self._path = path
        self._file = path.open("r+b" if start else "wb")
        self._digest = hashlib.sha256()
        self.start = start
        self.size = start
        remaining = start
        while remaining:
            octets = self._file.read(min(_CHUNK, remaining))
            self._digest.update(octets)
            remaining -= len(octets)

    def write(self, octets: bytes) -> None:
        """Add octets at the end."""
        self._file.write(octets)
        self._digest.update(octets)
        self.size += len(octets)

    def is_right(self) -> bool:
        """Whether all octets together are the attachment that was named."""
        return self._digest.hexdigest() == self._sha256

    def keep(self) -> int:
        """Keep what is here, durably, to go on from later. Gives how much that is."""
        self._flush()
        return self._shelf.put_part(self._sha256, self._path)

    def go_back(self) -> None:
        """Keep only what was here before this upload; nothing, when it is closed already."""
        if self._file.closed:
            return
        if self.start == 0:
            self.discard()
            return
        self._file.truncate(self.start)
        self.keep()

    def discard(self) -> None:
        """Throw everything away."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Make it a whole one, durably."""
        self._flush()
        self._shelf.put_whole(self._sha256, self._path)

    def _flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class BlobShelf:
    """All attachments of one city. One process writes here."""

    def __init__(self, folder: Path, reach: Reach) -> None:
        self._whole = folder / "whole"
        self._parts = folder / "parts"
        self._work = folder / "work"
        self._reach = reach
        for place in (self._whole, self._parts, self._work):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def recover(self) -> None:
        """After a start: what running uploads left becomes a part to go on from."""
        for path in self._work.iterdir():
            self.put_part(path.name.partition(".")[0], path)

    def has(self, sha256: str) -> bool:
        """Whether the whole attachment is here."""
        return self._path_of(sha256).exists()

    def read(self, sha256: str) -> bytes:
        """The sealed octets of a whole one."""
        return self._path_of(sha256).read_bytes()

    def held(self, sha256: str) -> int:
        """How many octets of it are here durably."""
        try:
            return self._path_of(sha256).stat().st_size
        except FileNotFoundError:
            pass
        try:
            return (self._parts / sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def begin(self, sha256: str) -> Upload:
        """An upload from the first octet."""
        return Upload(self, sha256, self._work_path(sha256), 0)

    def resume(self, sha256: str) -> Upload:
        """An upload that goes on from the part that is here; the part is this upload's alone until
        it is kept again."""
        path = self._work_path(sha256)
        try:
            (self._parts / sha256).rename(path)
        except FileNotFoundError:
            return Upload(self, sha256, path, 0)
        return Upload(self, sha256, path, path.stat().st_size)

    def put_part(self, sha256: str, path: Path) -> int:
        """Take over the octets of a torn upload, unless more are here already."""
        part = self._parts / sha256
        size = path.stat().st_size
        before = part.stat().st_size if part.exists() else 0
        if size <= before or self.has(sha256):
            path.unlink()
            return before
        path.rename(part)
        sync_folder(self._parts)
        return size

    def put_whole(self, sha256: str, path: Path) -> None:
        """Take over a checked and synced file."""
        target = self._path_of(sha256)
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._whole)
        self._reach(BLOB_BEFORE_RENAME)
        path.rename(target)
        sync_folder(target.parent)
        (self._parts / sha256).unlink(missing_ok=True)

    def _path_of(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256

    def _work_path(self, sha256: str) -> Path:
        return self._work / f"{sha256}.{secrets.token_hex(8)}"
