"""The feed of changes: the cursor moves in the transaction that stores what it brought.

A city that was restored from an older copy says so by another name of its feed, or of itself; then
its changes are read from the first on. Nothing doubles: what is kept is keyed by its content.
"""

from typing import Protocol

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, LinkError
from core.exchange import CaseChange, ChangeKind, Changes
from sync.case_notes import NOTES, add_note
from sync.cases import move_case
from sync.database import Database, rows, set_setting
from sync.device_log import Event, tell
from sync.failpoints import reach
from sync.report import Report

PAGE = 200
REVOCATIONS_TOLD = "revocations_told"
CITY_WENT_BACK = "city_went_back"  # the city is to be asked what it still has
_CURSOR = "changes_cursor"
_FEED = "changes_feed"


class ChangeFeed(Protocol):
    """The part of the city client that this lane needs."""

    def changes(self, cursor: int, limit: int, feed: str = "") -> Changes: ...


def take_changes(database: Database, feed: ChangeFeed, report: Report) -> None:
    """Take all pages that there are. Raises LinkError or DiskError."""
    restarted = False
    while True:
        cursor, name = int(database.setting(_CURSOR, "0")), database.setting(_FEED)
        page = feed.changes(cursor, PAGE, name)
        if page.restarted and not restarted:
            restarted = True
            tell(Event.FEED_RESTARTED)
        else:
            _refuse_standstill(page, cursor)
        if page.cursor != cursor or page.feed != name:
            _store(database, cursor, page, report)
        if not page.more:
            return


def _refuse_standstill(page: Changes, cursor: int) -> None:
    """A page that would be asked for without end."""
    if page.cursor < cursor or (page.cursor == cursor and (page.changes or page.more)):
        raise LinkError(Code.CITY_NONSENSE, "the cursor does not move on")


def _store(database: Database, cursor: int, page: Changes, report: Report) -> None:
    with database.write() as db:
        known = rows(db, "SELECT value FROM setting WHERE name = ?", [_CURSOR])
        if known and int(known[0]["value"]) != cursor:
            return  # another process of this terminal took this page
        for change in page.changes:
            if _take(db, change):
                report.changed.append(change.subject)
        set_setting(db, _CURSOR, str(page.cursor))
        set_setting(db, _FEED, page.feed)
        if page.restarted:
            set_setting(db, CITY_WENT_BACK, "1")
        reach("changes.before_commit")
    report.changes += len(page.changes)


def _take(db: SqliteDatabase, change: CaseChange) -> bool:
    """Keep one change; whether the view of its case may be another one now."""
    if change.kind is ChangeKind.REVOCATION:
        if change.ref.isascii() and change.ref.isdigit():
            set_setting(db, REVOCATIONS_TOLD, change.ref)
        return False
    moved = bool(change.state) and move_case(
        db, change.subject, change.state, change.at, change.official_no
    )
    noted = change.kind in NOTES and add_note(db, change)
    return moved or noted
