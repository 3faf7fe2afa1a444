"""The feed of changes: the cursor moves in the transaction that stores what it brought."""

from typing import Protocol

from core.errors import Code, LinkError
from core.exchange import Changes
from sync.cases import move_case
from sync.database import Database, rows, set_setting
from sync.failpoints import reach
from sync.report import Report

PAGE = 200
_CURSOR = "changes_cursor"


class ChangeFeed(Protocol):
    """The part of the city client that this lane needs."""

    def changes(self, cursor: int, limit: int) -> Changes: ...


def take_changes(database: Database, feed: ChangeFeed, report: Report) -> None:
    """Take all pages that there are. Raises LinkError or DiskError."""
    while True:
        cursor = int(database.setting(_CURSOR, "0"))
        page = feed.changes(cursor, PAGE)
        if page.cursor < cursor or (page.cursor == cursor and (page.changes or page.more)):
            raise LinkError(Code.CITY_NONSENSE, "the cursor does not move on")
        if page.cursor > cursor:
            _store(database, cursor, page, report)
        if not page.more:
            return


def _store(database: Database, cursor: int, page: Changes, report: Report) -> None:
    with database.write() as db:
        known = rows(db, "SELECT value FROM setting WHERE name = ?", [_CURSOR])
        if known and int(known[0]["value"]) != cursor:
            return  # another process of this terminal took this page
        for change in page.changes:
            if move_case(db, change.subject, change.state, change.at, change.official_no):
                report.changed.append(change.subject)
        set_setting(db, _CURSOR, str(page.cursor))
        reach("changes.before_commit")
    report.changes += len(page.changes)
