"""The files of a catalogue in a folder, and the catalogue that is delivered with the program."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from core.catalogue import Catalogue, Manifest
from core.catalogue_reading import make_manifest, read_catalogue, torn
from resources import path

EDITION = "edition.toml"  # which edition the folder is; what the manifest is made from


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Version, sequence number and term of a catalogue."""

    version: str
    sequence: int
    issued: date
    expires: date


def own_folder() -> Path:
    """The folder of the catalogue that is delivered with the program."""
    return path("catalogue")


def own_catalogue() -> Catalogue:
    """The catalogue that is delivered with the program. Raises CatalogueError."""
    return catalogue_in(own_folder())


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue in a folder, not signed: for authors and for the program's own.

    Raises CatalogueError.
    """
    files = files_in(folder)
    return read_catalogue(files, manifest_in(folder, files))


def files_in(folder: Path) -> dict[str, bytes]:
    """All TOML files below a folder by their names inside it, without the edition.

    Raises CatalogueError where the folder cannot be read or holds none.
    """
    try:
        files = {
            place.relative_to(folder).as_posix(): place.read_bytes()
            for place in sorted(folder.rglob("*.toml"))
            if place.name != EDITION
        }
    except OSError as error:
        raise torn(folder.name, "whole folder", error.strerror or "cannot be read") from error
    if not files:
        raise torn(folder.name, "whole folder", "there is no catalogue in it")
    return files


def manifest_in(folder: Path, files: Mapping[str, bytes]) -> Manifest:
    """The manifest of a folder's files under its edition. Raises CatalogueError."""
    try:
        table = tomllib.loads((folder / EDITION).read_text("utf-8"))
        edition = msgspec.convert(table, Edition)
    except OSError as error:
        raise torn(EDITION, "whole file", error.strerror or "cannot be read") from error
    except ValueError as error:
        raise torn(EDITION, "whole file", str(error)) from error
    return make_manifest(files, edition.version, edition.sequence, edition.issued, edition.expires)
