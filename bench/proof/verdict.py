"""What must be true when all is quiet: every case once, whole, and nothing skipped."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from bench.proof.world import World
from core.envelope import EnvelopeType, Header, envelope_from


@dataclass(frozen=True, slots=True)
class CityView:
    """A city at the end: headers of what it took, each time that it took it; digests by id; names
    of attachments; what it told, as (subject, state)."""

    taken: list[Header]
    digests: Mapping[str, str]
    blobs: frozenset[str]
    told: list[tuple[str, str]]
    refused: frozenset[str] = frozenset()


def verdict(world: World, city: CityView) -> list[str]:
    """What is wrong, empty where nothing is."""
    with closing(sqlite3.connect(world.folder / "terminal.db")) as book:
        book.row_factory = sqlite3.Row
        rows = {row["id"]: row for row in book.execute("SELECT * FROM outbox")}
        blobs = {row["sha256"]: row["state"] for row in book.execute("SELECT * FROM blob")}
        history = {(r["case_id"], r["state"]) for r in book.execute("SELECT * FROM case_history")}
        integrity = book.execute("PRAGMA integrity_check").fetchone()[0]
    found = list(world.broken)
    found += [] if integrity == "ok" else ["integrity"]
    found += _promised(world, rows)
    found += _once(city)
    for row in rows.values():
        found += _arrived(world, city, row, blobs)
    found += [
        "a change that never came home"
        for told in set(city.told)
        if told[0] in rows and told not in history
    ]
    return found


def _promised(world: World, rows: Mapping[str, Any]) -> Iterator[str]:
    for given in world.given.values():
        if given.is_promised and given.id not in rows:
            yield "a promised case that is not in the book"
        if given.is_promised and rows[given.id]["receipt_no"] != given.receipt_no:
            yield "a case with another receipt number"
    for name, is_promised in world.ratings.items():
        if is_promised and name not in rows:
            yield "a promised rating that is not in the book"


def _once(city: CityView) -> Iterator[str]:
    times = Counter(header.id for header in city.taken)
    if any(count > 1 for count in times.values()):
        yield "an envelope that the city took twice"
    cases = Counter(
        header.receipt_no
        for header in {header.id: header for header in city.taken}.values()
        if header.type is EnvelopeType.APPLICATION_SUBMIT
    )
    if any(count > 1 for count in cases.values()):
        yield "a case that the city has twice"


def _arrived(world: World, city: CityView, row: Any, blobs: Mapping[str, str]) -> Iterator[str]:
    if row["id"] in city.refused:
        if row["state"] != "quarantined" or not row["code"]:
            yield f"a refused envelope that is {row['state']} with code {row['code']!r}"
        return
    if row["state"] != "complete":
        yield f"an envelope that ends {row['state']} ({row['code']})"
    if city.digests.get(row["id"]) != row["sha256"]:
        yield "an envelope that the city does not have as it is"
    if not row["envelope"]:  # after the retention only its digest is kept
        return
    for one in envelope_from(row["envelope"]).header.attachments:
        if one.sha256 not in city.blobs:
            yield "an attachment that the city does not have"
        path = world.folder / "blobs" / one.sha256[:2] / one.sha256
        if blobs.get(one.sha256) != "purged" and not path.exists():
            yield "an attachment deleted before its time"
