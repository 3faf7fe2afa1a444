"""A USB stick as it is: without permissions and links, small, slow, and pulled at any moment.

What is written is synced, and read back after its pages were dropped from the cache where the
system does that on request. That shows what the stick gives back now; it cannot show what a
controller still holds in its own memory, nor that the flash keeps it.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.bundle import MANIFEST, folder_id
from core.errors import Code, StickError
from core.wire import sha256_hex
from sync.failpoints import reach

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_OURS = {errno.EROFS, errno.EACCES, errno.EPERM}
_MOST_ENTRIES = 20_000  # looked at in one folder


@contextmanager
def stick_errors(what: str) -> Iterator[None]:
    """Map OSError to StickError. `what` names the kind of file, never a person."""
    try:
        yield
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "unknown")
        raise StickError(_code_of(error), f"{what}: {name}") from error


def write_stick(folder: Path, name: str, octets: bytes) -> None:
    """Write a file whole or not at all: temporary file, fsync, rename, fsync of the folder.
    Raises StickError."""
    temporary = folder / f"tmp.{secrets.token_hex(8)}"
    with stick_errors("write"):
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            reach("stick.written")
            temporary.rename(folder / name)
        except OSError:
            _forget(temporary)
            raise
        reach("stick.renamed")
        sync_stick(folder)


def make_stick_folder(folder: Path) -> None:
    """Make one folder, durably; the one above it must be there. Raises StickError."""
    with stick_errors("folder"):
        folder.mkdir(exist_ok=True)
        sync_stick(folder.parent)


def sync_stick(folder: Path) -> None:
    """Make the names in a folder durable, where its file system can. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def check_stick(folder: Path, name: str, sha256: str, size: int) -> None:
    """Read a file back from the medium and compare. Raises StickError STICK_ALTERED."""
    octets = read_stick(folder, name, size)
    if len(octets) != size or sha256_hex(octets) != sha256:
        raise StickError(Code.STICK_ALTERED, "read back and not the same")


def read_stick(folder: Path, name: str, most: int) -> bytes:
    """A plain file of at most `most` octets, past the cache where that can be. Links, pipes and
    larger files are none of ours. Raises StickError."""
    with stick_errors("read"):
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(folder / name, flags), "rb") as file:
            known = os.fstat(file.fileno())
            if not stat.S_ISREG(known.st_mode) or known.st_size > most:
                raise StickError(Code.STICK_ALTERED, "not a file of ours")
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            return file.read(most)


def bundle_folders(folder: Path) -> list[Path]:
    """The folders of bundles on a stick, whole or not, oldest first; `folder` may be one itself.
    Raises StickError."""
    if folder_id(folder.name) and folder.is_dir():
        return [folder]
    found: list[Path] = []
    with stick_errors("stick"), os.scandir(folder) as entries:
        for looked, entry in enumerate(entries):
            if looked >= _MOST_ENTRIES:
                break
            if folder_id(entry.name) and entry.is_dir(follow_symlinks=False):
                found.append(Path(entry.path))
    return sorted(found)


def is_whole(folder: Path) -> bool:
    """Whether the export of this folder came to its end. Raises StickError."""
    return has_file(folder, MANIFEST)


def has_file(folder: Path, name: str) -> bool:
    """Whether a folder has a plain file of this name. Raises StickError."""
    with stick_errors("look"):
        return (folder / name).is_file() and not (folder / name).is_symlink()


def clear_folder(folder: Path) -> None:
    """Delete the plain files of an unfinished bundle and its folder, as far as that goes: a
    stick that is gone or not to be written to is met again by what is done next."""
    try:
        for path in list(folder.iterdir()):
            path.unlink()
        folder.rmdir()
    except OSError:
        return


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone: there is nothing to clean


def _code_of(error: OSError) -> Code:
    if error.errno in _FULL:
        return Code.STICK_FULL
    if error.errno in _NOT_OURS:
        return Code.STICK_READ_ONLY
    if error.errno == errno.ELOOP:
        return Code.STICK_ALTERED
    return Code.STICK_ABSENT
