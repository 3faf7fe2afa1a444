"""The new cases of a batch, entered together: the rows of city.case_book in a few statements.

Only what is plain: a first submission that brings nothing up beside what is in the book. Whatever
else there is in a batch goes the long way, one by one.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, union_all

from city.case_book import Means, case_row
from city.catalogue import has_any
from city.changes import record_arrivals
from city.checking import Sound
from city.clock import now, stamp
from city.completeness import state_on_arrival
from city.enclosures import attachment_rows, page_rows
from city.matters import link_new_cases
from city.official_number import lock_serials, next_official_number
from city.rows import insert_rows
from city.tables import (
    attachments,
    cases,
    catalogues,
    envelopes,
    mended,
    organs,
    pages,
    parked,
    terminals,
)
from core.application import Application
from core.envelope import EnvelopeType


def _wanted(name: str = "wanted") -> BindParameter[Any]:
    return bindparam(name, expanding=True)


# Made once: building a statement, and looking at each value in it, costs more than asking.
_IDS_HERE = union_all(
    select(envelopes.c.id).where(envelopes.c.id.in_(_wanted())),
    select(mended.c.id).where(mended.c.id.in_(_wanted())),
)
_CASES_HERE = union_all(
    select(cases.c.id).where(cases.c.id.in_(_wanted())),
    select(parked.c.case_id).where(parked.c.case_id.in_(_wanted())),
)
_SEQS_HERE = select(envelopes.c.seq).where(
    envelopes.c.terminal == bindparam("terminal"),
    envelopes.c.epoch == bindparam("of_epoch"),
    envelopes.c.seq.in_(_wanted()),
)
_VERSIONS_HERE = select(catalogues.c.version).where(catalogues.c.version.in_(_wanted()))
_SEATS = select(organs.c.code, organs.c.region).where(organs.c.code.in_(_wanted()))
_STANDS = select(terminals.c.epoch, terminals.c.region).where(
    terminals.c.code == bindparam("terminal")
)


def plain_among(connection: Connection, batch: Sequence[Sound]) -> list[Sound]:
    """Those of one terminal's batch that are nothing but new cases: nothing in the book or in the
    batch has their id, their place in the row or their case, and their catalogue is known here."""
    often = Counter(key for one in batch for key in _keys(one))
    plain = [
        one
        for one in batch
        if one.inner.type is EnvelopeType.APPLICATION_SUBMIT
        and not one.is_carrier
        and isinstance(one.document, Application)
        and all(often[key] == 1 for key in _keys(one))
    ]
    if not plain:
        return []
    taken = _taken(connection, plain)
    versions = _versions(connection, plain)
    strict = not versions.issuperset(one.header.catalogue_version for one in plain) and has_any(
        connection
    )
    return [
        one
        for one in plain
        if taken.isdisjoint(_keys(one)) and (not strict or one.header.catalogue_version in versions)
    ]


def enter_together(connection: Connection, fresh: Sequence[Sound], means: Means) -> dict[str, str]:
    """Store these envelopes and enter their cases; gives the official number for each envelope's
    id. Serials are locked before the changes, by everybody, so that nobody waits in a circle."""
    if not fresh:
        return {}
    at = stamp(now())
    insert_rows(connection, envelopes, [envelope_row(one, at) for one in fresh])
    regions = _regions(connection, fresh)
    versions = _versions(connection, fresh)
    lock_serials(connection, regions.values())
    rows, states = [], []
    for one in fresh:
        assert isinstance(one.document, Application)
        region = regions[one.header.id]
        official_no = next_official_number(connection, region)
        known = one.header.catalogue_version in versions
        matter = means.matters.of(one.document)
        states.append(state_on_arrival(one))
        rows.append(
            case_row(
                one, one.document, region, official_no, matter, at, known=known, state=states[-1]
            )
        )
    insert_rows(connection, cases, rows)
    insert_rows(connection, pages, [row for one in fresh for row in page_rows(one)])
    waits = [row for one in fresh for row in attachment_rows(one, one.inner.subject)]
    insert_rows(connection, attachments, waits)
    abouts = [(row["id"], row["terminal"], row["official_no"]) for row in rows]
    record_arrivals(connection, list(zip(abouts, states, strict=True)), at)
    link_new_cases(connection, [(row["id"], row["matter"]) for row in rows], at)
    return {row["envelope_id"]: row["official_no"] for row in rows}


def envelope_row(one: Sound, at: str) -> dict[str, Any]:
    """An envelope as a row of `envelopes`."""
    header = one.header
    return {
        "id": header.id,
        "sha256": one.sha256,
        "type": EnvelopeType(header.type).value,
        "terminal": header.terminal,
        "epoch": header.epoch,
        "seq": header.seq,
        "subject": header.subject,
        "rev": header.rev,
        "octets": one.item.envelope,
        "signature": one.item.signature,
        "received_at": at,
    }


def _keys(one: Sound) -> tuple[object, ...]:
    """What no two things in the book may share."""
    return (
        ("envelope", one.header.id),
        ("place", one.header.epoch, one.header.seq),
        ("case", one.inner.subject),
    )


def _taken(connection: Connection, plain: Sequence[Sound]) -> set[object]:
    taken: set[object] = set()
    for kind, query, wanted in (
        ("envelope", _IDS_HERE, [one.header.id for one in plain]),
        ("case", _CASES_HERE, [one.inner.subject for one in plain]),
    ):
        here = connection.execute(query, {"wanted": wanted}).scalars()
        taken.update((kind, value) for value in here)
    for epoch in {one.header.epoch for one in plain}:
        seqs = [one.header.seq for one in plain if one.header.epoch == epoch]
        place = {"terminal": plain[0].header.terminal, "of_epoch": epoch, "wanted": seqs}
        found_seqs = connection.execute(_SEQS_HERE, place).scalars()
        taken.update(("place", epoch, seq) for seq in found_seqs)
    return taken


def _versions(connection: Connection, batch: Sequence[Sound]) -> set[str]:
    wanted = list({one.header.catalogue_version for one in batch})
    return set(connection.execute(_VERSIONS_HERE, {"wanted": wanted}).scalars())


def _regions(connection: Connection, batch: Sequence[Sound]) -> dict[str, str]:
    """The region of each envelope's case, by the envelope's id (city.official_number.region_of)."""
    named = {one.header.id: _organ(one) for one in batch}
    wanted = {"wanted": list(set(named.values()))}
    seats = {row.code: row.region for row in connection.execute(_SEATS, wanted)}
    mine = {"terminal": batch[0].header.terminal}
    stands = {row.epoch: row.region for row in connection.execute(_STANDS, mine)}
    return {
        one.header.id: str(seats.get(named[one.header.id]) or stands[one.header.epoch])[:6]
        for one in batch
    }


def _organ(one: Sound) -> str:
    assert isinstance(one.document, Application)
    return one.document.handling_organ
