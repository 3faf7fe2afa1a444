"""Two books and one log compared: what was promised is in the city once, and nothing else is."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.proof.ledger import Ledger, paper_of
from bench.proof.paper import a_rating
from core.ports import Terminal
from core.wire import sha256_hex
from sync.database import FILE_NAME

_DONE_WITH = ("complete", "purged")


def rows(path: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    """Rows of an SQLite file, read from outside."""
    with closing(sqlite3.connect(path, timeout=30)) as database:
        cursor = database.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reconcile(ledger: Ledger, folder: Path, city: Path, terminal: Terminal) -> list[str]:
    """What is wrong, one sentence each; empty when all is right. To be asked when the terminal
    has come to rest. `folder` is the terminal's, `city` the city's database."""
    own = rows(folder / FILE_NAME, "SELECT * FROM outbox")
    envelopes = rows(
        city, "SELECT * FROM envelopes WHERE terminal = ? AND epoch = ?",
        terminal.code, terminal.epoch,
    )  # fmt: skip
    cases = rows(
        city,
        "SELECT cases.*, envelopes.epoch FROM cases JOIN envelopes"
        " ON envelopes.id = cases.envelope_id WHERE cases.terminal = ? AND envelopes.epoch = ?",
        terminal.code,
        terminal.epoch,
    )
    return [
        *_promises(ledger, folder, cases, terminal),
        *_books(own, envelopes, terminal),
        *_ratings(ledger, city),
        *_attachments(folder, city, terminal),
        *_refusals(city, terminal),
    ]


def lost_and_doubled(faults: Iterable[str]) -> str:
    """The faults counted by kind, for a line of a report."""
    counted = Counter(fault.partition(":")[0] for fault in faults)
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counted.items()))


def _promises(
    ledger: Ledger, folder: Path, cases: list[dict[str, Any]], terminal: Terminal
) -> list[str]:
    """Every promised receipt: its case is in the city once, with the very document."""
    faults = []
    by_id = Counter(case["id"] for case in cases)
    held = {case["id"]: case for case in cases}
    kept = {row["id"]: row for row in rows(folder / FILE_NAME, "SELECT id, receipt_no FROM cases")}
    promised = {line["case"]: line for line in ledger.lines("done")}
    for case, line in promised.items():
        found = held.get(case)
        if found is None:
            faults.append(f"lost: the city does not have {case}")
        elif found["document_sha256"] != paper_of(line).digest(terminal, line["receipt_no"]):
            faults.append(f"altered: {case} has another document")
        if found is not None and found["receipt_no"] != line["receipt_no"]:
            faults.append(f"altered: {case} has another receipt number")
        if case not in kept or kept[case]["receipt_no"] != line["receipt_no"]:
            faults.append(f"lost: the terminal does not know {case}")
    wanted = {line["case"] for line in ledger.lines("want")}
    faults += [f"doubled: {case} is there {n} times" for case, n in by_id.items() if n > 1]
    faults += [f"doubled: nobody handed in {case}" for case in by_id if case not in wanted]
    numbers = Counter(case["receipt_no"] for case in cases)
    faults += [f"doubled: receipt number {number}" for number, n in numbers.items() if n > 1]
    faults += [
        f"half: {case} is known to the terminal and not to the city"
        for case in kept
        if case not in held
    ]
    return faults


def _books(
    own: list[dict[str, Any]], envelopes: list[dict[str, Any]], terminal: Terminal
) -> list[str]:
    """The terminal's rows and the city's envelopes are the same letters, without a gap."""
    mine = {row["id"]: row for row in own if row["epoch"] == terminal.epoch}
    theirs = Counter(row["id"] for row in envelopes)
    faults = [f"lost: envelope {one} is not in the city" for one in mine if one not in theirs]
    faults += [f"doubled: the city has envelope {one}" for one in theirs if one not in mine]
    faults += [f"doubled: envelope {one} is there {n} times" for one, n in theirs.items() if n > 1]
    for row in envelopes:
        if row["id"] in mine and row["sha256"] != mine[row["id"]]["sha256"]:
            faults.append(f"altered: envelope {row['id']}")
    faults += [
        f"stuck: {row['type']} is {row['state']} ({row['code']})"
        for row in own
        if row["state"] not in _DONE_WITH
    ]
    numbers = sorted(row["seq"] for row in mine.values())
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"gap: the sequence numbers are {numbers[:9]} …")
    return faults


def _ratings(ledger: Ledger, city: Path) -> list[str]:
    """Every rating that was taken is there once, as it was given."""
    faults = []
    for line in ledger.lines("rated"):
        found = rows(city, "SELECT * FROM ratings WHERE id = ?", line["rating"])
        if len(found) != 1:
            faults.append(f"{'doubled' if found else 'lost'}: rating {line['rating']}")
        elif found[0]["level"] != a_rating(line["rating"], line["case"]).level:
            faults.append(f"altered: rating {line['rating']}")
    return faults


def _attachments(folder: Path, city: Path, terminal: Terminal) -> list[str]:
    """Every attachment has come, opens, and is what its document names; no file is nobody's."""
    wanted = rows(
        city,
        "SELECT attachments.*, pages.sha256 AS named FROM attachments"
        " JOIN envelopes ON envelopes.id = attachments.envelope_id"
        " LEFT JOIN pages ON pages.case_id = attachments.case_id"
        " AND pages.sha256 = attachments.plain_sha256"
        " WHERE attachments.terminal = ? AND envelopes.epoch = ?",
        terminal.code,
        terminal.epoch,
    )
    faults = [
        f"lost: attachment {row['sha256'][:12]} is {row['state']}"
        for row in wanted
        if row["state"] != "opened" or row["named"] is None
    ]
    for row in wanted:
        whole = city.parent / "blobs" / "whole" / row["sha256"][:2] / row["sha256"]
        if not whole.exists() or sha256_hex(whole.read_bytes()) != row["sha256"]:
            faults.append(f"lost: the file of attachment {row['sha256'][:12]}")
    own = rows(folder / FILE_NAME, "SELECT sha256 FROM blob WHERE state <> 'purged'")
    files = {path.name for path in (folder / "blobs").glob("*/*")}
    if files != {row["sha256"] for row in own}:
        faults.append("orphan: the terminal's files are not those of its rows")
    return faults


def _refusals(city: Path, terminal: Terminal) -> list[str]:
    """Nothing that an honest terminal sent was put aside."""
    found = rows(
        city, "SELECT reason FROM conflicts WHERE terminal = ? AND epoch = ?",
        terminal.code, terminal.epoch,
    )  # fmt: skip
    return [f"refused: {row['reason']}" for row in found]
