"""What running uploads write, and what torn ones left to go on from: always on this machine's disk.

`parts/<sha256>` is what a torn upload left; `work/<owner>/…` belongs to one running upload of one
process alone: two uploads of the same attachment cannot mix their octets. The owner holds a lock on
its folder for as long as it lives, so that another process can tell what a dead one left.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from city.disk import sync_folder

_CHUNK = 1024 * 1024
_LOCK = "lock"
PutWhole = Callable[[str, Path], None]


class Upload:
    """One running upload. Blocking; used by one request at a time."""

    def __init__(
        self, staging: "Staging", sha256: str, path: Path, start: int, put_whole: PutWhole
    ) -> None:
        self._staging = staging
        self._put_whole = put_whole
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
        return self._staging.put_part(self._sha256, self._path)

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
        self._put_whole(self._sha256, self._path)
        self._staging.drop_part(self._sha256)

    def _flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class Staging:
    """The parts of all uploads, and the work of those that this process runs."""

    def __init__(self, folder: Path) -> None:
        self._parts = folder / "parts"
        self._works = folder / "work"
        for place in (self._parts, self._works):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._door = folder / "work.lock"
        self._work = self._works / secrets.token_hex(8)
        with self._alone():
            self._work.mkdir(mode=0o700)
            self._lock = (self._work / _LOCK).open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """Let go of the folder: whoever recovers next may take what is in it."""
        self._lock.close()

    def recover(self) -> None:
        """What uploads of ended processes left becomes a part to go on from."""
        with self._alone():
            for owner in list(self._works.iterdir()):
                if owner.is_file():  # as one process alone wrote it, before there were owners
                    self.put_part(owner.name.partition(".")[0], owner)
                elif owner != self._work and _is_left(owner / _LOCK):
                    self._take_over(owner)

    def held(self, sha256: str) -> int:
        """How many octets of a part are here durably."""
        try:
            return (self._parts / sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def begin(self, sha256: str, put_whole: PutWhole) -> Upload:
        """An upload from the first octet; `put_whole` takes the finished, synced file over."""
        return Upload(self, sha256, self._work_path(sha256), 0, put_whole)

    def resume(self, sha256: str, put_whole: PutWhole) -> Upload:
        """An upload that goes on from the part that is here; the part is this upload's alone until
        it is kept again."""
        path = self._work_path(sha256)
        try:
            (self._parts / sha256).rename(path)
        except FileNotFoundError:
            return Upload(self, sha256, path, 0, put_whole)
        return Upload(self, sha256, path, path.stat().st_size, put_whole)

    def put_part(self, sha256: str, path: Path) -> int:
        """Take over the octets of a torn upload, unless more are here already."""
        size = path.stat().st_size
        before = self.held(sha256)
        if size <= before:
            path.unlink()
            return before
        path.rename(self._parts / sha256)
        sync_folder(self._parts)
        return size

    def drop_part(self, sha256: str) -> None:
        """The whole one is kept now."""
        (self._parts / sha256).unlink(missing_ok=True)

    def _take_over(self, owner: Path) -> None:
        for path in owner.glob("*.*"):
            self.put_part(path.name.partition(".")[0], path)
        (owner / _LOCK).unlink(missing_ok=True)
        owner.rmdir()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process makes its folder, or takes over one, meanwhile."""
        with self._door.open("wb") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _work_path(self, sha256: str) -> Path:
        return self._work / f"{sha256}.{secrets.token_hex(8)}"


def _is_left(lock: Path) -> bool:
    """Whether nobody lives any more who holds the lock; no lock is of one who died making it."""
    with lock.open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
