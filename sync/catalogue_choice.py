"""Going back by hand to a kept catalogue: staff's decision, until the city gives a newer one.

It is an empty file `catalogue/use-N-M`: by N while M is the newest. So a running room notices it as
it notices a new catalogue, and it lapses by itself.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.catalogue import Manifest
from core.errors import CatalogueError, Code
from core.sealing import Trusted
from sync.catalogue_store import kept_in, kept_sequences, signed_manifest, whole_files
from sync.database import Database
from sync.device_log import Event, tell
from sync.durable import file_errors, sync_folder

_NAME = re.compile(r"use-([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class KeptCatalogue:
    """One that lies here. `expires` is None where it is torn or not signed by the city any more."""

    sequence: int
    version: str
    expires: date | None
    is_whole: bool
    is_withdrawn: bool
    is_used: bool


def order_of_use(folder: Path) -> list[int]:
    """The kept ones that may be worked by: the chosen one first, then the newest first. Those that
    the city withdrew are not among them. Raises DiskError."""
    kept, withdrawn = kept_sequences(folder)
    return _order(folder, kept, withdrawn)


def sequence_in_use(database: Database, folder: Path) -> int:
    """The catalogue that is worked by unless it is torn, 0 for the shipped one; over a connection
    that is open. Raises DiskError."""
    return next(iter(_order(folder, *kept_in(database))), 0)


def list_kept(folder: Path, trusted: Trusted) -> list[KeptCatalogue]:
    """All that lie here, newest first. Raises DiskError."""
    kept, withdrawn = kept_sequences(folder)
    used = next((one for one in order_of_use(folder) if whole_files(folder, one, trusted)), 0)
    found = []
    for sequence in kept:
        manifest = _manifest(folder, sequence, trusted)
        found.append(
            KeptCatalogue(
                sequence=sequence,
                version=manifest.version if manifest else "",
                expires=manifest.expires if manifest else None,
                is_whole=bool(whole_files(folder, sequence, trusted)),
                is_withdrawn=sequence <= withdrawn,
                is_used=sequence == used,
            )
        )
    return found


def use(folder: Path, trusted: Trusted, sequence: int) -> None:
    """Work by a kept catalogue until the city gives a newer one than there is now; the newest ends
    that. Raises CatalogueError: CATALOGUE_OLDER for one that the city withdrew, CATALOGUE_TORN for
    one that is not here or not whole; DiskError."""
    kept, withdrawn = kept_sequences(folder)
    if sequence in kept and sequence <= withdrawn:
        raise CatalogueError(Code.CATALOGUE_OLDER, f"{sequence}: whole: was withdrawn by the city")
    if sequence not in kept or not whole_files(folder, sequence, trusted):
        raise CatalogueError(Code.CATALOGUE_TORN, f"{sequence}: whole: is not kept here")
    home = folder / "catalogue"
    with file_errors("catalogue"):
        for old in home.glob("use-*"):
            old.unlink()
        if sequence != kept[0]:
            (home / f"use-{sequence}-{kept[0]}").touch(mode=0o600)
        sync_folder(home)
    tell(Event.CATALOGUE_CHOSEN, count=sequence)


def _order(folder: Path, kept: list[int], withdrawn: int) -> list[int]:
    usable = [sequence for sequence in kept if sequence > withdrawn]
    chosen = _chosen(folder, kept)
    if chosen in usable:
        usable = [chosen, *(sequence for sequence in usable if sequence != chosen)]
    return usable


def _chosen(folder: Path, kept: list[int]) -> int:
    """The one that staff chose and that still counts, or 0."""
    for path in sorted((folder / "catalogue").glob("use-*")):
        named = _NAME.fullmatch(path.name)
        if named is not None and kept and int(named[2]) == kept[0]:
            return int(named[1])
    return 0


def _manifest(folder: Path, sequence: int, trusted: Trusted) -> Manifest | None:
    try:
        return signed_manifest(folder, sequence, trusted)
    except CatalogueError:
        return None
