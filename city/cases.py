"""Looking at cases and moving their states, from the command line until departments come."""

from typing import Any

from sqlalchemy import Connection, Row, or_, select

from city.changes import CLERK, News, record_change, tell_case
from city.checking import reopen
from city.keys import CityKeys
from city.states import CITY_ONLY, CaseState, is_allowed
from city.store import Store
from city.tables import attachments, cases, changes, envelopes
from core.exchange import ChangeKind


class CaseUnknown(Exception):
    """No case has this id, receipt number or official number."""


class MoveRefused(Exception):
    """The case may not go on to this state from where it stands."""


def list_cases(store: Store) -> list[dict[str, Any]]:
    """All cases in the order in which they came, as plain values."""
    with store.reading() as connection:
        rows = connection.execute(select(cases).order_by(cases.c.received_at, cases.c.official_no))
        waiting: dict[str, int] = {}
        for case in connection.execute(
            select(attachments.c.case_id).where(attachments.c.state == "wanted")
        ).scalars():
            waiting[case] = waiting.get(case, 0) + 1
        return [
            {
                "id": row.id,
                "receipt_no": row.receipt_no,
                "official_no": row.official_no,
                "state": row.state,
                "document_sha256": row.document_sha256,
                "envelope_id": row.envelope_id,
                "terminal": row.terminal,
                "package": row.package,
                "catalogue_version": row.catalogue_version,
                "catalogue_known": row.catalogue_known,
                "attachments_missing": waiting.get(row.id, 0),
                "received_at": row.received_at,
                "updated_at": row.updated_at,
            }
            for row in rows
        ]


def find_case(store: Store, name: str) -> Row[Any]:
    """A case by id, receipt number or official number. Raises CaseUnknown."""
    with store.reading() as connection:
        row = connection.execute(
            select(cases)
            .where(or_(cases.c.id == name, cases.c.receipt_no == name, cases.c.official_no == name))
            .limit(1)
        ).first()
    if row is None:
        raise CaseUnknown(name)
    return row


def find_by_id(store: Store, case_id: str) -> Row[Any]:
    """A case by its id alone, which cannot be guessed. Raises CaseUnknown."""
    with store.reading() as connection:
        row = connection.execute(select(cases).where(cases.c.id == case_id)).first()
    if row is None:
        raise CaseUnknown(case_id)
    return row


def history_of(store: Store, case_id: str) -> list[Row[Any]]:
    """The states of a case with their times, oldest first."""
    with store.reading() as connection:
        return list(
            connection.execute(
                select(changes)
                .where(changes.c.case_id == case_id, changes.c.kind == ChangeKind.STATE.value)
                .order_by(changes.c.seq)
            )
        )


def move_case(store: Store, name: str, state: CaseState, note: str) -> int:
    """Move a case on for a clerk; gives the number in the feed. The note goes to terminals and to
    the progress page: nothing personal. Raises CaseUnknown, MoveRefused."""
    case_id = find_case(store, name).id

    def work(connection: Connection) -> int:
        return _move(connection, case_id, state, note)

    return store.write(work)


def _locked(connection: Connection, case_id: str) -> Row[Any]:
    return connection.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one()


def _move(connection: Connection, case_id: str, state: CaseState, note: str) -> int:
    case = _locked(connection, case_id)
    been = set(
        connection.execute(select(changes.c.state).where(changes.c.case_id == case_id)).scalars()
    )
    if state in CITY_ONLY or not is_allowed(CaseState(case.state), state, been):
        raise MoveRefused(f"{case.state} -> {state.value}")
    return record_change(connection, case, state, CLERK, note)


def tell_of_case(store: Store, name: str, news: News, state: CaseState | None = None) -> int:
    """Tell a case's terminal something, and move the case on with it where `state` says so; gives
    the number in the feed. Raises CaseUnknown, MoveRefused."""
    case_id = find_case(store, name).id

    def work(connection: Connection) -> int:
        if state is not None:
            _move(connection, case_id, state, "")
        return tell_case(connection, _locked(connection, case_id), news)

    return store.write(work)


def document_of(store: Store, keys: CityKeys, name: str) -> bytes:
    """The octets of the document as they were sealed. Raises CaseUnknown, SealBroken."""
    case = find_case(store, name)
    with store.reading() as connection:
        octets = connection.execute(
            select(envelopes.c.octets).where(envelopes.c.id == case.envelope_id)
        ).scalar_one()
    return reopen(octets, keys).plain
