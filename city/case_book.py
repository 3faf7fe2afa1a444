"""What an envelope makes in the city's book: a case with its pages, or a rating."""

from sqlalchemy import Connection, insert, select

from city.catalogue import is_known
from city.changes import CITY, record_change
from city.checking import Sound, pages_of
from city.clock import now, stamp
from city.completeness import settle
from city.official_number import next_official_number, region_of
from city.states import CaseState
from city.tables import attachments, cases, pages, ratings, terminals
from core.application import Application, Rating


def conflict(connection: Connection, one: Sound) -> str:
    """Why this document cannot be entered beside what is in the book, or empty."""
    if isinstance(one.document, Rating):
        held = select(ratings.c.id).where(ratings.c.id == one.document.id)
        return "rating-conflict" if connection.execute(held).first() else ""
    held = select(cases.c.id).where(cases.c.id == one.header.subject)
    return "case-conflict" if connection.execute(held).first() else ""


def enter(connection: Connection, one: Sound) -> None:
    """Enter a case or a rating, in the transaction that stores its envelope."""
    if isinstance(one.document, Rating):
        _enter_rating(connection, one, one.document)
    else:
        _enter_case(connection, one, one.document)


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


def _enter_case(connection: Connection, one: Sound, document: Application) -> None:
    header = one.header
    mine = (terminals.c.code == header.terminal) & (terminals.c.epoch == header.epoch)
    here = str(connection.execute(select(terminals.c.region).where(mine)).scalar_one())
    region = region_of(connection, document.handling_organ, here)
    at = stamp(now())
    connection.execute(
        insert(cases).values(
            id=header.subject,
            envelope_id=header.id,
            terminal=header.terminal,
            receipt_no=header.receipt_no,
            official_no=next_official_number(connection, region),
            package=document.package,
            handling_organ=document.handling_organ,
            region=region,
            catalogue_version=header.catalogue_version,
            catalogue_known=is_known(connection, header.catalogue_version),
            document_sha256=one.plain_sha256,
            state=CaseState.RECEIVED.value,
            received_at=at,
            updated_at=at,
        )
    )
    _enter_pages(connection, one, document)
    case = connection.execute(select(cases).where(cases.c.id == header.subject)).one()
    record_change(connection, case, CaseState.RECEIVED, CITY)
    settle(connection, header.subject)


def _enter_pages(connection: Connection, one: Sound, document: Application) -> None:
    for position, page in enumerate(pages_of(document)):
        connection.execute(
            insert(pages).values(
                case_id=document.id,
                position=position,
                sha256=page.sha256[:64],
                role=page.role[:64],
            )
        )
    for reference in one.header.attachments:
        connection.execute(
            insert(attachments).values(
                envelope_id=one.header.id,
                sha256=reference.sha256,
                case_id=document.id,
                terminal=one.header.terminal,
                size=reference.size,
                role=reference.role,
                required=reference.required,
                state="wanted",
            )
        )
