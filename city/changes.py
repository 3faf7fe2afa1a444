"""What became of a case, told to its terminal: one row for each thing, numbered in the order of
commits. Nothing personal is in any of them."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from city.clock import now, stamp
from city.numbers import next_number
from city.rows import insert_rows
from city.states import CaseState
from city.store import Store
from city.tables import cases, changes, counters, marks
from core.exchange import CaseChange, ChangeKind, Changes

CITY = "city"
CLERK = "clerk"
EVERYBODY = ""  # as the terminal of a change: it is for all of them
COUNTER = "change"
_FEED = "feed"
MOST_LINES = 12
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


@dataclass(frozen=True, slots=True)
class News:
    """What a clerk tells: at most 60 characters of title and 12 lines of 200."""

    kind: ChangeKind
    title: str = ""
    lines: Sequence[str] = ()
    until: str = ""  # ISO date
    ref: str = ""

    def faults(self) -> list[str]:
        """What may not be told like this, by the names of the fields."""
        found = []
        if len(self.title) > 60:
            found.append("title: more than 60 characters")
        if len(self.lines) > MOST_LINES or any(not 0 < len(line) <= 200 for line in self.lines):
            found.append(f"lines: at most {MOST_LINES}, each of 1 to 200 characters")
        if self.until and not _is_date(self.until):
            found.append("until: is no date")
        if len(self.ref) > 64:
            found.append("ref: more than 64 characters")
        if any(_PERSONAL.search(text) for text in (self.title, *self.lines, self.ref)):
            found.append("a number of a person or of a telephone stands in it")
        return found


def record_change(
    connection: Connection, case: Row[Any], state: CaseState, made_by: str, note: str = ""
) -> int:
    """Set a case's state and tell it in the feed, in the caller's transaction."""
    at = stamp(now())
    seq = _add(connection, case, state.value, at, made_by, News(ChangeKind.STATE), note)
    connection.execute(
        update(cases).where(cases.c.id == case.id).values(state=state.value, updated_at=at)
    )
    return seq


def record_arrivals(
    connection: Connection, arrived: Sequence[tuple[tuple[str, str, str], CaseState]], at: str
) -> None:
    """Tell of new cases, each as id, terminal and official number, that they were received, and
    of those that are settled at once what they are."""
    rows = []
    for about, state in arrived:
        for told in dict.fromkeys((CaseState.RECEIVED, state)):
            seq = next_number(connection, COUNTER)
            rows.append(_row(seq, about, told.value, at, CITY, News(ChangeKind.STATE)))
    insert_rows(connection, changes, rows)


def tell_case(connection: Connection, case: Row[Any], news: News, made_by: str = CLERK) -> int:
    """Tell a case's terminal something beside the state, in the caller's transaction."""
    return _add(connection, case, case.state, stamp(now()), made_by, news)


def tell_everybody(connection: Connection, news: News) -> int:
    """Tell every terminal something that is of no case, in the caller's transaction."""
    return _add(connection, None, "", stamp(now()), CITY, news)


def changes_after(store: Store, terminal: str, cursor: int, limit: int, feed: str = "") -> Changes:
    """The changes for one terminal after a cursor, at most `limit` of them. A cursor of another
    feed, or one ahead of all that there is, is of a time that this city does not remember: then
    they are told from the first on."""
    with store.reading() as connection:
        own = _feed(connection)
        restarted = feed not in ("", own) or cursor > highest(connection)
        start = 0 if restarted else cursor
        rows = connection.execute(
            select(changes)
            .where(changes.c.terminal.in_([terminal, EVERYBODY]), changes.c.seq > start)
            .order_by(changes.c.seq)
            .limit(limit + 1)
        ).all()
    told = [_change_of(row) for row in rows[:limit]]
    return Changes(
        onestop=1,
        cursor=told[-1].seq if told else start,
        changes=told,
        more=len(rows) > limit,
        feed=own,
        restarted=restarted,
    )


def highest(connection: Connection) -> int:
    """The number of the newest change, 0 before the first."""
    counter = select(counters.c.value).where(counters.c.name == COUNTER)
    return int(connection.execute(counter).scalar() or 0)


def told_since(connection: Connection, seq: int) -> tuple[int, set[str]]:
    """The newest number, and the terminals that something after `seq` is for."""
    newest = highest(connection)
    if newest == seq:
        return seq, set()
    after = select(changes.c.terminal).where(changes.c.seq > seq).distinct()
    return newest, set(connection.execute(after).scalars())


def renew_feed(connection: Connection) -> str:
    """Give the feed a new name, after a restore: every terminal then starts from the first change,
    and nothing doubles there, because what it keeps is keyed by its content."""
    name = secrets.token_hex(8)
    connection.execute(update(marks).where(marks.c.name == _FEED).values(value=name))
    return name


def _feed(connection: Connection) -> str:
    return str(connection.execute(select(marks.c.value).where(marks.c.name == _FEED)).scalar_one())


def _add(
    connection: Connection,
    case: Row[Any] | None,
    state: str,
    at: str,
    made_by: str,
    news: News,
    note: str = "",
) -> int:
    seq = next_number(connection, COUNTER)
    about = ("", EVERYBODY, "") if case is None else (case.id, case.terminal, case.official_no)
    row = _row(seq, about, state, at, made_by, news, note)
    connection.execute(insert(changes).values(row))
    return seq


def _row(
    seq: int,
    about: tuple[str, str, str],
    state: str,
    at: str,
    made_by: str,
    news: News,
    note: str = "",
) -> dict[str, Any]:
    """A row of `changes`. `about` are a case's id, terminal and official number."""
    case_id, terminal, official_no = about
    return {
        "seq": seq,
        "case_id": case_id or None,
        "terminal": terminal,
        "state": state,
        "official_no": official_no,
        "at": at,
        "note": note,
        "made_by": made_by,
        "kind": news.kind.value,
        "title": news.title,
        "lines": msgspec.json.encode(list(news.lines)).decode(),
        "until": news.until,
        "ref": news.ref,
    }


def _change_of(row: Row[Any]) -> CaseChange:
    return CaseChange(
        seq=row.seq,
        subject=row.case_id or "",
        state=row.state,
        official_no=row.official_no,
        at=row.at,
        note=row.note,
        kind=ChangeKind(row.kind),
        title=row.title,
        lines=msgspec.json.decode(row.lines, type=list[str]),
        until=row.until,
        ref=row.ref,
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
