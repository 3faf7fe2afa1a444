"""The pages that documents name, and the sealed attachments that bring them."""

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from city.checking import Sound, pages_of
from city.tables import attachments, pages


def put_pages(connection: Connection, one: Sound) -> None:
    """Note the pages of a document for its case, after those that are there."""
    mine = pages.c.case_id == one.inner.subject
    last = connection.execute(select(func.max(pages.c.position)).where(mine)).scalar()
    rows = page_rows(one, 0 if last is None else int(last) + 1)
    if rows:
        connection.execute(insert(pages), rows)


def page_rows(one: Sound, start: int = 0) -> list[dict[str, Any]]:
    """The pages of a document as rows of `pages`, numbered from `start`."""
    return [
        {
            "case_id": one.inner.subject,
            "position": position,
            "sha256": page.sha256[:64],
            "role": page.role[:64],
        }
        for position, page in enumerate(pages_of(one.document), start)
    ]


def forget_pages(connection: Connection, case_id: str) -> None:
    """The document that named them was replaced by a whole one."""
    connection.execute(delete(pages).where(pages.c.case_id == case_id))


def enclose(connection: Connection, one: Sound) -> None:
    """Wait for the attachments of an envelope, for its case."""
    _expect(connection, one, one.inner.subject)


def enclose_later(connection: Connection, one: Sound) -> None:
    """Wait for the attachments of a parked envelope: they are of no case yet."""
    _expect(connection, one, None)


def attachment_rows(one: Sound, case_id: str | None) -> list[dict[str, Any]]:
    """The attachments of an envelope as rows of `attachments`, still waited for."""
    return [
        {
            "envelope_id": one.header.id,
            "sha256": reference.sha256,
            "case_id": case_id,
            "terminal": one.inner.terminal,
            "size": reference.size,
            "role": reference.role,
            "required": reference.required,
            "state": "wanted",
        }
        for reference in one.inner.attachments
    ]


def _expect(connection: Connection, one: Sound, case_id: str | None) -> None:
    rows = attachment_rows(one, case_id)
    if rows:
        connection.execute(insert(attachments), rows)
