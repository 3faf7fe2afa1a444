"""The city's own keys: one pair to open what terminals seal, one to sign the catalogue."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from city.disk import sync_folder
from core.sealing import HPKE_SUITE, new_seal_keys, new_signing_keys


class KeysMissing(Exception):
    """The folder has no keys: `python -m city init` comes first."""


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one key file. Readable by the service user only."""

    schema: str = "city-keys/1"
    suite: str
    seal_private: bytes
    seal_public: bytes
    catalogue_private: bytes
    catalogue_public: bytes


@dataclass(frozen=True, slots=True, repr=False)
class CityKeys:
    """Raw octets of the keys, 32 each, and the suite that the seal pair belongs to."""

    suite: str
    seal_private: bytes
    seal_public: bytes
    catalogue_private: bytes
    catalogue_public: bytes


def _file_in(folder: Path) -> Path:
    return folder / "keys" / "city-keys.json"


def make_keys(folder: Path) -> bool:
    """Make the keys once. Says whether they are new: keys that are there are never replaced."""
    path = _file_in(folder)
    if path.exists():
        return False
    seal_private, seal_public = new_seal_keys()
    catalogue_private, catalogue_public = new_signing_keys()
    octets = msgspec.json.encode(
        _KeyFile(
            suite=HPKE_SUITE,
            seal_private=seal_private,
            seal_public=seal_public,
            catalogue_private=catalogue_private,
            catalogue_public=catalogue_public,
        )
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    sync_folder(path.parent)
    return True


def read_keys(folder: Path) -> CityKeys:
    """Read the keys. Raises KeysMissing."""
    try:
        octets = _file_in(folder).read_bytes()
    except FileNotFoundError as error:
        raise KeysMissing(str(folder)) from error
    file = msgspec.json.decode(octets, type=_KeyFile)
    return CityKeys(
        suite=file.suite,
        seal_private=file.seal_private,
        seal_public=file.seal_public,
        catalogue_private=file.catalogue_private,
        catalogue_public=file.catalogue_public,
    )
