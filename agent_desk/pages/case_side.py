"""The side panel of a list: the chosen case and its next step."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.case_words import state_mark, sync_mark, way_words
from agent_desk.context import Context
from agent_desk.next_step import next_steps
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.tick_row import TickRow
from core.ports import CaseView
from ui.components import Card, Chip, PairRow, PrimaryButton, Rule, SecondButton, Text


class CaseSide(QWidget):
    """`opened` carries the id of the case, `mended` asks for the broken ones."""

    opened = Signal(str)
    mended = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(10)
        self.set_wide(False)

    def set_wide(self, wide: bool) -> None:
        """420 px from 1920 on."""
        self.setFixedWidth(self._context.theme.frame("side_wide" if wide else "side"))

    def show_case(self, case: CaseView | None, row: Mapping[str, Any] | None) -> None:
        """Show a case with its outbox row, or nothing."""
        clear_layout(self._column)
        theme, words = self._context.theme, self._context.words
        if case is None:
            self._column.addWidget(Text(theme, words("desk.side.empty"), role="text_2", wrap=True))
            self._column.addStretch(1)
            return
        self._column.addWidget(Text(theme, case.package_name, size="h2", bold=True, wrap=True))
        who = words("desk.side.who", name=case.name_masked, way=way_words(case, words))
        self._column.addWidget(Text(theme, who, size="small", role="text_2"))
        self._column.addLayout(self._chips(case, row))
        if row is not None and row["state"] == "quarantined":
            self._column.addWidget(self._trouble(str(row["code"])))
        self._column.addWidget(Text(theme, words("desk.side.next"), size="small", bold=True))
        for step in next_steps(case, row, words):
            self._column.addWidget(TickRow(theme, step.text, step.kind))
        self._column.addWidget(Rule(theme))
        for key, value in self._facts(case):
            self._column.addWidget(PairRow(theme, words(key), value))
        self._column.addStretch(1)
        self._add_buttons(case, row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._context.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self._context.theme.color("line"))

    def _chips(self, case: CaseView, row: Mapping[str, Any] | None) -> QHBoxLayout:
        theme, words = self._context.theme, self._context.words
        line = QHBoxLayout()
        line.setSpacing(theme.space("s"))
        for mark in (state_mark(case.state, words), sync_mark(row, words)):
            icon = {"offline": "cloud_off", "error": "warning", "warn": "warning"}
            line.addWidget(Chip(theme, mark.text, mark.kind, icon.get(mark.kind, "")))
        line.addStretch(1)
        return line

    def _trouble(self, code: str) -> Card:
        theme, words = self._context.theme, self._context.words
        card = Card(theme, "error", padding=theme.space("m"))
        card.body.addWidget(Text(theme, words("desk.side.broken"), role="error", bold=True))
        card.body.addWidget(Text(theme, words("desk.side.broken_line"), wrap=True))
        card.body.addWidget(Text(theme, code, size="micro", role="text_2"))
        return card

    def _facts(self, case: CaseView) -> list[tuple[str, str]]:
        nothing = self._context.words("desk.nothing")
        return [
            ("desk.fact.receipt", case.receipt_no),
            ("desk.fact.official", case.official_no or nothing),
            ("desk.fact.taken", case.created_at[5:16].replace("T", " ")),
        ]

    def _add_buttons(self, case: CaseView, row: Mapping[str, Any] | None) -> None:
        theme, words = self._context.theme, self._context.words
        opening = SecondButton(theme, words("desk.open_case"))
        opening.setObjectName("action:open")
        opening.clicked.connect(lambda: self.opened.emit(case.id))
        self._column.addWidget(opening)
        if row is not None and row["state"] == "quarantined":
            mending = PrimaryButton(theme, words("desk.see_broken"), "warning")
            mending.setObjectName("action:see_broken")
            mending.clicked.connect(self.mended)
            self._column.addWidget(mending)
