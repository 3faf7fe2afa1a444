"""A process that opens a terminal's database and so brings it up to date, to be taped or killed:
`python -m bench.proof.migrator FOLDER [PLANT]`."""

import os
import sys
from pathlib import Path

from bench.proof.plants import MIGRATION_PLANTS
from sync.database import open_database


def main(folder: Path, plant: str = "") -> None:
    """Open and close, and say when it is done."""
    with MIGRATION_PLANTS[plant]():
        open_database(folder).close()
    os.write(1, b"migrated\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
