"""Files of a USB stick: the newest pages, and nothing else."""

import os
from pathlib import Path

from devices.scanner.removable import loadable_files


def put(path: Path, age: float, octets: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(octets)
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_the_newest_pictures_and_pdfs_come_first(tmp_path: Path) -> None:
    old = put(tmp_path / "stick" / "old.PDF", 50)
    new = put(tmp_path / "stick" / "scans" / "new.jpg", 1)
    put(tmp_path / "stick" / "note.txt", 0)
    put(tmp_path / "stick" / ".hidden.jpg", 0)
    put(tmp_path / "stick" / "empty.png", 0, b"")
    assert loadable_files([tmp_path], 5) == [new, old]
    assert loadable_files([tmp_path], 1) == [new]


def test_links_and_deep_folders_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "elsewhere" / "secret.jpg", 0)
    stick = tmp_path / "media" / "stick"
    stick.mkdir(parents=True)
    (stick / "link").symlink_to(outside.parent)
    (stick / "link.jpg").symlink_to(outside)
    put(stick / "a" / "b" / "c" / "deep.jpg", 0)
    assert loadable_files([tmp_path / "media"], 5) == []


def test_nothing_mounted_is_nothing_found(tmp_path: Path) -> None:
    assert loadable_files([tmp_path / "none"], 5) == []
