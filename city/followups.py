"""What a later word of the applicant does to a case: amend, add a material, withdraw.

Nothing is decided here. Where a clerk has the case in hand or a decision stands, the word is kept
and becomes a person's task. A withdrawal wins unless the decision is final.
"""

from typing import Any

from sqlalchemy import Connection, Row, update

from city.catalogue import is_known
from city.changes import CITY, record_change
from city.checking import Sound
from city.completeness import settle
from city.enclosures import forget_pages, put_pages
from city.matters import Matters
from city.states import FINAL, UNTOUCHED, CaseState
from city.tables import attachments, cases
from city.tasks import TaskKind, add_task
from core.application import Application
from core.followups import MaterialAdded, Withdrawal


def refuse_followup(case: Row[Any], one: Sound, matters: Matters) -> str:
    """Why this cannot follow in this case at all, or empty."""
    if case.terminal != one.inner.terminal:
        return "case-of-another-terminal"
    if one.inner.rev <= case.rev:
        return "rev-conflict"
    if isinstance(one.document, Application):
        if one.document.receipt_no != case.receipt_no:
            return "amendment-of-another-receipt"
        if case.matter and matters.of(one.document) != case.matter:
            return "amendment-of-another-matter"
    return ""


def follow(connection: Connection, case: Row[Any], one: Sound, matters: Matters) -> None:
    """Let a document take effect whose turn it is."""
    if isinstance(one.document, Application):
        _amend(connection, case, one, one.document)
    elif isinstance(one.document, MaterialAdded):
        _add_material(connection, case, one)
    elif isinstance(one.document, Withdrawal):
        _withdraw(connection, case, one, one.document, matters)
    else:
        raise AssertionError(type(one.document).__name__)


def _amend(connection: Connection, case: Row[Any], one: Sound, document: Application) -> None:
    open_to_it = CaseState(case.state) in UNTOUCHED | {CaseState.SUPPLEMENT_ONCE}
    if not open_to_it:
        add_task(connection, case.id, one.header.id, TaskKind.AMENDED_LATE)
        return
    connection.execute(
        update(cases)
        .where(cases.c.id == case.id)
        .values(
            envelope_id=one.header.id,
            document_sha256=one.plain_sha256,
            handling_organ=document.handling_organ,
            catalogue_version=one.inner.catalogue_version,
            catalogue_known=is_known(connection, one.inner.catalogue_version),
        )
    )
    # what the document before it named is not asked for any more, though it may still come
    older = (attachments.c.case_id == case.id) & (attachments.c.envelope_id != one.header.id)
    connection.execute(update(attachments).where(older).values(required=False))
    forget_pages(connection, case.id)
    put_pages(connection, one)
    if case.state == CaseState.SUPPLEMENT_ONCE:
        add_task(connection, case.id, one.header.id, TaskKind.AMENDED_LATE)
    else:
        _look_again(connection, case)


def _add_material(connection: Connection, case: Row[Any], one: Sound) -> None:
    put_pages(connection, one)
    if CaseState(case.state) in UNTOUCHED:
        _look_again(connection, case)
    else:
        add_task(connection, case.id, one.header.id, TaskKind.MATERIAL_LATE)


def _withdraw(
    connection: Connection, case: Row[Any], one: Sound, document: Withdrawal, matters: Matters
) -> None:
    if case.state == CaseState.WITHDRAWN:
        return
    if CaseState(case.state) in FINAL:
        add_task(connection, case.id, one.header.id, TaskKind.WITHDRAWN_AFTER_DECISION)
    elif case.matter and matters.digest(document.person.number, case.package) != case.matter:
        add_task(connection, case.id, one.header.id, TaskKind.WITHDRAWN_BY_ANOTHER)
    else:
        record_change(connection, case, CaseState.WITHDRAWN, CITY)


def _look_again(connection: Connection, case: Row[Any]) -> None:
    """The materials are others now: received again, and complete when they are."""
    if case.state != CaseState.RECEIVED:
        record_change(connection, case, CaseState.RECEIVED, CITY)
    settle(connection, case.id)
