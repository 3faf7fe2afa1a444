"""Octets into a checked catalogue, or a CatalogueError that names file, row and reason.

Files are TOML: `organs.toml` holds [[organs]], every `packages/NAME.toml` holds one Package.
Files of other names belong to the catalogue too: their digest is checked, their content is not.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from core.catalogue import Catalogue, Manifest, Organ, Package
from core.catalogue_checks import (
    Fault,
    faults_in_organs,
    faults_in_package,
    faults_with_organs,
)
from core.errors import CatalogueError, Code
from core.wire import canonical, sha256_hex

ORGANS = "organs.toml"
PACKAGES = "packages/"
_WHOLE = "whole file"
_Shape = TypeVar("_Shape")


class _OrganFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    organs: list[Organ]


def read_catalogue(files: Mapping[str, bytes], manifest: Manifest) -> Catalogue:
    """All files of a catalogue, checked one by one and against each other.

    Raises CatalogueError with CATALOGUE_TORN and "FILE: ROW: REASON".
    """
    _check_digests(files, manifest)
    if manifest.expires < manifest.issued:
        raise torn("manifest", "expires", "is before issued")
    organs = read_organs(ORGANS, files.get(ORGANS, b""))
    codes = {organ.code for organ in organs}
    packages = {
        name: read_package(name, files[name]) for name in sorted(files) if is_package_name(name)
    }
    for name, package in packages.items():
        _raise_first(name, faults_with_organs(package, codes))
    _check_once(packages)
    return Catalogue(
        version=manifest.version,
        digest=sha256_hex(canonical(manifest)),
        issued=manifest.issued,
        expires=manifest.expires,
        packages=sorted(packages.values(), key=lambda package: package.code),
        organs=organs,
    )


def read_package(name: str, octets: bytes) -> Package:
    """One package file, without the organs that it names. Raises CatalogueError."""
    package = _read(name, octets, Package)
    _raise_first(name, faults_in_package(package))
    return package


def read_organs(name: str, octets: bytes) -> list[Organ]:
    """The file of organs. Raises CatalogueError."""
    organs = _read(name, octets, _OrganFile).organs
    _raise_first(name, faults_in_organs(organs))
    return organs


def make_manifest(
    files: Mapping[str, bytes],
    version: str,
    sequence: int,
    issued: date,
    expires: date,
    withdrawn_through: int = 0,
) -> Manifest:
    """The manifest of these files: the digest of each, to be signed as canonical bytes."""
    return Manifest(
        version=version,
        sequence=sequence,
        issued=issued,
        expires=expires,
        files={name: sha256_hex(files[name]) for name in sorted(files)},
        withdrawn_through=withdrawn_through,
    )


def is_package_name(name: str) -> bool:
    """Whether a file of a catalogue is a package."""
    return name.startswith(PACKAGES) and name.endswith(".toml")


def torn(file: str, row: str, reason: str) -> CatalogueError:
    """The error of a catalogue that cannot be used as it is."""
    return CatalogueError(Code.CATALOGUE_TORN, f"{file}: {row}: {reason}")


def _check_digests(files: Mapping[str, bytes], manifest: Manifest) -> None:
    for name in sorted(files.keys() | manifest.files.keys()):
        if name not in files:
            raise torn(name, _WHOLE, "is in the manifest and not there")
        if name not in manifest.files:
            raise torn(name, _WHOLE, "is not in the manifest")
        if sha256_hex(files[name]) != manifest.files[name]:
            raise torn(name, _WHOLE, "its SHA-256 is not the one in the manifest")


def _check_once(packages: Mapping[str, Package]) -> None:
    for key in ("code", "name"):
        seen: dict[str, str] = {}
        for name, package in packages.items():
            value = getattr(package, key)
            if value in seen:
                raise torn(name, key, f"{value!r} is in {seen[value]} already")
            seen[value] = name


def _raise_first(name: str, faults: Iterable[Fault]) -> None:
    for fault in faults:
        raise torn(name, fault.row, fault.reason)


def _read(name: str, octets: bytes, shape: type[_Shape]) -> _Shape:
    table = _table(name, octets)
    try:
        return msgspec.convert(table, shape)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `")
        raise torn(name, _row(place), reason) from error


def _table(name: str, octets: bytes) -> dict[str, Any]:
    """TOML into a table. A nest too deep and a number too long are faults of the file as well."""
    try:
        return tomllib.loads(octets.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        raise torn(name, f"line {line}", "is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        reason, _, place = str(error).partition(" (at ")
        raise torn(name, place.rstrip(")") or _WHOLE, reason or "is not TOML") from error


def _row(place: str) -> str:
    """msgspec's `$.items[3].days_before` as the row's name in the file."""
    return place.rstrip("`").removeprefix("$").lstrip(".") or _WHOLE
