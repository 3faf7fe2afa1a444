"""What can still be read from a damaged book, into a new one that opens and syncs.

The damaged file is only read. Rows come straight from its pages; an envelope counts when its digest
is right and this terminal's signature covers it. The new book gives no numbers until the terminal
is enrolled again: rows with higher numbers may be among the lost ones.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database as SqliteDatabase

from core.envelope import EnvelopeType, Header, envelope_from
from core.errors import Code, DiskError
from core.sealing import public_half, verify
from core.wire import sha256_hex
from sync.blobs import BlobStore
from sync.copies import mark_copy
from sync.database import FILE_NAME, Database, insert_row, open_database
from sync.durable import file_errors, make_folder, write_file
from sync.identity import TerminalIdentity, load_identity
from sync.pages import Value, records_of

_STATES = ("pending", "in_flight", "stored", "complete", "quarantined")
_OUTBOX = (
    "id", "type", "epoch", "seq", "subject", "receipt_no", "envelope", "sha256", "signature",
    "size", "state", "attempts", "last_pass", "lease_until_ms", "code", "created_at", "created_ms",
    "complete_ms",
)  # fmt: skip
_CASES = (
    "id", "owner", "receipt_no", "official_no", "package", "package_name", "name_masked", "channel",
    "state", "created_at", "created_ms", "updated_at", "due", "materials_given", "materials_all",
    "size", "mandated", "promised",
)  # fmt: skip
# Who the terminal is and how it reaches the city: without its key nobody could take it further.
_KEPT = (
    "identity.json", "secrets.json", "onestop.secrets.cred", "device.key", "certificate.pem",
    "link.toml",
)  # fmt: skip


@dataclass(slots=True)
class Salvaged:
    """`verified` by this terminal's key, `unverified` of an earlier epoch (digest right, its key is
    no more here), `broken` rows that were envelopes once. Attachments by their digests."""

    verified: int = 0
    unverified: int = 0
    broken: int = 0
    cases: int = 0
    attachments: int = 0
    attachments_lost: int = 0


@dataclass(slots=True)
class _Found:
    envelopes: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)


def salvage(folder: Path, target: Path) -> Salvaged:
    """Make a new book in the new or empty folder `target` from what is left in `folder`. Raises
    DiskError where the folder is not empty, or nothing can be read at all."""
    identity = load_identity(folder)
    if identity is None:
        raise DiskError(Code.DISK_FAULT, "this terminal is not enrolled")
    with file_errors("salvage"):
        make_folder(target)
        if any(target.iterdir()):
            raise DiskError(Code.DISK_FAULT, "the folder to salvage into is not empty")
    report = Salvaged()
    found = _read(folder, identity, report)
    for name in _KEPT:
        with file_errors("salvage"):
            if (folder / name).is_file():
                write_file(target / name, (folder / name).read_bytes(), "salvage")
    database = open_database(target)
    try:
        _fill(database, BlobStore(folder), BlobStore(target), found, identity, report)
    finally:
        database.close()
    return report


def _read(folder: Path, identity: TerminalIdentity, report: Salvaged) -> _Found:
    found = _Found()
    broken: set[str] = set()
    row: dict[str, Any]
    for record in records_of(_octets_of(folder)):
        if _looks_like_outbox(record):
            row = dict(zip(_OUTBOX, record, strict=False))
            header = _sound_header(row, identity)
            if header is None:
                broken.add(row["id"])
            elif header.id not in found.envelopes or row["state"] != "complete":
                # of two versions of a row the one that sends more: the city knows duplicates
                found.envelopes[header.id] = row
                found.headers[header.id] = header
        elif _looks_like_case(record):
            row = dict(zip(_CASES, record, strict=False))
            found.cases[row["id"]] = row
    report.broken = len(broken - found.envelopes.keys())
    return found


def _octets_of(folder: Path) -> bytes:
    """The file as it was before a write that a power cut tore: the journal beside it is played
    back in a copy. Where SQLite cannot do that, the file as it is."""
    journal = folder / f"{FILE_NAME}-journal"
    with file_errors("salvage"):
        octets = (folder / FILE_NAME).read_bytes() if (folder / FILE_NAME).is_file() else b""
        if not journal.is_file() or journal.stat().st_size == 0:
            return octets
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            copy = Path(scratch) / FILE_NAME
            copy.write_bytes(octets)
            shutil.copyfile(journal, copy.with_name(journal.name))
            with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(copy)) as played:
                played.execute("SELECT count(*) FROM sqlite_master").fetchall()
            return copy.read_bytes()


def _looks_like_outbox(record: tuple[Value, ...]) -> bool:
    return (
        len(record) >= len(_OUTBOX)
        and isinstance(record[0], str)
        and record[1] in set(EnvelopeType)
        and isinstance(record[2], int)
        and isinstance(record[3], int)
        and isinstance(record[6], bytes)
        and isinstance(record[8], bytes)
        and record[10] in _STATES
    )


def _looks_like_case(record: tuple[Value, ...]) -> bool:
    texts = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12)
    return (
        len(record) in (len(_CASES) - 1, len(_CASES))  # a row of before 0007 has no `promised`
        and all(isinstance(record[place], str) for place in texts)
        and all(isinstance(record[place], int) for place in (10, 13, 14, 15, 16))
        and all(isinstance(value, str) for value in record[17:])
        and len(str(record[1])) == 64
    )


def _sound_header(row: dict[str, Any], identity: TerminalIdentity) -> Header | None:
    """The header of an envelope that is whole: digest, shape, and the signature of this terminal
    where its key is of this epoch."""
    octets: bytes = row["envelope"]
    if sha256_hex(octets) != row["sha256"]:
        return None
    try:
        header = envelope_from(octets).header
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if (header.id, header.terminal) != (row["id"], identity.terminal.code):
        return None
    if (header.epoch, header.seq) != (row["epoch"], row["seq"]):
        return None
    own = header.epoch == identity.terminal.epoch
    if own and not verify(public_half(identity.private_key), row["signature"], octets):
        return None
    return header


def _fill(
    database: Database,
    old: BlobStore,
    new: BlobStore,
    found: _Found,
    identity: TerminalIdentity,
    report: Salvaged,
) -> None:
    heirs = _heirs(found.headers.values())
    with database.write() as db:
        for envelope, header in sorted(found.headers.items(), key=lambda one: one[1].seq):
            row = found.envelopes[envelope]
            _put_envelope(db, row, header, heirs.get(envelope, ""))
            if header.epoch == identity.terminal.epoch:
                report.verified += 1
            else:
                report.unverified += 1
        for envelope, header in found.headers.items():
            owner = heirs.get(envelope, envelope)
            _put_attachments(db, old, new, header, owner, found.envelopes[owner]["state"], report)
        for case, row in found.cases.items():
            # the view has no signature: one that does not fit is left out, its envelope is not
            with suppress(sqlite3.IntegrityError):
                if case in found.headers:
                    insert_row(db, "cases", row)
                    report.cases += 1
        mark_copy(db, identity.terminal.epoch, "salvaged")


def _heirs(headers: Iterable[Header]) -> dict[str, str]:
    """Which envelope carries another one: of several the newest."""
    carriers = sorted((one for one in headers if one.supersedes), key=lambda one: one.seq)
    return {one.supersedes: one.id for one in carriers}


def _put_envelope(db: SqliteDatabase, row: dict[str, Any], header: Header, heir: str) -> None:
    state = row["state"] if row["state"] in ("complete", "quarantined") else "pending"
    fresh = {"state": state, "attempts": 0, "last_pass": "", "lease_until_ms": 0}
    order = {"rev": header.rev, "supersedes": header.supersedes, "superseded_by": heir}
    insert_row(db, "outbox", row | fresh | order)


def _put_attachments(
    db: SqliteDatabase,
    old: BlobStore,
    new: BlobStore,
    header: Header,
    owner: str,
    state: str,
    report: Salvaged,
) -> None:
    for blob in header.attachments:
        try:
            octets = old.read(blob.sha256)
        except DiskError:
            known = "purged" if state == "complete" else "lost"
            report.attachments_lost += state != "complete"
        else:
            known = "stored" if state == "complete" else "pending"
            write_file(new.path(blob.sha256), octets, "attachment")
            report.attachments += 1
        row = {"sha256": blob.sha256, "outbox_id": owner, "role": blob.role, "size": blob.size}
        insert_row(db, "blob", row | {"state": known})
