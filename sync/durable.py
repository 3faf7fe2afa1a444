"""Files that are on the disk when the call returns, and what a failing disk is called."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Code, DiskError
from sync.failpoints import reach

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def file_errors(what: str) -> Iterator[None]:
    """Map OSError to DiskError: no space is DISK-501, anything else DISK-502. `what` names the
    kind of file, never a person."""
    try:
        yield
    except OSError as error:
        code = Code.DISK_FULL if error.errno in _FULL else Code.DISK_FAULT
        name = errno.errorcode.get(error.errno or 0, "unknown")
        raise DiskError(code, f"{what}: {name}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, durably, with its parents. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def write_file(path: Path, octets: bytes, what: str) -> None:
    """Write a file whole or not at all: temporary file, fsync, rename, fsync of the folder.
    Readable by its owner only. Raises DiskError."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with file_errors(what):
        make_folder(path.parent)
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            reach("file.written")
            temporary.rename(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        reach("file.renamed")
        sync_folder(path.parent)
