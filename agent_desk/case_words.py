"""What the desk says of a case: where it stands, how far it was sent, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_desk.figures import day_words, working_days_left
from core.case_states import ENDED
from core.ports import CaseView, WordSource
from core.workdays import Calendar
from ui.components import Cell

_SOON = 3  # working days

# state -> chip kind; the words are desk.state.STATE
_KINDS = {
    "pending": "lake",
    "sending": "lake",
    "stored": "lake",
    "complete": "lake",
    "quarantined": "error",
    "received": "lake",
    "materials_complete": "lake",
    "materials_unreadable": "warn",
    "accepted": "lake",
    "supplement_once": "warn",
    "not_required": "sunken",
    "not_competent": "sunken",
    "deficit_accepted": "warn",
    "reviewing": "lake",
    "special_procedure": "lake",
    "granted": "ok",
    "refused": "error",
    "withdrawn": "sunken",
    "terminated": "sunken",
    "certificate_made": "ok",
    "delivered": "ok",
    "rated": "ok",
    "archived": "sunken",
}
BROKEN = frozenset({"quarantined", "lost"})  # of an outbox row: a person must look
MENDABLE = frozenset({"supplement_once", "materials_unreadable"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with its chip kind and icon."""

    text: str
    kind: str
    icon: str = ""

    def cell(self) -> Cell:
        """As a cell of a table."""
        return Cell(self.text, chip=self.kind, icon=self.icon)


def state_mark(state: str, words: WordSource) -> Mark:
    """Where a case stands. A state that this version does not know is still being handled."""
    known = state if state in _KINDS else "unknown"
    return Mark(words(f"desk.state.{known}"), _KINDS.get(known, "lake"))


def sync_mark(row: Mapping[str, Any] | None, words: WordSource) -> Mark:
    """How far a case was sent, from its outbox row (None: the city has it completely)."""
    if row is None:
        return Mark(words("desk.sync.done"), "sunken")
    if row["state"] in BROKEN:
        return Mark(words(f"desk.sync.{row['state']}"), "error")
    if row["state"] == "pending":
        return Mark(words("desk.sync.waiting"), "offline")
    return Mark(words("desk.sync.going_on"), "plain")


def is_waiting(row: Mapping[str, Any] | None) -> bool:
    """Whether something of a case is not with the city yet, and nothing is wrong with it."""
    return row is not None and row["state"] not in BROKEN


def way_words(case: CaseView, words: WordSource) -> str:
    """方式: who handed it in, and where."""
    if case.mandated:
        return words("desk.way.mandated")
    return words("desk.way.kiosk" if case.channel == "kiosk" else "desk.way.own")


def days_left(case: CaseView, today: date, calendar: Calendar) -> int | None:
    """Working days until the due day; None where there is none or the case has ended."""
    if not case.due or case.state in ENDED:
        return None
    return working_days_left(date.fromisoformat(case.due), today, calendar)


def is_due_soon(case: CaseView, today: date, calendar: Calendar) -> bool:
    """Whether a case is due within three working days, or over."""
    left = days_left(case, today, calendar)
    return left is not None and left <= _SOON


def due_cells(case: CaseView, today: date, calendar: Calendar, words: WordSource) -> list[Cell]:
    """到期 and 剩余."""
    left = days_left(case, today, calendar)
    if left is None:
        nothing = Cell(words("desk.nothing"), role="text_2")
        return [nothing, nothing]
    day = Cell(day_words(case.due))
    if left < 0:
        return [day, Cell(words("desk.left.over", days=-left), role="error", bold=True)]
    if left == 0:
        return [day, Cell(words("desk.left.today"), role="error", bold=True)]
    role = "warn" if left <= _SOON else "text"
    return [day, Cell(words("desk.left.days", days=left), role=role, bold=left <= _SOON)]
