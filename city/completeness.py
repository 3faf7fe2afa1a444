"""When the materials of a case are complete: all that was named is here, opened, and the same."""

from sqlalchemy import Connection, select

from city.changes import CITY, record_change
from city.checking import Sound
from city.enclosures import page_rows
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
    record_change(connection, case, _judged(len(uncovered), to_come, broken=broken), CITY)


def state_on_arrival(one: Sound) -> CaseState:
    """What a new case is at once: received, or settled where it waits for no attachment."""
    named = one.inner.attachments
    if any(reference.required for reference in named):
        return CaseState.RECEIVED
    uncovered = {row["sha256"] for row in page_rows(one)}
    return _judged(len(uncovered), len(named), broken=False)


def _judged(uncovered: int, to_come: int, *, broken: bool) -> CaseState:
    """When nothing required is waited for: each page needs an attachment, here or to come."""
    readable = not broken and uncovered <= to_come
    return CaseState.MATERIALS_COMPLETE if readable else CaseState.MATERIALS_UNREADABLE
