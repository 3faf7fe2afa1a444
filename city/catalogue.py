"""The catalogue that the city gives out: signed manifests in growing sequence, and files."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, desc, func, insert, select

from city.clock import BEIJING, now, stamp
from city.keys import CityKeys
from city.store import Store, insert_missing
from city.tables import catalogue_files, catalogues, organs
from core.catalogue import Catalogue, Manifest
from core.catalogue_reading import make_manifest, read_catalogue
from core.catalogue_time import CatalogueTime, write_time
from core.exchange import SignedManifest
from core.sealing import sign, verify
from core.wire import canonical, sha256_hex

LIFE = timedelta(days=180)
RENEWED = timedelta(days=60)  # before the end: terminals that are seldom online get it in time


class VersionTaken(Exception):
    """A catalogue of this version was published before; a version never changes."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a catalogue by their names, folders with a slash. Hidden files are left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


class CatalogueShelf:
    """The published catalogues of one city."""

    def __init__(self, store: Store, keys: CityKeys) -> None:
        self._store = store
        self._keys = keys

    def publish(
        self,
        files: Mapping[str, bytes],
        version: str,
        expires: date | None = None,
        *,
        withdraw: bool = False,
    ) -> int:
        """Check, sign and publish; gives the sequence. `withdraw` says that all before it were
        wrong. Raises CatalogueError, VersionTaken."""

        def work(connection: Connection) -> int:
            last = connection.execute(select(func.max(catalogues.c.sequence))).scalar()
            taken = select(catalogues.c.sequence).where(catalogues.c.version == version)
            if connection.execute(taken).first() is not None:
                raise VersionTaken(version)
            issued = now().date()
            before = int(last or 0)
            withdrawn = before if withdraw else _withdrawn(connection)
            manifest = make_manifest(
                files, version, before + 1, issued, expires or issued + LIFE, withdrawn
            )
            catalogue = read_catalogue(files, manifest)
            self._put(connection, manifest, files)
            _put_organs(connection, catalogue)
            return manifest.sequence

        return self._store.write(work)

    def publish_if_new(self, files: Mapping[str, bytes]) -> str:
        """Publish a folder when it is not what was published last, or that one ends soon; gives
        the version that holds.
        Versions are year, month and a number in the month: 2026.11.2."""
        with self._store.reading() as connection:
            last = connection.execute(
                select(catalogues).order_by(desc(catalogues.c.sequence)).limit(1)
            ).first()
            versions = {row.version for row in connection.execute(select(catalogues.c.version))}
        if last is not None:
            manifest = msgspec.json.decode(last.manifest, type=Manifest)
            same = manifest.files == {name: sha256_hex(octets) for name, octets in files.items()}
            if same and manifest.expires - now().date() > RENEWED:
                return manifest.version
        month = f"{now().year}.{now().month}"
        number = 1
        while f"{month}.{number}" in versions:
            number += 1
        self.publish(files, f"{month}.{number}")
        return f"{month}.{number}"

    def _put(self, connection: Connection, manifest: Manifest, files: Mapping[str, bytes]) -> None:
        octets = canonical(manifest)
        connection.execute(
            insert(catalogues).values(
                sequence=manifest.sequence,
                version=manifest.version,
                sha256=sha256_hex(octets),
                manifest=octets,
                signature=sign(self._keys.catalogue_private, octets),
                published_at=stamp(now()),
            )
        )
        for content in files.values():
            row = {"sha256": sha256_hex(content), "octets": content}
            insert_missing(connection, catalogue_files, "sha256", row)

    def newest(self) -> tuple[str, SignedManifest] | None:
        """The newest manifest with its digest, which is its ETag, or None before the first."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(catalogues).order_by(desc(catalogues.c.sequence)).limit(1)
            ).first()
        if row is None:
            return None
        signed = SignedManifest(onestop=1, manifest=row.manifest, signature=self._signature(row))
        return row.sha256, signed

    def _signature(self, row: Row[Any]) -> bytes:
        """The newest key's: the one that signed at first may be retired since."""
        if verify(self._keys.catalogue_public, row.signature, row.manifest):
            return bytes(row.signature)
        return self._keys.sign(row.manifest)

    def time_of(self, signed: SignedManifest) -> str:
        """That this manifest is the newest at this hour, signed (core.catalogue_time)."""
        sequence = msgspec.json.decode(signed.manifest, type=Manifest).sequence
        hour = now().replace(minute=0, second=0, microsecond=0)
        return write_time(self._keys.sign, CatalogueTime(sequence=sequence, at=stamp(hour)))

    def file(self, sha256: str) -> bytes | None:
        """A file of any published catalogue, or None."""
        with self._store.reading() as connection:
            found = connection.execute(
                select(catalogue_files.c.octets).where(catalogue_files.c.sha256 == sha256)
            ).scalar()
        return None if found is None else bytes(found)

    def read_newest(self) -> Catalogue | None:
        """The newest catalogue as a whole, or None before the first."""
        found = self.newest()
        if found is None:
            return None
        manifest = msgspec.json.decode(found[1].manifest, type=Manifest)
        files = {name: self.file(sha256) or b"" for name, sha256 in manifest.files.items()}
        return read_catalogue(files, manifest)


def newest_end(store: Store) -> float | None:
    """Unix time at which the last day of the newest catalogue begins, None before the first."""
    newest = select(catalogues.c.manifest).order_by(desc(catalogues.c.sequence)).limit(1)
    with store.reading() as connection:
        octets = connection.execute(newest).scalar()
    if octets is None:
        return None
    last = msgspec.json.decode(octets, type=Manifest).expires
    return datetime.combine(last, time(), BEIJING).timestamp()


def _put_organs(connection: Connection, catalogue: Catalogue) -> None:
    """Organs are those of the newest catalogue: their region stands in official numbers."""
    connection.execute(delete(organs))
    for organ in catalogue.organs:
        connection.execute(insert(organs).values(code=organ.code, region=organ.region))


def _withdrawn(connection: Connection) -> int:
    """What was withdrawn stays so in every later manifest."""
    last = select(catalogues.c.manifest).order_by(desc(catalogues.c.sequence)).limit(1)
    octets = connection.execute(last).scalar()
    return msgspec.json.decode(octets, type=Manifest).withdrawn_through if octets else 0


def is_known(connection: Connection, version: str) -> bool:
    """Whether a catalogue of this version was ever published here."""
    found = select(catalogues.c.sequence).where(catalogues.c.version == version)
    return connection.execute(found).first() is not None


def has_any(connection: Connection) -> bool:
    """Whether a catalogue was ever published here; before the first, every version is unknown."""
    return connection.execute(select(catalogues.c.sequence).limit(1)).first() is not None
