"""When the materials of a case are complete: all that was named is here, opened, and the same."""

from sqlalchemy import Connection, select

from city.changes import CITY, record_change
from city.states import CaseState
from city.tables import attachments, cases, pages

WANTED = "wanted"
OPENED = "opened"
UNREADABLE = "unreadable"


def settle(connection: Connection, case_id: str) -> None:
    """Move a received case on when every required attachment has come. Unreadable attachments, or
    pages of the document that no attachment contains, are told as such: a person must look."""
    case = connection.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one()
    if case.state != CaseState.RECEIVED:
        return
    here = connection.execute(select(attachments).where(attachments.c.case_id == case_id)).all()
    if any(row.required and row.state == WANTED for row in here):
        return
    named = set(
        connection.execute(select(pages.c.sha256).where(pages.c.case_id == case_id)).scalars()
    )
    uncovered = named - {row.plain_sha256 for row in here if row.state == OPENED}
    to_come = sum(1 for row in here if row.state == WANTED)  # not required: may come later
    broken = any(row.required and row.state == UNREADABLE for row in here)
    readable = not broken and len(uncovered) <= to_come
    state = CaseState.MATERIALS_COMPLETE if readable else CaseState.MATERIALS_UNREADABLE
    record_change(connection, case, state, CITY)
