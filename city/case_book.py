"""What an envelope makes in the city's book, in the order of its case.

The submission is rev 1. What follows takes effect one after the other; one that came before its
turn is parked: stored and acknowledged, without effect until the gap closes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from city.catalogue import has_any, is_known
from city.changes import CITY, News, record_change, tell_case
from city.checking import Sound, reopen
from city.clock import now, stamp
from city.completeness import settle
from city.enclosures import enclose, enclose_later, put_pages
from city.followups import follow, refuse_followup
from city.keys import CityKeys
from city.matters import Matters, link_same_matter
from city.official_number import next_official_number, region_of
from city.states import CaseState
from city.tables import attachments, cases, envelopes, mended, parked, ratings, terminals
from city.tasks import TaskKind, add_task
from core.application import Application, Rating
from core.envelope import EnvelopeType
from core.exchange import ChangeKind
from resources.words import load_words

SUPPLEMENT_REQUIRED = "supplement_required"  # `ref` of the notice


@dataclass(frozen=True, slots=True)
class Means:
    """What entering needs beside the database: how matters are told apart, how an envelope that
    was stored before is opened, and the notice for a catalogue that nobody published."""

    matters: Matters
    reopen: Callable[[bytes], Sound]
    supplement: News


def means_of(keys: CityKeys, matters: Matters) -> Means:
    """The means of one city, made once."""
    words = load_words()
    news = News(
        ChangeKind.NOTICE,
        words["city.supplement_required.title"],
        [words["city.supplement_required.line"]],
        ref=SUPPLEMENT_REQUIRED,
    )
    return Means(matters, lambda octets: reopen(octets, keys), news)


def conflict(connection: Connection, one: Sound, means: Means) -> str:
    """Why this document cannot be entered beside what is in the book, or empty."""
    if one.is_carrier:
        # its own coming first, by another way, is no conflict: then the carrier brings nothing new
        held = _held(connection, one.inner.id)
        if held is not None:
            return "" if held == one.inner_sha256 else "carried-envelope-conflict"
    if isinstance(one.document, Rating):
        held_rating = select(ratings.c.id).where(ratings.c.id == one.document.id)
        return "rating-conflict" if connection.execute(held_rating).first() else ""
    case = connection.execute(select(cases).where(cases.c.id == one.inner.subject)).first()
    if one.inner.type is EnvelopeType.APPLICATION_SUBMIT:
        return "case-conflict" if case is not None else ""
    reason = refuse_followup(case, one, means.matters) if case is not None else ""
    if reason:
        return reason
    waits = (parked.c.case_id == one.inner.subject) & (parked.c.rev == one.inner.rev)
    return "rev-conflict" if connection.execute(select(parked.c.rev).where(waits)).first() else ""


def enter(connection: Connection, one: Sound, means: Means) -> None:
    """Enter what an envelope says, in the transaction that stores it."""
    if one.is_carrier:
        if _held(connection, one.inner.id) is not None:
            return
        connection.execute(
            insert(mended).values(id=one.inner.id, sha256=one.inner_sha256, carrier=one.header.id)
        )
    if isinstance(one.document, Rating):
        _enter_rating(connection, one, one.document)
        return
    if one.inner.type is EnvelopeType.APPLICATION_SUBMIT:
        assert isinstance(one.document, Application)
        _enter_case(connection, one, one.document, means)
    elif not _is_next(connection, one):
        _park(connection, one)
        return
    else:
        enclose(connection, one)
        _take_effect(connection, one, means)
    _take_parked(connection, one.inner.subject, means)


def _held(connection: Connection, envelope_id: str) -> str | None:
    """The digest of an envelope that is here, by itself or carried."""
    for table in (envelopes, mended):
        held = connection.execute(select(table.c.sha256).where(table.c.id == envelope_id)).scalar()
        if held is not None:
            return str(held)
    return None


def _is_next(connection: Connection, one: Sound) -> bool:
    rev = connection.execute(select(cases.c.rev).where(cases.c.id == one.inner.subject)).scalar()
    return rev is not None and one.inner.rev == rev + 1


def _park(connection: Connection, one: Sound) -> None:
    connection.execute(
        insert(parked).values(
            envelope_id=one.header.id,
            case_id=one.inner.subject,
            rev=one.inner.rev,
            terminal=one.inner.terminal,
            at=stamp(now()),
        )
    )
    enclose_later(connection, one)


def _take_effect(connection: Connection, one: Sound, means: Means) -> None:
    case = connection.execute(
        select(cases).where(cases.c.id == one.inner.subject).with_for_update()
    ).one()
    follow(connection, case, one, means.matters)
    connection.execute(update(cases).where(cases.c.id == case.id).values(rev=one.inner.rev))


def _take_parked(connection: Connection, case_id: str, means: Means) -> None:
    """The gap may be closed: whatever is next now takes effect, one after the other."""
    while True:
        found = connection.execute(
            select(parked.c.envelope_id, envelopes.c.octets)
            .join(cases, cases.c.id == parked.c.case_id)
            .join(envelopes, envelopes.c.id == parked.c.envelope_id)
            .where(parked.c.case_id == case_id, parked.c.rev == cases.c.rev + 1)
        ).first()
        if found is None:
            return
        connection.execute(delete(parked).where(parked.c.envelope_id == found.envelope_id))
        connection.execute(
            update(attachments)
            .where(attachments.c.envelope_id == found.envelope_id)
            .values(case_id=case_id)
        )
        _take_effect(connection, means.reopen(found.octets), means)


def _enter_rating(connection: Connection, one: Sound, rating: Rating) -> None:
    """Level 5 is 非常满意, as on the rating platform; GB/T 39046 has it the other way round."""
    connection.execute(
        insert(ratings).values(
            id=rating.id,
            envelope_id=one.header.id,
            case_id=rating.case,
            level=rating.level,
            reasons=",".join(rating.reasons),
            channel=rating.channel,
            given_at=rating.at,
            anonymous=rating.anonymous,
        )
    )


def _enter_case(connection: Connection, one: Sound, document: Application, means: Means) -> None:
    header = one.inner
    mine = (terminals.c.code == header.terminal) & (terminals.c.epoch == header.epoch)
    here = str(connection.execute(select(terminals.c.region).where(mine)).scalar_one())
    region = region_of(connection, document.handling_organ, here)
    at = stamp(now())
    known = is_known(connection, header.catalogue_version)
    matter = means.matters.of(document)
    official_no = next_official_number(connection, region)
    row = case_row(one, document, region, official_no, matter, at, known=known)
    connection.execute(insert(cases).values(row))
    put_pages(connection, one)
    enclose(connection, one)
    case = connection.execute(select(cases).where(cases.c.id == header.subject)).one()
    record_change(connection, case, CaseState.RECEIVED, CITY)
    settle(connection, header.subject)
    if not known and has_any(connection):
        _ask_for_supplement(connection, case, one, means)
    link_same_matter(connection, header.subject, matter)


def case_row(
    one: Sound,
    document: Application,
    region: str,
    official_no: str,
    matter: str,
    at: str,
    *,
    known: bool,
    state: CaseState = CaseState.RECEIVED,
) -> dict[str, Any]:
    """A new case as a row of `cases`."""
    header = one.inner
    return {
        "id": header.subject,
        "envelope_id": one.header.id,
        "terminal": header.terminal,
        "receipt_no": header.receipt_no,
        "official_no": official_no,
        "package": document.package,
        "handling_organ": document.handling_organ,
        "region": region,
        "catalogue_version": header.catalogue_version,
        "catalogue_known": known,
        "document_sha256": one.plain_sha256,
        "state": state.value,
        "received_at": at,
        "updated_at": at,
        "rev": header.rev,
        "matter": matter,
    }


def _ask_for_supplement(connection: Connection, case: Row[Any], one: Sound, means: Means) -> None:
    """The version that it was made under was never published here, so nobody can say by which
    rules it is whole. It is kept as it is; the applicant is told, and a person looks."""
    tell_case(connection, case, means.supplement, made_by=CITY)
    add_task(connection, case.id, one.header.id, TaskKind.CATALOGUE_UNKNOWN)
