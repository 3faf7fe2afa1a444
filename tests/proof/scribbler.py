"""A process that does to a folder everything that a tape must hold, to be taped."""

import os
import sys
import threading
from pathlib import Path


def main(folder: Path) -> None:
    """Write, cut, grow, rename, link, unlink, make and remove folders, from two threads."""
    os.write(1, b"begun\n")
    (folder / "below" / "deep").mkdir(parents=True)
    (folder / "old").write_bytes(b"shorter")
    with (folder / "grown").open("wb") as file:
        file.write(b"0123456789" * 900)
        file.seek(4)
        file.write(b"four")
        file.flush()
        os.posix_fallocate(file.fileno(), 0, 12_000)
        os.ftruncate(file.fileno(), 10_000)
        os.pwrite(file.fileno(), b"far out", 11_000)
        os.fsync(file.fileno())
    (folder / "grown").rename(folder / "renamed")
    os.link(folder / "renamed", folder / "linked")
    (folder / "old2").write_bytes(b"x")
    (folder / "old2").replace(folder / "old3")
    (folder / "old3").unlink()
    (folder / "below" / "gone").mkdir()
    (folder / "below" / "gone").rmdir()
    threads = [
        threading.Thread(target=_many, args=(folder / "below" / "deep" / name,)) for name in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(1, b"ended\n")


def _many(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for number in range(200):
            file.write(b"%d " % number)
            os.fsync(file.fileno())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
