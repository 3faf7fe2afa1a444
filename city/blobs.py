"""Sealed attachments by their SHA-256: whole or not there, and parts to go on from.

One shape with two adapters: files, here, and S3, in city.s3_blobs. On the disk `whole/ab/<sha256>`
is a finished one. Several processes of one machine may use the same folder.
"""

from pathlib import Path
from typing import Protocol

from city.disk import sync_folder
from city.failpoints import BLOB_BEFORE_RENAME, Reach
from city.staging import Staging, Upload


class BlobShelf(Protocol):
    """All attachments of one city. Blocking; raises OSError where the disk or the store fails."""

    def recover(self) -> None:
        """After a start: what running uploads left becomes a part to go on from."""

    def has(self, sha256: str) -> bool:
        """Whether the whole attachment is here, durably."""
        ...

    def read(self, sha256: str) -> bytes:
        """The sealed octets of a whole one."""
        ...

    def held(self, sha256: str) -> int:
        """How many octets of it are here durably."""
        ...

    def begin(self, sha256: str) -> Upload:
        """An upload from the first octet."""
        ...

    def resume(self, sha256: str) -> Upload:
        """An upload that goes on from the part that is here."""
        ...

    def close(self) -> None:
        """Let go of everything."""


class FileBlobShelf:
    """Attachments as files: written, synced, renamed, folder synced, before anybody is told."""

    def __init__(self, folder: Path, reach: Reach) -> None:
        self._staging = Staging(folder)
        self._whole = folder / "whole"
        self._whole.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._reach = reach

    def recover(self) -> None:
        """After a start: what running uploads left becomes a part to go on from."""
        self._staging.recover()

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
            return self._staging.held(sha256)

    def begin(self, sha256: str) -> Upload:
        """An upload from the first octet."""
        return self._staging.begin(sha256, self._put_whole)

    def resume(self, sha256: str) -> Upload:
        """An upload that goes on from the part that is here."""
        return self._staging.resume(sha256, self._put_whole)

    def close(self) -> None:
        """Let go of the folder of running uploads."""
        self._staging.close()

    def _put_whole(self, sha256: str, path: Path) -> None:
        target = self._path_of(sha256)
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._whole)
        self._reach(BLOB_BEFORE_RENAME)
        path.rename(target)
        sync_folder(target.parent)

    def _path_of(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256
