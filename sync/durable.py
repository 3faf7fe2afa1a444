"""Files that are on the disk when the call returns, and what a failing disk is called."""

import errno
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
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
    write_files({path: octets}, what)


def write_files(files: Mapping[Path, bytes], what: str) -> None:
    """Write files, each whole or not at all, all of them durable when this returns. All octets
    go out before the first fsync, the fsyncs run side by side (a journalling file system commits
    them together), all of them come before the first rename, and each folder is synced once.
    Readable by their owner only. Raises DiskError; what stands then under its own name is whole,
    and nobody names it yet."""
    drafts = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for path in files}
    with file_errors(what), ExitStack() as opened:
        for folder in sorted({path.parent for path in files}):
            make_folder(folder)
        try:
            descriptors = []
            for path, draft in drafts.items():
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                opened.callback(os.close, descriptor)
                descriptors.append(descriptor)
                write_all(descriptor, files[path])
            _sync_all(descriptors)
            reach("file.written")
            for path, draft in drafts.items():
                draft.rename(path)
        except OSError:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
            raise
        reach("file.renamed")
        for folder in sorted({path.parent for path in files}):
            sync_folder(folder)


def _sync_all(descriptors: Sequence[int]) -> None:
    """fsync each; returns when all are done. Raises the first OSError of them."""
    if len(descriptors) < 2:
        for descriptor in descriptors:
            os.fsync(descriptor)
        return
    with ThreadPoolExecutor(len(descriptors), thread_name_prefix="fsync") as threads:
        for done in [threads.submit(os.fsync, descriptor) for descriptor in descriptors]:
            done.result()


def write_all(descriptor: int, octets: bytes) -> None:
    """Write every octet: one call may take only a part. Raises OSError."""
    rest = memoryview(octets)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
