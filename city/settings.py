"""Where the city keeps things and how much it takes in one request."""

import os
from dataclasses import dataclass, replace
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
    batches_at_work: int = 16  # at once; a city of several processes shares them
    batches_inside: int = 256  # with those that wait for their turn
    uploads: int = 64  # attachments at once
    uploads_each: int = 3  # of one terminal

    def share(self, processes: int) -> "Limits":
        """What each of several processes may take at once."""
        return replace(
            self,
            batches_at_work=max(4, self.batches_at_work // processes),
            batches_inside=max(16, self.batches_inside // processes),
            uploads=max(self.uploads_each, self.uploads // processes),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """One city. `window_s` is the least jitter window that terminals are told, whatever the load;
    `processes` share its work."""

    folder: Path
    public_url: str
    window_s: float = 0.0
    database_url: str = ""  # empty: the embedded database in the folder
    processes: int = 1
    poll_s: float = 60.0
    retention_days: int = 30
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
