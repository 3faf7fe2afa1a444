"""What a person in the city must look at: a task names a case, an envelope and a reason."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from city.clock import now, stamp
from city.numbers import next_number
from city.store import Store
from city.tables import cases, conflicts, matter_links, parked, tasks


class TaskKind(StrEnum):
    """Why a person must look."""

    WITHDRAWN_AFTER_DECISION = "withdrawn-after-decision"
    WITHDRAWN_BY_ANOTHER = "withdrawn-by-another"
    AMENDED_LATE = "amended-late"  # the case is in a clerk's hands or decided
    MATERIAL_LATE = "material-late"  # the same for a material
    CATALOGUE_UNKNOWN = "catalogue-unknown"  # made under a version that was never published here


class TaskUnknown(Exception):
    """No open task, or no link, is called this."""


def add_task(connection: Connection, case_id: str, envelope_id: str, kind: TaskKind) -> None:
    """Give a person a task, in the caller's transaction."""
    connection.execute(
        insert(tasks).values(
            number=next_number(connection, "task"),
            case_id=case_id,
            envelope_id=envelope_id,
            kind=kind.value,
            at=stamp(now()),
            note="",
        )
    )


def close_task(store: Store, number: int, note: str) -> None:
    """A person has dealt with it. Raises TaskUnknown."""
    is_open = (tasks.c.number == number) & tasks.c.done_at.is_(None)

    def work(connection: Connection) -> int:
        done = update(tasks).where(is_open).values(done_at=stamp(now()), note=note)
        return int(connection.execute(done).rowcount)

    if not store.write(work):
        raise TaskUnknown(str(number))


def list_tasks(store: Store, *, everything: bool = False) -> list[dict[str, Any]]:
    """Open tasks, oldest first; with `everything` also those that are done."""
    question = (
        select(tasks, cases.c.official_no, cases.c.state)
        .join(cases, cases.c.id == tasks.c.case_id)
        .order_by(tasks.c.number)
    )
    return _rows(store, question if everything else question.where(tasks.c.done_at.is_(None)))


def list_parked(store: Store) -> list[dict[str, Any]]:
    """Envelopes that wait for one before them, and what the case has got to (0: no case yet)."""
    question = (
        select(parked, cases.c.rev.label("case_rev"))
        .join(cases, cases.c.id == parked.c.case_id, isouter=True)
        .order_by(parked.c.at, parked.c.rev)
    )
    return [row | {"case_rev": row["case_rev"] or 0} for row in _rows(store, question)]


def list_refused(store: Store) -> list[dict[str, Any]]:
    """Envelopes that were refused, oldest first, without their octets."""
    columns = [column for column in conflicts.c if column.name != "octets"]
    return _rows(store, select(*columns).order_by(conflicts.c.at))


def list_links(store: Store) -> list[dict[str, Any]]:
    """Pairs of cases of the same matter, with what a clerk decided."""
    return _rows(store, select(matter_links).order_by(matter_links.c.at))


def decide_link(store: Store, case_id: str, other_id: str, decision: str) -> None:
    """A clerk says whether two cases are the same. Both stay; what follows is a clerk's move of
    their states. Raises TaskUnknown."""
    pair = (matter_links.c.case_id == case_id) & (matter_links.c.other_id == other_id)

    def work(connection: Connection) -> int:
        values = {"decision": decision, "decided_at": stamp(now())}
        return int(connection.execute(update(matter_links).where(pair).values(**values)).rowcount)

    if not store.write(work):
        raise TaskUnknown(f"{case_id} {other_id}")


def _rows(store: Store, question: Any) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(question)]
