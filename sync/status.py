"""How a terminal's records stand, in a few facts without a person, for the doctor's page."""

from dataclasses import dataclass
from pathlib import Path

from core.ports import QueueView
from sync.catalogue_store import newest_sequence
from sync.database import FILE_NAME, open_database
from sync.identity import load_identity
from sync.queue import queue_view


@dataclass(frozen=True, slots=True)
class TerminalStatus:
    """`terminal` is empty before enrolment; `catalogue` is 0 while the shipped one counts."""

    terminal: str
    epoch: int
    queue: QueueView | None
    catalogue: int
    reserve_stands: bool


def describe(folder: Path) -> TerminalStatus:
    """Read the state of a terminal's folder; makes nothing. Raises DiskError."""
    identity = load_identity(folder)
    code = identity.terminal.code if identity else ""
    epoch = identity.terminal.epoch if identity else 0
    if not (folder / FILE_NAME).exists():
        return TerminalStatus(code, epoch, None, 0, reserve_stands=False)
    database = open_database(folder)
    try:
        stands = database.reserve.stands()
        queue = queue_view(database)
        return TerminalStatus(code, epoch, queue, newest_sequence(database), stands)
    finally:
        database.close()
