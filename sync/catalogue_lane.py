"""The lane of the catalogue: one manifest, the files that are new, and one swap."""

from pathlib import Path
from typing import Protocol

from core.catalogue import Manifest
from core.errors import CatalogueError, Code
from core.ports import Clock
from core.sealing import Trusted
from core.wire import sha256_hex
from sync import catalogue_store as store
from sync.catalogue_watch import judge, note_confirmation
from sync.client import ManifestAnswer
from sync.database import Database, set_setting
from sync.device_log import Event, tell
from sync.report import Report


class CatalogueSource(Protocol):
    """The part of the city client that this lane needs."""

    def manifest(self, etag: str) -> ManifestAnswer | None: ...
    def catalogue_file(self, sha256: str) -> bytes: ...


def take_catalogue(
    database: Database,
    folder: Path,
    source: CatalogueSource,
    trusted: Trusted,
    clock: Clock,
    report: Report,
) -> None:
    """Take a newer catalogue where there is one. A refused one is reported, and the one before
    stays. Raises LinkError or DiskError."""
    newest = store.newest_sequence(database)
    # a torn newest one is asked for again, whatever its ETag
    known = store.whole_files(folder, newest, trusted) if newest else {}
    answer = source.manifest(database.setting(store.ETAG) if known else "")
    if answer is None:
        return
    try:
        manifest = _manifest_of(answer, folder, newest, trusted)
        if answer.signed is not None:
            _take(database, folder, source, answer, manifest, newest, known, clock, report)
        if not note_confirmation(database, answer.time, trusted, manifest.sequence):
            raise CatalogueError(Code.CATALOGUE_STALE, "manifest: sequence: a newer one is out")
    except CatalogueError as error:
        report.catalogue_code = error.code
        tell(Event.CATALOGUE_REFUSED, code=error.code)
        return
    judge(database, manifest.expires.isoformat(), clock.now(), report)


def _manifest_of(answer: ManifestAnswer, folder: Path, newest: int, trusted: Trusted) -> Manifest:
    """The manifest that is shown; where nothing is new, our own."""
    if answer.signed is None:
        return store.signed_manifest(folder, newest, trusted)
    return store.verified_manifest(answer.signed.manifest, answer.signed.signature, trusted)


def _take(
    database: Database,
    folder: Path,
    source: CatalogueSource,
    answer: ManifestAnswer,
    manifest: Manifest,
    newest: int,
    known: dict[str, bytes],
    clock: Clock,
    report: Report,
) -> None:
    assert answer.signed is not None
    if manifest.sequence < newest:
        raise CatalogueError(Code.CATALOGUE_OLDER, "manifest: sequence: is below ours")
    if manifest.sequence == newest and known:
        with database.write() as db:
            set_setting(db, store.ETAG, answer.etag)
        return
    store.store_catalogue(
        database,
        folder,
        answer.signed.manifest,
        answer.signed.signature,
        manifest,
        _files(known, source, manifest),
        etag=answer.etag,
        now=clock.now(),
    )
    report.catalogue = manifest.version
    tell(Event.CATALOGUE_TAKEN, count=manifest.sequence)


def _files(
    known: dict[str, bytes], source: CatalogueSource, manifest: Manifest
) -> dict[str, bytes]:
    """Every file of the manifest, from here where it is known, else from the city."""
    files: dict[str, bytes] = {}
    for name, digest in sorted(manifest.files.items()):
        octets = known.get(digest)
        if octets is None:
            octets = source.catalogue_file(digest)
        if sha256_hex(octets) != digest:
            raise CatalogueError(Code.CATALOGUE_TORN, f"{name}: whole file: another SHA-256")
        files[name] = octets
    return files
