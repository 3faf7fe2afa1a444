"""The new cases of a batch, entered together: the rows of city.case_book in a few statements.

Only what is plain: a first submission that brings nothing up beside what is in the book. Whatever
else there is in a batch goes the long way, one by one.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, and_, insert, select, union_all

from city.case_book import Means, case_row
from city.catalogue import has_any
from city.changes import record_received
from city.checking import Sound
from city.clock import now, stamp
from city.enclosures import attachment_rows, page_rows
from city.matters import link_new_cases
from city.official_number import lock_serials, next_official_number
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


def plain_among(connection: Connection, batch: Sequence[Sound]) -> list[Sound]:
    """Those of one terminal's batch that are nothing but new cases: nothing in the book or in the
    batch has their id, their place in the row or their case, they wait for an attachment, and their
    catalogue is known here."""
    often = Counter(key for one in batch for key in _keys(one))
    plain = [
        one
        for one in batch
        if one.inner.type is EnvelopeType.APPLICATION_SUBMIT
        and not one.is_carrier
        and isinstance(one.document, Application)
        and any(reference.required for reference in one.header.attachments)
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
    connection.execute(insert(envelopes), [envelope_row(one, at) for one in fresh])
    regions = _regions(connection, fresh)
    versions = _versions(connection, fresh)
    lock_serials(connection, regions.values())
    rows = []
    for one in fresh:
        assert isinstance(one.document, Application)
        region = regions[one.header.id]
        official_no = next_official_number(connection, region)
        known = one.header.catalogue_version in versions
        matter = means.matters.of(one.document)
        rows.append(case_row(one, one.document, region, official_no, matter, at, known=known))
    connection.execute(insert(cases), rows)
    for table, made in (
        (pages, [row for one in fresh for row in page_rows(one)]),
        (attachments, [row for one in fresh for row in attachment_rows(one, one.inner.subject)]),
    ):
        if made:
            connection.execute(insert(table), made)
    record_received(
        connection, [(row["id"], row["terminal"], row["official_no"]) for row in rows], at
    )
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
    ids = [one.header.id for one in plain]
    subjects = [one.inner.subject for one in plain]
    taken: set[object] = set()
    for kind, found, wanted in (
        ("envelope", (envelopes.c.id, mended.c.id), ids),
        ("case", (cases.c.id, parked.c.case_id), subjects),
    ):
        query = union_all(*(select(column).where(column.in_(wanted)) for column in found))
        taken.update((kind, value) for value in connection.execute(query).scalars())
    for epoch in {one.header.epoch for one in plain}:
        seqs = [one.header.seq for one in plain if one.header.epoch == epoch]
        place = and_(
            envelopes.c.terminal == plain[0].header.terminal,
            envelopes.c.epoch == epoch,
            envelopes.c.seq.in_(seqs),
        )
        found_seqs = connection.execute(select(envelopes.c.seq).where(place)).scalars()
        taken.update(("place", epoch, seq) for seq in found_seqs)
    return taken


def _versions(connection: Connection, batch: Sequence[Sound]) -> set[str]:
    wanted = {one.header.catalogue_version for one in batch}
    return _among(connection, catalogues.c.version, wanted)


def _regions(connection: Connection, batch: Sequence[Sound]) -> dict[str, str]:
    """The region of each envelope's case, by the envelope's id (city.official_number.region_of)."""
    named = {one.header.id: _organ(one) for one in batch}
    seats = {
        row.code: row.region
        for row in connection.execute(
            select(organs.c.code, organs.c.region).where(organs.c.code.in_(set(named.values())))
        )
    }
    stands = {
        row.epoch: row.region
        for row in connection.execute(
            select(terminals.c.epoch, terminals.c.region).where(
                terminals.c.code == batch[0].header.terminal
            )
        )
    }
    return {
        one.header.id: str(seats.get(named[one.header.id]) or stands[one.header.epoch])[:6]
        for one in batch
    }


def _organ(one: Sound) -> str:
    assert isinstance(one.document, Application)
    return one.document.handling_organ


def _among(connection: Connection, column: Column[Any], wanted: set[str]) -> set[str]:
    return set(connection.execute(select(column).where(column.in_(wanted))).scalars())
