"""Pictures and PDF files on a USB stick, for materials that are loaded instead of photographed."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_KINDS = frozenset({".jpg", ".jpeg", ".png", ".pdf"})
_DEPTH = 3  # mount point, stick, and folders on it
_MOST_OCTETS = 30_000_000  # larger ones are no page of anything
_MOST_LOOKED_AT = 5000  # a stick full of pictures must not hold the page up


def loadable_files(folders: Sequence[Path], most: int) -> list[Path]:
    """The newest files that may be a material, newest first; none where nothing is mounted."""
    found: list[tuple[float, Path]] = []
    looked = 0
    for folder in folders:
        for path in _walk(folder, _DEPTH):
            looked += 1
            if looked > _MOST_LOOKED_AT:
                break
            if path.suffix.lower() in _KINDS and not path.name.startswith("."):
                age = _age(path)
                if age is not None:
                    found.append((age, path))
    return [path for _, path in sorted(found, key=lambda each: -each[0])[:most]]


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    """Files below a folder; what cannot be read is passed over, links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth > 0:
                yield from _walk(Path(entry.path), depth - 1)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _age(path: Path) -> float | None:
    """When it was changed, or None for one that is empty, too large or gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime if 0 < state.st_size <= _MOST_OCTETS else None
