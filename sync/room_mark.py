"""Whether a room of this terminal runs: the machines are then its own, nobody else asks them."""

import fcntl
import os
from pathlib import Path

from sync.durable import file_errors, make_folder

FILE_NAME = "room.lock"


class RoomMark:
    """Held while a room runs; the system lets it go with the process, however that ends."""

    def __init__(self, folder: Path) -> None:
        """Take the mark; several rooms of one folder share it. Raises DiskError."""
        with file_errors("room mark"):
            make_folder(folder)
            self._file = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def close(self) -> None:
        """Let it go; once."""
        os.close(self._file)


def is_room_open(folder: Path) -> bool:
    """Whether a room of this folder runs now. Raises DiskError."""
    with file_errors("room mark"):
        try:
            file = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
    return False
