"""What the pages of the desk are made with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.errors import Code
from core.ports import CaseView, QueueView
from core.search import Index
from core.session.events import Event
from core.session.setting import Setting
from core.session.states import Session
from sync.accounts import Agent
from ui.theme import Theme
from ui.words import Words

NO_QUEUE = QueueView(0, 0, "", 0, 0, "", online=False, since="")


@dataclass(frozen=True, slots=True)
class Book:
    """What the desk shows of the records, as last read. `cases` newest first; `rows` is what the
    outbox has not completed, the broken first, then the oldest; `code` why reading failed."""

    cases: Sequence[CaseView] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    queue: QueueView = field(default=NO_QUEUE)
    code: Code | None = None

    def row_of(self, case: str) -> Mapping[str, Any] | None:
        """The outbox row of a case, or None when the city has it completely."""
        return next((row for row in self.rows if row["id"] == case), None)

    def case_of(self, envelope: str) -> CaseView | None:
        """The case of an outbox row, or None for another kind of envelope."""
        return next((case for case in self.cases if case.id == envelope), None)


@dataclass(frozen=True)
class Context:
    """`is_beside`: the citizen has a display of their own; else `hand_over` gives them this one.
    `tell` is the only way to the session; `new_id` gives a fresh UUIDv7; `shoot` is the
    shutter of the document camera; `book` what was last read of the records."""

    theme: Theme
    words: Words
    setting: Callable[[], Setting]
    session: Callable[[], Session]
    tell: Callable[[Event], None]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    index: Callable[[], Index]
    agent: Callable[[], Agent | None]
    shoot: Callable[[], None]
    book: Callable[[], Book]
    is_beside: Callable[[], bool] = lambda: True
    hand_over: Callable[[], None] = lambda: None

    def at(self) -> str:
        """The moment as it goes into events."""
        return self.now().isoformat(timespec="seconds")
