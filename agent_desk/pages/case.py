"""One case: its numbers, where it has been and when, and its materials."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.case_words import days_left, state_mark, sync_mark, way_words
from agent_desk.context import Book, Context
from agent_desk.figures import size_words
from agent_desk.next_step import next_steps
from agent_desk.page import DeskPage
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.notes_card import notes_card
from agent_desk.widgets.tick_row import TickRow
from core.ports import CaseView
from ui.components import (
    Card,
    Cell,
    Column,
    DataTable,
    PairRow,
    ProgressBar,
    Rule,
    SecondButton,
    Text,
)


class CasePage(DeskPage):
    """Shows the case that was opened; nothing of the form is known here any more."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case = ""
        back = SecondButton(context.theme, context.words("desk.case.back"), "arrow_left")
        back.setObjectName("action:back")
        back.clicked.connect(lambda: self.asked.emit("back"))
        self.bar.add(back)
        self._main = QVBoxLayout()
        self._main.setContentsMargins(16, 12, 12, 12)
        self._main.setSpacing(12)
        self._side = QVBoxLayout()
        self._side.setContentsMargins(0, 12, 16, 12)
        self._side.setSpacing(12)
        self.body.addLayout(self._main, 1)
        self.body.addLayout(self._side)
        self._side_width = context.theme.frame("side") + 28

    def open(self, case: str) -> None:
        """Show the case with this id, from the next book on."""
        self._case = case

    def set_wide(self, wide: bool) -> None:
        self._side_width = self.context.theme.frame("side_wide" if wide else "side") + 28

    def show_book(self, book: Book) -> None:
        case = book.case_of(self._case)
        clear_layout(self._main)
        clear_layout(self._side)
        if case is None:
            return
        words = self.context.words
        who = words("desk.side.who", name=case.name_masked, way=way_words(case, words))
        self.bar.set_texts(case.package_name, who)
        self._main.addWidget(self._numbers(case))
        if case.notes:
            self._main.addWidget(notes_card(self.context, case))
        self._main.addWidget(self._history(case), 1)
        for card in (self._next(case, book), self._materials(case), self._sending(case, book)):
            card.setFixedWidth(self._side_width)
            self._side.addWidget(card)
        self._side.addStretch(1)

    def _numbers(self, case: CaseView) -> Card:
        theme, words = self.context.theme, self.context.words
        nothing = words("desk.nothing")
        card = Card(theme)
        row = QHBoxLayout()
        row.setSpacing(16)
        facts = [
            ("desk.fact.receipt", case.receipt_no, "text"),
            ("desk.fact.official", case.official_no or words("desk.case.waits_number"), "text"),
            ("desk.fact.state", state_mark(case.state, words).text, "lake"),
            ("desk.fact.due", self._due(case) or nothing, "text"),
        ]
        for place, (key, value, role) in enumerate(facts):
            if place:
                row.addWidget(Rule(theme, upright=True))
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(Text(theme, words(key), size="small", role="text_2"))
            column.addWidget(Text(theme, value, bold=True, role=role))
            row.addLayout(column, 1)
        card.body.addLayout(row)
        return card

    def _due(self, case: CaseView) -> str:
        setting, words = self.context.setting(), self.context.words
        left = days_left(case, setting.today, setting.calendar)
        if left is None:
            return ""
        key = "desk.case.today" if left == 0 else "desk.case.due" if left > 0 else "desk.case.over"
        return words(key, date=case.due, days=abs(left))

    def _history(self, case: CaseView) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        card.body.addWidget(Text(theme, words("desk.case.history"), size="h2", bold=True))
        columns = [
            Column(words("desk.column.when"), 180),
            Column(words("desk.column.state"), 140),
            Column(words("desk.column.who")),
        ]
        table = DataTable(theme, columns, words("desk.case.history"))
        table.setObjectName("table:history")
        rows: list[list[Cell | str]] = []
        for state, at in reversed(case.history):
            local = state in ("pending", "sending", "stored", "complete", "quarantined")
            who = words("desk.case.here" if local else "desk.case.city")
            rows.append([self._moment(at), state_mark(state, words).cell(), Cell(who)])
        table.set_rows(rows)
        card.body.addWidget(table, 1)
        return card

    @staticmethod
    def _moment(iso: str) -> str:
        return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M:%S}"

    def _next(self, case: CaseView, book: Book) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        card.body.addWidget(Text(theme, words("desk.side.next"), size="h2", bold=True))
        for step in next_steps(case, book.row_of(case.id), words):
            card.body.addWidget(TickRow(theme, step.text, step.kind))
        return card

    def _materials(self, case: CaseView) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        title = words("desk.case.materials", count=case.materials_all)
        card.body.addWidget(Text(theme, title, size="h2", bold=True))
        later = case.materials_all - case.materials_given
        line = words("desk.case.given", given=case.materials_given, later=later)
        card.body.addWidget(ProgressBar(theme, (case.materials_given, later), line))
        card.body.addWidget(Text(theme, line, size="small", role="text_2"))
        return card

    def _sending(self, case: CaseView, book: Book) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        card.body.addWidget(Text(theme, words("desk.case.sending"), size="h2", bold=True))
        sync = sync_mark(book.row_of(case.id), words).text
        card.body.addWidget(PairRow(theme, words("desk.column.sync"), sync))
        card.body.addWidget(PairRow(theme, words("desk.column.size"), size_words(case.size)))
        card.body.addWidget(TickRow(theme, words("desk.outbox.sealed"), "info"))
        return card
