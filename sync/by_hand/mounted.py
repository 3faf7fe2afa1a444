"""Which USB sticks are mounted now."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_DEPTH = 2  # /media/LABEL, or /run/media/USER/LABEL


def mounted_sticks(
    folders: Sequence[Path], is_mount: Callable[[Path], bool] = os.path.ismount
) -> list[Path]:
    """The sticks below these folders, by name. A plain folder is none: what is written there would
    stay on the terminal's own disk. Blocking: a bad stick may hold this up."""
    return sorted(set(_mounts(folders, is_mount, _DEPTH)))


def _mounts(
    folders: Sequence[Path], is_mount: Callable[[Path], bool], depth: int
) -> Iterator[Path]:
    for folder in folders:
        try:
            inner = [
                Path(entry.path)
                for entry in os.scandir(folder)
                if entry.is_dir(follow_symlinks=False)
            ]
        except OSError:
            continue  # not there, or not ours to look into
        sticks = [path for path in inner if is_mount(path)]
        yield from sticks
        if depth > 1:
            yield from _mounts([p for p in inner if p not in sticks], is_mount, depth - 1)
