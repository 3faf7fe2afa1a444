"""The card of the USB stick: what is plugged in, one decision, how far it is, what came of it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from agent_desk.context import Context
from agent_desk.stick_words import outcome_lines
from agent_desk.stick_work import Outcome
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.tick_row import TickRow
from ui.components import Button, Card, ProgressBar, Text

_MOST_LINES = 8  # that have room beside the table


class StickCard(Card):
    """`decided` carries export or import, after a second touch: the first one says what will
    happen."""

    decided = Signal(str)
    changed = Signal()  # it offers or says something else now

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self._context = context
        self._sticks: list[Path] = []
        self._asking = ""
        self._busy = ""
        self._steps = (0, 0)
        self._outcome: Outcome | None = None
        self._bar: ProgressBar | None = None
        self._is_terse = False
        self.body.setSpacing(context.theme.space("s"))
        self.setObjectName("outbox:stick")
        self._show()

    def is_speaking(self) -> bool:
        """Whether a question, an act or its outcome is shown, which wants its neighbour's room."""
        return bool(self._asking or self._busy) or self._outcome is not None

    def why_not(self) -> str:
        """Why nothing can be done with a stick now, in words; empty when it can."""
        words = self._context.words
        if not self._sticks:
            return words("desk.stick.none")
        if len(self._sticks) > 1:
            return words("desk.stick.several", count=len(self._sticks))
        return words("desk.stick.is_busy") if self._busy else ""

    def set_terse(self, terse: bool) -> None:
        """Leave out what a stick is for, where the page has other things to say."""
        if terse != self._is_terse:
            self._is_terse = terse
            self._show()

    def show_sticks(self, sticks: Sequence[Path]) -> None:
        """Show what is plugged in; a decision that was begun for another stick is dropped."""
        if list(sticks) == self._sticks:
            return
        self._sticks = list(sticks)
        self._asking = ""
        if sticks:
            self._outcome = None
        self._show()

    def ask(self, verb: str) -> None:
        """Say what will happen, and let it be decided."""
        if not self.why_not():
            self._asking, self._outcome = verb, None
            self._show()

    def show_progress(self, done: int, steps: int) -> None:
        """How far an export is."""
        self._steps = (done, steps)
        if self._bar is not None:
            self._bar.set_parts((done, 0, steps - done), f"{done}/{steps}")

    def show_outcome(self, outcome: Outcome) -> None:
        """What came of it; it stays until the next decision or another stick."""
        self._busy, self._asking, self._outcome = "", "", outcome
        self._show()

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        theme, words = self._context.theme, self._context.words
        clear_layout(self.body)
        self._bar = None
        if self.is_speaking() or not self._is_terse:
            self.body.addWidget(Text(theme, words("desk.stick.title"), size="h2", bold=True))
        if self._busy:
            self._show_busy()
        elif self._asking:
            self._show_question()
        elif self._outcome is not None:
            self._show_lines(outcome_lines(self._outcome, words))
        else:
            self._show_quiet()
        self.changed.emit()

    def _show_busy(self) -> None:
        theme, words = self._context.theme, self._context.words
        self.body.addWidget(Text(theme, words(f"desk.stick.{self._busy}_busy"), wrap=True))
        if self._busy == "export":
            self._bar = ProgressBar(theme)
            self.body.addWidget(self._bar)
            self.show_progress(*self._steps)

    def _show_question(self) -> None:
        theme, words = self._context.theme, self._context.words
        count = self._context.book().queue.count
        asks = words(f"desk.stick.{self._asking}_asks", name=self._sticks[0].name, count=count)
        self.body.addWidget(Text(theme, asks, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.space("s"))
        row.addWidget(self._button("not_now", words("desk.outbox.not_now"), "second", self._drop))
        sure = words(f"desk.stick.{self._asking}_sure")
        row.addWidget(self._button("sure", sure, "primary", self._decide))
        row.addStretch(1)
        self.body.addLayout(row)

    def _show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        theme, words = self._context.theme, self._context.words
        for kind, said in lines[:_MOST_LINES]:
            self.body.addWidget(TickRow(theme, said, kind))
        if len(lines) > _MOST_LINES:
            more = words("desk.stick.more", count=len(lines) - _MOST_LINES)
            self.body.addWidget(TickRow(theme, more, "info"))
        self.body.addWidget(self._button("seen", words("desk.stick.seen"), "second", self._drop))

    def _show_quiet(self) -> None:
        theme, words = self._context.theme, self._context.words
        if not self._is_terse:
            about = words("desk.stick.about")
            self.body.addWidget(Text(theme, about, size="small", role="text_2", wrap=True))
        reason = self.why_not()
        if self._sticks and not reason:
            here = words("desk.stick.here", name=self._sticks[0].name)
            self.body.addWidget(TickRow(theme, here, "info"))
        taking = self._button(
            "import", words("desk.stick.import"), "second", partial(self.ask, "import")
        )
        taking.set_offered(not reason, reason)
        self.body.addWidget(taking)

    def _button(self, name: str, text: str, kind: str, act: Callable[[], None]) -> Button:
        button = Button(self._context.theme, text, kind=kind, parent=self)
        button.setObjectName(f"stick:{name}")
        button.clicked.connect(lambda _=False: act())
        return button

    def _drop(self) -> None:
        self._asking, self._outcome = "", None
        self._show()

    def _decide(self) -> None:
        self._busy, self._asking, self._steps = self._asking, "", (0, 0)
        self._show()
        self.decided.emit(self._busy)
