"""The card of what has to be mended: what is wrong, and one decision, with what it will do."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.widgets.clearing import clear_layout
from core.errors import Code
from ui.components import Button, Card, Text
from ui.icons import IconLabel

MENDING = ("again", "mend", "close")


class BrokenCard(Card):
    """`decided` carries again:ENVELOPE, mend:ENVELOPE or close:ENVELOPE, after a second touch: the
    first one says what will happen."""

    decided = Signal(str)

    def __init__(self, context: Context) -> None:
        theme = context.theme
        super().__init__(theme, "error", padding=theme.space("m"))
        self._context = context
        self._row: Mapping[str, Any] = {}
        self._asking = ""
        self._title = Text(theme, "", bold=True, wrap=True)
        self._line = Text(theme, "", size="small", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.space("s"))
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(IconLabel(theme, "warning", "error", theme.icon("m")))
        row.addLayout(column, 1)
        row.addLayout(self._buttons)
        self.body.addLayout(row)
        self.setObjectName("outbox:broken")

    def show_row(self, number: str, content: str, row: Mapping[str, Any]) -> None:
        """Show a broken row; a decision that was begun for another one is dropped."""
        words, code = self._context.words, str(row["code"])
        known = code if words.has(f"error.{code}.title") else Code.CITY_REFUSES_CASE.value
        title = words(f"error.{known}.title")
        if (row["id"], row["state"]) != (self._row.get("id"), self._row.get("state")):
            self._asking = ""
        self._row = row
        self._title.setText(
            words("desk.outbox.broken", number=number, content=content, title=title)
        )
        self._show_choice()
        self.show()

    def _verbs(self) -> tuple[str, ...]:
        return ("close",) if self._row["state"] == "lost" else ("again", "mend")

    def _show_choice(self) -> None:
        words = self._context.words
        clear_layout(self._buttons)
        if self._asking:
            self._line.setText(words(f"desk.outbox.{self._asking}_asks"))
            verb = words(f"desk.outbox.{self._asking}")
            self._add("not_now", words("desk.outbox.not_now"), "second", partial(self._ask, ""))
            self._add("sure", words("desk.outbox.sure", verb=verb), "primary", self._decide)
            return
        self._line.setText(words("desk.outbox.broken_line", code=self._row["code"]))
        for verb in self._verbs():
            self._add(verb, words(f"desk.outbox.{verb}"), "second", partial(self._ask, verb))

    def _add(self, name: str, text: str, kind: str, act: Callable[[], None]) -> None:
        button = Button(self._context.theme, text, kind=kind, parent=self)
        button.setObjectName(f"mend:{name}")
        button.clicked.connect(lambda _=False: act())
        self._buttons.addWidget(button)
        button.show()

    def _ask(self, verb: str) -> None:
        self._asking = verb
        self._show_choice()

    def _decide(self) -> None:
        verb, self._asking = self._asking, ""
        self._show_choice()
        self.decided.emit(f"{verb}:{self._row['id']}")
