"""A process that brings a city's database up to date, to be taped or killed:
`python -m bench.proof.city_migrator DATABASE`, a path or a URL."""

import os
import sys
from pathlib import Path

from city.schema import migrate
from city.store import open_store


def main(database: str) -> None:
    """Migrate, and say when it is done."""
    store = open_store(database if "://" in database else Path(database))
    migrate(store)
    store.close()
    os.write(1, b"migrated\n")


if __name__ == "__main__":
    main(sys.argv[1])
