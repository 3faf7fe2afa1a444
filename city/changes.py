"""What became of a case: one row for each state, numbered in the order of commits."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from city.clock import now, stamp
from city.states import CaseState
from city.store import Store, next_number
from city.tables import cases, changes
from core.exchange import CaseChange, Changes

CITY = "city"
CLERK = "clerk"


def record_change(
    connection: Connection, case: Row[Any], state: CaseState, made_by: str, note: str = ""
) -> int:
    """Set a case's state and tell it in the feed, in the caller's transaction."""
    at = stamp(now())
    seq = next_number(connection, "change")
    connection.execute(
        insert(changes).values(
            seq=seq,
            case_id=case.id,
            terminal=case.terminal,
            state=state.value,
            official_no=case.official_no,
            at=at,
            note=note,
            made_by=made_by,
        )
    )
    connection.execute(
        update(cases).where(cases.c.id == case.id).values(state=state.value, updated_at=at)
    )
    return seq


def changes_after(store: Store, terminal: str, cursor: int, limit: int) -> Changes:
    """The changes of one terminal's cases after a cursor, at most `limit` of them."""
    with store.reading() as connection:
        rows = connection.execute(
            select(changes)
            .where(changes.c.terminal == terminal, changes.c.seq > cursor)
            .order_by(changes.c.seq)
            .limit(limit + 1)
        ).all()
    told = [
        CaseChange(
            seq=row.seq,
            subject=row.case_id,
            state=row.state,
            official_no=row.official_no,
            at=row.at,
            note=row.note,
        )
        for row in rows[:limit]
    ]
    return Changes(
        onestop=1,
        cursor=told[-1].seq if told else cursor,
        changes=told,
        more=len(rows) > limit,
    )
