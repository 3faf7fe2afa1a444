"""Folders in memory to lay states down in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.proof.crash import State


def put(state: State, folder: Path) -> Path:
    """Lay a state down as files; the folder is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in state.folders:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, octets in state.files.items():
        (folder / name).write_bytes(octets)
    return folder


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what is durable is decided by the tape alone."""
    memory = Path("/dev/shm")
    home = memory if os.access(memory, os.W_OK) else None
    with TemporaryDirectory(dir=home, prefix="onestop-proof-") as name:
        yield Path(name)
