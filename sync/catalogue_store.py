"""The catalogues that the city gave, verified, three of them kept; else the one that was shipped.

Each lies in `catalogue/<sequence>/` with its signed manifest; a row in the database says that it
counts. The shipped one is part of the program and trusted as such.
"""

import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core import sealing
from core.catalogue import Manifest
from core.catalogue_reading import read_catalogue
from core.errors import CatalogueError, Code
from core.sealing import Trusted
from core.wire import sha256_hex
from sync.database import FILE_NAME, Database, open_database, rows, set_setting
from sync.durable import file_errors, sync_folder, write_file
from sync.failpoints import reach

KEPT = 3
ETAG = "catalogue_etag"
WITHDRAWN = "catalogue_withdrawn"
_MANIFEST = "manifest.json"
_SIGNATURE = "manifest.sig"
_FILES = "files"


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


def signed_manifest(folder: Path, sequence: int, trusted: Trusted) -> Manifest:
    """The manifest of a stored catalogue. Raises CatalogueError: CATALOGUE_FORGED or _TORN."""
    return verified_manifest(*_signed(folder, sequence), trusted)


def newest_sequence(database: Database) -> int:
    """The sequence of the newest catalogue that counts, 0 for none. Raises DiskError."""
    row = database.row("SELECT coalesce(max(sequence), 0) AS newest FROM catalogue")
    return int(row["newest"]) if row else 0


def whole_files(folder: Path, sequence: int, trusted: Trusted) -> dict[str, bytes]:
    """The files of a stored catalogue by their SHA-256; none where one is not as signed."""
    try:
        manifest = signed_manifest(folder, sequence, trusted)
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
            if manifest.withdrawn_through > _withdrawn(db):
                set_setting(db, WITHDRAWN, str(manifest.withdrawn_through))
            db.execute(
                "DELETE FROM catalogue WHERE sequence NOT IN"
                f" (SELECT sequence FROM catalogue ORDER BY sequence DESC LIMIT {KEPT})"
            )
            kept = {str(row["sequence"]) for row in rows(db, "SELECT sequence FROM catalogue")}
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(folder, kept)


def _withdrawn(db: SqliteDatabase) -> int:
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [WITHDRAWN])
    return int(found[0]["value"]) if found else 0


def _sweep(folder: Path, kept: set[str]) -> None:
    for home in (folder / "catalogue").iterdir():
        if home.name not in kept and home.name.isdigit():
            shutil.rmtree(home, ignore_errors=True)


def kept_sequences(folder: Path) -> tuple[list[int], int]:
    """Those that lie here and count, newest first, and the sequence up to which the city withdrew
    them. Raises DiskError."""
    if not (folder / FILE_NAME).exists():
        return [], 0
    database = open_database(folder)
    try:
        return kept_in(database)
    finally:
        database.close()


def kept_in(database: Database) -> tuple[list[int], int]:
    """The same over a connection that is open. Raises DiskError."""
    found = database.rows("SELECT sequence FROM catalogue ORDER BY sequence DESC")
    return [row["sequence"] for row in found], int(database.setting(WITHDRAWN, "0"))


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
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CatalogueError(Code.CATALOGUE_TORN, f"{_MANIFEST}: whole file: {error}") from error


def _home(folder: Path, sequence: int) -> Path:
    return folder / "catalogue" / str(sequence)
