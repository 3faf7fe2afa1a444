"""A file that only takes up space, so that a full disk can still be emptied.

New cases are taken only while the reserve stands; it is spent by the sync floor alone, whose
writes are what gets a full terminal empty again.
"""

import os
from pathlib import Path

from core.errors import AppError
from sync.durable import file_errors, make_folder

RESERVE_OCTETS = 4_000_000


class Reserve:
    """The reserve file of one terminal."""

    def __init__(self, folder: Path, octets: int = RESERVE_OCTETS) -> None:
        self._path = folder / "reserve"
        self._octets = octets

    def stand(self) -> None:
        """Have the reserve on the disk. Raises DiskError where there is no room for it."""
        if self.stands():
            return
        try:
            with file_errors("reserve"):
                make_folder(self._path.parent)
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
                try:
                    os.posix_fallocate(descriptor, 0, self._octets)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
        except AppError:
            self.spend()
            raise

    def stands(self) -> bool:
        """Whether the whole reserve is there."""
        return self._path.is_file() and self._path.stat().st_size >= self._octets

    def spend(self) -> None:
        """Give the space back. Does nothing where it is spent already."""
        with file_errors("reserve"):
            self._path.unlink(missing_ok=True)
