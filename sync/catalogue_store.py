"""The catalogues that the city gave, verified, three of them kept; else the one that was shipped.

Each lies in `catalogue/<sequence>/` with its signed manifest; a row in the database says that it
counts. The shipped one is part of the program and trusted as such.
"""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec

from core import sealing
from core.catalogue import Catalogue, Manifest
from core.catalogue_reading import read_catalogue
from core.errors import CatalogueError, Code
from core.sealing import Trusted
from core.wire import sha256_hex
from resources.catalogue_files import catalogue_in
from sync.database import FILE_NAME, Database, open_database, rows, set_setting
from sync.device_log import Event, tell
from sync.durable import file_errors, sync_folder, write_file
from sync.failpoints import reach

KEPT = 3
ETAG = "catalogue_etag"
_MANIFEST = "manifest.json"
_SIGNATURE = "manifest.sig"
_FILES = "files"


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
    for sequence in _sequences(folder):
        try:
            manifest = verified_manifest(*_signed(folder, sequence), trusted)
            files = read_files(folder, sequence, manifest)
            return FoundCatalogue(read_catalogue(files, manifest), sequence, tuple(codes))
        except CatalogueError as error:
            codes.append(error.code)
            tell(Event.CATALOGUE_REFUSED, code=error.code)
    return FoundCatalogue(catalogue_in(shipped), 0, tuple(codes))


def verified_manifest(octets: bytes, signature: bytes, trusted: Trusted) -> Manifest:
    """A manifest that the city signed. Raises CatalogueError: CATALOGUE_FORGED or _TORN."""
    if not sealing.verify_trusted(trusted, signature, octets):
        raise CatalogueError(Code.CATALOGUE_FORGED, "manifest: signature: is not the city's")
    manifest = _manifest(octets)
    for name in manifest.files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name:
            raise CatalogueError(Code.CATALOGUE_FORGED, "manifest: files: a name leads outside")
    if manifest.sequence < 1:
        raise CatalogueError(Code.CATALOGUE_FORGED, "manifest: sequence: is below 1")
    return manifest


def newest_sequence(database: Database) -> int:
    """The sequence of the newest catalogue that counts, 0 for none. Raises DiskError."""
    row = database.row("SELECT coalesce(max(sequence), 0) AS newest FROM catalogue")
    return int(row["newest"]) if row else 0


def whole_files(folder: Path, sequence: int, trusted: Trusted) -> dict[str, bytes]:
    """The files of a stored catalogue by their SHA-256; none where one is not as signed."""
    try:
        manifest = verified_manifest(*_signed(folder, sequence), trusted)
        files = read_files(folder, sequence, manifest)
    except CatalogueError:
        return {}
    found = {sha256_hex(octets): octets for octets in files.values()}
    return found if found.keys() == set(manifest.files.values()) else {}


def read_files(folder: Path, sequence: int, manifest: Manifest) -> dict[str, bytes]:
    """The files that a manifest names, unchecked. Raises CatalogueError where one is gone."""
    home = _home(folder, sequence) / _FILES
    return {name: _read(home / name, name) for name in manifest.files}


def store_catalogue(
    database: Database,
    folder: Path,
    octets: bytes,
    signature: bytes,
    manifest: Manifest,
    files: Mapping[str, bytes],
    *,
    etag: str,
    now: datetime,
) -> None:
    """Write a verified catalogue and let it count, in one transaction. Raises CatalogueError
    where it cannot be read, then the one before stays; DiskError."""
    read_catalogue(files, manifest)
    draft = _home(folder, 0).with_name(f".new-{secrets.token_hex(4)}")
    try:
        for name, content in files.items():
            write_file(draft / _FILES / name, content, "catalogue")
        write_file(draft / _MANIFEST, octets, "catalogue")
        write_file(draft / _SIGNATURE, signature, "catalogue")
        reach("catalogue.written")
        with database.write() as db, file_errors("catalogue"):
            home = _home(folder, manifest.sequence)
            shutil.rmtree(home, ignore_errors=True)  # half of a swap that was cut, or torn
            draft.rename(home)
            sync_folder(home.parent)
            reach("catalogue.swapped")
            db.execute(
                "INSERT OR REPLACE INTO catalogue (sequence, version, taken_at) VALUES (?, ?, ?)",
                [manifest.sequence, manifest.version, now.isoformat(timespec="seconds")],
            )
            set_setting(db, ETAG, etag)
            db.execute(
                "DELETE FROM catalogue WHERE sequence NOT IN"
                f" (SELECT sequence FROM catalogue ORDER BY sequence DESC LIMIT {KEPT})"
            )
            kept = {str(row["sequence"]) for row in rows(db, "SELECT sequence FROM catalogue")}
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(folder, kept)


def _sweep(folder: Path, kept: set[str]) -> None:
    for home in (folder / "catalogue").iterdir():
        if home.name not in kept and home.name.isdigit():
            shutil.rmtree(home, ignore_errors=True)


def _sequences(folder: Path) -> list[int]:
    """Those that count, newest first."""
    if not (folder / FILE_NAME).exists():
        return []
    database = open_database(folder)
    try:
        found = database.rows("SELECT sequence FROM catalogue ORDER BY sequence DESC")
    finally:
        database.close()
    return [row["sequence"] for row in found]


def _signed(folder: Path, sequence: int) -> tuple[bytes, bytes]:
    home = _home(folder, sequence)
    return _read(home / _MANIFEST, _MANIFEST), _read(home / _SIGNATURE, _SIGNATURE)


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"{name}: whole file: cannot be read"
        raise CatalogueError(Code.CATALOGUE_TORN, reason) from error


def _manifest(octets: bytes) -> Manifest:
    try:
        return msgspec.json.decode(octets, type=Manifest)
    except msgspec.MsgspecError as error:
        raise CatalogueError(Code.CATALOGUE_TORN, f"{_MANIFEST}: whole file: {error}") from error


def _home(folder: Path, sequence: int) -> Path:
    return folder / "catalogue" / str(sequence)
