"""Where the city keeps things and how much it takes in one request."""

import os
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
DATABASE_VARIABLE = "CITY_DATABASE"


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds in octets or counts; beyond them a request is refused with 413 or 503."""

    small_body: int = 16 * 1024
    batch_body: int = 1 * MEGABYTE  # as sent, compressed or not
    batch_plain: int = 16 * MEGABYTE  # after decompression
    batch_items: int = 250
    blob: int = 32 * MEGABYTE
    batches_in_flight: int = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """One city. `window_s` is the jitter window that every batch reply hands to the terminals."""

    folder: Path
    public_url: str
    window_s: float = 0.0
    database_url: str = ""  # empty: the embedded database in the folder
    failpoint: str = ""
    limits: Limits = Limits()

    @property
    def database(self) -> Path | str:
        """The embedded database's file, or the URL of another."""
        return self.database_url or database_in(self.folder)


def database_in(folder: Path) -> Path:
    """The embedded database's file inside a city's folder."""
    return folder / "city.sqlite3"


def database_url_of(folder: Path) -> str:
    """The URL of the city's database, from the environment or from the file `database-url` in its
    folder; empty for the embedded one. A URL may hold a password: it is never printed."""
    said = os.environ.get(DATABASE_VARIABLE, "")
    if said:
        return said
    try:
        return (folder / "database-url").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
