"""What a terminal owes after the lines of a journey, and whether a folder keeps it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bench.proof import people
from bench.proof.journey import Promise
from core.envelope import EnvelopeType, Header, envelope_from
from core.errors import AppError
from core.sealing import verify
from core.wire import sha256_hex
from sync.database import FILE_NAME
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords

_NEXT = 900_000  # number of an application that no journey makes


@dataclass(slots=True)
class Owed:
    """`fields` are of drafts that were saved and not begun to be taken away; `under_way` is the
    step that was cut."""

    is_open: bool = False
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    kept: dict[str, Promise] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    under_way: Promise | None = None


def owed_after(lines: Sequence[str]) -> Owed:
    """What is owed after these lines of a journey."""
    owed = Owed()
    for line in lines:
        promise = msgspec.json.decode(line, type=Promise)
        owed.under_way = None if promise.done else promise
        match promise.what:
            case "open":
                owed.is_open = True
            case "field" if promise.done:
                owed.fields.setdefault(promise.id, {})[promise.name] = promise.value
                owed.gone.discard(promise.id)
            case "page" if promise.done:
                owed.pages.setdefault(promise.id, {})[promise.name] = promise.value
                owed.fields.setdefault(promise.id, {})
                owed.gone.discard(promise.id)
            case "forget" | "submit":
                draft = promise.id if promise.what == "forget" else promise.name
                owed.fields.pop(draft, None)
                owed.pages.pop(draft, None)
                if promise.done and draft:
                    owed.gone.add(draft)
            case "sync":
                owed.states = promise.states
        if promise.done and promise.what in ("submit", "rate", "amend", "withdraw"):
            owed.kept[promise.id] = promise
    return owed


def broken_promises(
    folder: Path, identity: TerminalIdentity, public_key: bytes, owed: Owed, *, goes_on: bool
) -> list[str]:
    """Open the folder with the product and name what is lost, half, or wrong; empty where all is
    kept. `goes_on` also submits once more."""
    existed = (folder / FILE_NAME).exists()
    if owed.is_open and not existed:
        return ["the database is gone"]
    try:
        records = SqliteRecords(folder, identity, people.HandClock(), reserve_octets=people.RESERVE)
    except AppError as error:
        return [f"does not open: {error.code.value} {error.detail}"]
    with closing(records):
        found = list(_look(folder, public_key, owed))
        found += _drafts(records, owed)
        if goes_on:
            found += _go_on(records, owed)
    return found


def _look(folder: Path, public_key: bytes, owed: Owed) -> Iterator[str]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as book:
        book.row_factory = sqlite3.Row
        if book.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            yield "integrity"
        if book.execute("PRAGMA foreign_key_check").fetchall():
            yield "foreign keys"
        rows = {row["id"]: row for row in book.execute("SELECT * FROM outbox")}
        blobs = {row["sha256"]: row for row in book.execute("SELECT * FROM blob")}
        cases = {row["id"]: row for row in book.execute("SELECT * FROM cases")}
        last = {row["epoch"]: row["seq"] for row in book.execute("SELECT * FROM counter")}
    for row in rows.values():
        yield from _envelope(folder, public_key, row, blobs, cases)
        if row["seq"] > last.get(row["epoch"], 0):
            yield "a number that will be given twice"
    if cases.keys() - rows.keys():
        yield "a case without its envelope"
    if {row["outbox_id"] for row in blobs.values()} - rows.keys():
        yield "an attachment without its envelope"
    yield from _kept(rows, cases, owed)


def _envelope(
    folder: Path,
    public_key: bytes,
    row: sqlite3.Row,
    blobs: dict[str, sqlite3.Row],
    cases: dict[str, sqlite3.Row],
) -> Iterator[str]:
    if not row["envelope"]:  # after the retention only its digest is kept
        named = [one for one in blobs.values() if one["outbox_id"] == row["id"]]
        if row["state"] != "complete" or any(one["state"] != "purged" for one in named):
            yield "an envelope emptied before its time"
        return
    if sha256_hex(row["envelope"]) != row["sha256"]:
        yield "an envelope with another digest"
        return
    if not verify(public_key, row["signature"], row["envelope"]):
        yield "an envelope without its signature"
    header: Header = envelope_from(row["envelope"]).header
    if (header.id, header.seq, header.receipt_no) != (row["id"], row["seq"], row["receipt_no"]):
        yield "an envelope in another's row"
    if (header.type is EnvelopeType.APPLICATION_SUBMIT) != (row["id"] in cases):
        yield "an envelope without its case"
    for one in header.attachments:
        known = blobs.get(one.sha256)
        if known is None:
            yield "an attachment without its row"
        elif known["state"] == "purged":
            if row["state"] != "complete":
                yield "an attachment purged before its envelope was complete"
        elif not _is_whole(folder / "blobs" / one.sha256[:2] / one.sha256, one.sha256):
            yield f"an attachment that is {known['state']} and not on the disk"


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_hex(path.read_bytes()) == digest


def _kept(rows: dict[str, Any], cases: dict[str, Any], owed: Owed) -> Iterator[str]:
    for name, promise in owed.kept.items():
        row = rows.get(name)
        if row is None:
            yield f"lost: {promise.what}"
        elif row["sha256"] != promise.sha256:
            yield f"another one: {promise.what}"
        elif promise.receipt_no and cases[name]["receipt_no"] != promise.receipt_no:
            yield "another receipt number"
    for name, state in owed.states.items():
        if name in rows and rows[name]["state"] != state and owed.under_way is None:
            yield f"{state} has become {rows[name]['state']}"
    numbers = [(row["epoch"], row["seq"]) for row in rows.values()]
    if len(set(numbers)) != len(numbers):
        yield "a number given twice"


def _drafts(records: SqliteRecords, owed: Owed) -> Iterator[str]:
    cut = owed.under_way
    for draft, fields in owed.fields.items():
        found = records.draft_of(people.owner_of(draft))
        if found is None or found.id != draft:
            yield "lost: a draft"
            continue
        for name, value in fields.items():
            is_cut = cut is not None and (cut.what, cut.id, cut.name) == ("field", draft, name)
            allowed = {value, cut.value} if cut is not None and is_cut else {value}
            if found.fields.get(name) not in allowed:
                yield "lost: a field of a draft"
    for draft, pages in owed.pages.items():
        found = records.draft_of(people.owner_of(draft))
        kept = found.pages if found is not None and found.id == draft else ()
        digests = {sha256_hex(page.octets) for each in kept for page in each.pages}
        is_cut = cut is not None and (cut.what, cut.id) == ("page", draft)
        for name, value in pages.items():
            replaced = cut is not None and is_cut and cut.name == name and cut.value in digests
            if value not in digests and not replaced:
                yield "lost: a page of a draft"
    for draft in owed.gone:
        is_cut = cut is not None and cut.what in ("field", "page") and cut.id == draft
        if not is_cut and records.draft_of(people.owner_of(draft)) is not None:
            yield "a forgotten draft is back"


def _go_on(records: SqliteRecords, owed: Owed) -> Iterator[str]:
    given = {promise.receipt_no for promise in owed.kept.values()}
    try:
        view = records.submit(
            people.application(_NEXT), [], due="2026-12-01", materials_all=0, draft=""
        )
    except AppError as error:
        yield f"takes nothing new: {error.code.value}"
        return
    if view.receipt_no in given:
        yield "a receipt number given twice"
