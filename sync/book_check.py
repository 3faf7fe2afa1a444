"""The whole check of a terminal's book: pages, references, every envelope and every attachment.

The check at the start is the quick one; this one reads everything and may take minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.envelope import envelope_from
from core.errors import AppError
from core.wire import sha256_hex
from sync.blobs import BlobStore
from sync.copies import sign_of_copy
from sync.database import Database, open_database
from sync.identity import load_identity

_MOST = 100  # problems of one kind


@dataclass(frozen=True, slots=True)
class BookCheck:
    """What was looked at, and what is wrong, each in one line without a person. `sign` says why
    this book gives no numbers, else it is empty."""

    envelopes: int
    attachments: int
    problems: tuple[str, ...]
    sign: str


def check_book(folder: Path) -> BookCheck:
    """Read the whole book; changes nothing. Raises DiskError where it cannot be opened at all."""
    database = open_database(folder)
    identity = load_identity(folder)
    try:
        epoch = identity.terminal.epoch if identity else 0
        with database.read() as db:
            sign = sign_of_copy(db, epoch)
        problems = [
            *_pages(database),
            *_references(database),
            *_envelopes(database),
            *_attachments(database, BlobStore(folder)),
        ]
        envelopes = database.rows("SELECT count(*) AS n FROM outbox")[0]["n"]
        attachments = database.rows("SELECT count(*) AS n FROM blob WHERE state <> 'purged'")
        return BookCheck(envelopes, attachments[0]["n"], tuple(problems), sign)
    finally:
        database.close()


def _pages(database: Database) -> Iterator[str]:
    for row in database.rows(f"PRAGMA integrity_check({_MOST})"):
        if row["integrity_check"] != "ok":
            yield f"database: {row['integrity_check']}"


def _references(database: Database) -> Iterator[str]:
    for row in database.rows("PRAGMA foreign_key_check")[:_MOST]:
        yield f"database: row {row['rowid']} of {row['table']} names nothing in {row['parent']}"


def _envelopes(database: Database) -> Iterator[str]:
    """Digest, id, number and attachments of every envelope whose octets are here."""
    for name in database.rows("SELECT id FROM outbox WHERE length(envelope) > 0 ORDER BY seq"):
        row = database.row("SELECT * FROM outbox WHERE id = ?", [name["id"]])
        if row is None:
            continue
        if sha256_hex(row["envelope"]) != row["sha256"]:
            yield f"envelope {row['id']}: altered"
            continue
        try:
            header = envelope_from(row["envelope"]).header
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield f"envelope {row['id']}: cannot be read"
            continue
        if (header.id, header.epoch, header.seq) != (row["id"], row["epoch"], row["seq"]):
            yield f"envelope {row['id']}: is not what its row says"
        for blob in header.attachments:
            if database.row("SELECT 1 FROM blob WHERE sha256 = ?", [blob.sha256]) is None:
                yield f"envelope {row['id']}: attachment {blob.sha256[:16]} has no row"


def _attachments(database: Database, blobs: BlobStore) -> Iterator[str]:
    for row in database.rows("SELECT sha256 FROM blob WHERE state <> 'purged' ORDER BY sha256"):
        try:
            blobs.read(row["sha256"])
        except AppError as error:
            yield f"attachment {row['sha256'][:16]}: {error.detail}"
