"""Which catalogue to work by: the chosen or newest one that is as the city signed it, else the one
that was shipped."""

from dataclasses import dataclass
from pathlib import Path

from core.catalogue import Catalogue
from core.catalogue_reading import read_catalogue
from core.errors import CatalogueError, Code
from core.sealing import Trusted
from resources.catalogue_files import catalogue_in
from sync.catalogue_choice import order_of_use
from sync.catalogue_store import read_files, signed_manifest
from sync.device_log import Event, tell


@dataclass(frozen=True, slots=True)
class FoundCatalogue:
    """The catalogue to work by. `sequence` is 0 for the shipped one; `codes` say what was wrong
    with newer ones that were passed over."""

    catalogue: Catalogue
    sequence: int
    codes: tuple[Code, ...] = ()


def current_catalogue(folder: Path, shipped: Path, trusted: Trusted) -> Catalogue:
    """The newest verified catalogue of a terminal, else the shipped one. Raises CatalogueError
    only where the shipped one is torn too, or DiskError."""
    return find_catalogue(folder, shipped, trusted).catalogue


def find_catalogue(folder: Path, shipped: Path, trusted: Trusted) -> FoundCatalogue:
    """As `current_catalogue`, with its sequence and what was passed over."""
    codes: list[Code] = []
    for sequence in order_of_use(folder):
        try:
            manifest = signed_manifest(folder, sequence, trusted)
            files = read_files(folder, sequence, manifest)
            return FoundCatalogue(read_catalogue(files, manifest), sequence, tuple(codes))
        except CatalogueError as error:
            codes.append(error.code)
            tell(Event.CATALOGUE_REFUSED, code=error.code)
    return FoundCatalogue(catalogue_in(shipped), 0, tuple(codes))
