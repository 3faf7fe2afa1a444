"""待发与隔离: what waits for the city: count, bytes, age of the oldest, and what is broken."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.case_words import BROKEN, sync_mark
from agent_desk.context import Book, Context
from agent_desk.figures import age_words, short_number, size_words
from agent_desk.page import DeskPage, count_text, hint_row
from agent_desk.pages.broken_card import BrokenCard
from agent_desk.pages.closed_card import ClosedCard
from agent_desk.pages.outbox_side import OutboxSide
from agent_desk.pages.stick_card import StickCard
from agent_desk.stick_work import Outcome
from agent_desk.widgets.figure_card import FigureCard
from ui.components import Button, Cell, Column, DataTable, Text

_FIGURES = ("count", "size", "oldest", "quarantined")
ROWS = 200
_KINDS = {
    "application.amend": "amend",
    "application.withdraw": "withdraw",
    "material.add": "material",
    "envelope.carry": "carry",
}


class OutboxPage(DeskPage):
    """Four figures, what has to be mended, and the rows as they wait."""

    def __init__(self, context: Context) -> None:
        words, theme = context.words, context.theme
        super().__init__(context, words("desk.outbox.title"), words("desk.outbox.aside"))
        self._book = Book()
        self.stick = StickCard(context)
        self._export = Button(theme, words("desk.stick.export"), "usb")
        self._export.setObjectName("action:stick_export")
        self._export.clicked.connect(lambda: self.stick.ask("export"))
        self.bar.add(self._export)
        retry = Button(theme, words("desk.outbox.retry"), "refresh", kind="lake")
        retry.setObjectName("action:retry")
        retry.clicked.connect(self._retry)
        self.bar.add(retry)
        self.figures = {k: FigureCard(theme, words(f"desk.outbox.{k}")) for k in _FIGURES}
        for key, card in self.figures.items():
            card.setObjectName(f"figure:{key}")
        self._closed = ClosedCard(context)
        self._broken = BrokenCard(context)
        self._broken.decided.connect(self.asked)
        self.table = self._make_table()
        self._count = count_text(context)
        self._empty = Text(theme, words("desk.outbox.none"), role="text_2")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._side = OutboxSide(context)
        self.stick.decided.connect(lambda verb: self.asked.emit(f"stick:{verb}"))
        self.stick.changed.connect(self._follow_stick)
        self._lay_out()
        self.set_wide(False)
        self._follow_stick()
        self.show_book(self._book)

    def show_book(self, book: Book) -> None:
        self._book = book
        self._show_figures()
        self._closed.show_code(book.queue.closed)
        self.stick.set_terse(book.queue.closed is not None)
        self.table.set_rows([self._row(row) for row in book.rows])
        self.table.setVisible(bool(book.rows))
        self._empty.setVisible(not book.rows)
        self._count.setText(self.context.words("desk.count", count=len(book.rows)))
        self._choose(self.table.chosen_row())

    def arrive(self) -> None:
        self.table.setFocus()

    def set_wide(self, wide: bool) -> None:
        self._side.set_wide(wide)
        self.stick.setFixedWidth(self._side.width())

    def show_outcome(self, outcome: str) -> None:
        """Say what came of mending: a word of core.ports.Mended, or a code."""
        words = self.context.words
        key = f"desk.outbox.mended_{outcome}"
        aside = words(key) if words.has(key) else words(f"error.{outcome}.title")
        self.bar.set_texts(words("desk.outbox.title"), aside)

    def show_sticks(self, sticks: Sequence[Path]) -> None:
        """Show which USB sticks are plugged in."""
        self.stick.show_sticks(sticks)

    def show_stick_outcome(self, outcome: Outcome) -> None:
        """Say what came of an export or an import."""
        self.stick.show_outcome(outcome)

    def _follow_stick(self) -> None:
        reason = self.stick.why_not()
        self._export.set_offered(not reason, reason)
        self._side.setVisible(not self.stick.is_speaking())

    def _retry(self) -> None:
        words = self.context.words
        self.bar.set_texts(words("desk.outbox.title"), words("desk.outbox.retried"))
        self.asked.emit("retry")

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _lay_out(self) -> None:
        theme, words = self.context.theme, self.context.words
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in self.figures.values():
            figures.addWidget(card, 1)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Text(theme, words("desk.outbox.queue"), size="h2", bold=True))
        head.addWidget(Text(theme, words("desk.outbox.order"), size="small", role="text_2"))
        head.addStretch(1)
        head.addWidget(Text(theme, words("desk.outbox.counts"), size="small", role="text_2"))
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self.table, 1)
        left.addWidget(self._empty, 1)
        left.addLayout(hint_row(self.context, "choose", "retry", end=self._count))
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addLayout(left, 1)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(self._side)
        side.addWidget(self.stick)
        side.addStretch(1)
        below.addLayout(side)
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(self._closed)
        column.addWidget(self._broken)
        column.addLayout(below, 1)
        self.body.addLayout(column)

    def _make_table(self) -> DataTable:
        words = self.context.words
        columns = [
            Column(words("desk.column.number"), 152),
            Column(words("desk.column.content")),
            Column(words("desk.column.parts"), 150),
            Column(words("desk.column.size"), 90, right=True),
            Column(words("desk.column.waited"), 128, right=True),
            Column(words("desk.column.progress"), 110),
            Column(words("desk.column.sync"), 84),
        ]
        table = DataTable(self.context.theme, columns, words("desk.outbox.queue"))
        table.setObjectName("table:outbox")
        table.chosen.connect(self._choose)
        return table

    def _show_figures(self) -> None:
        words, queue = self.context.words, self._book.queue
        nothing = words("desk.nothing")
        age = age_words(queue.oldest, self.context.now(), words) or nothing
        kinds = [str(row["type"]) for row in self._book.rows if row["state"] not in BROKEN]
        self.figures["count"].set_figure(
            words("desk.outbox.pieces", count=queue.count),
            words(
                "desk.outbox.kinds",
                applications=kinds.count("application.submit"),
                ratings=kinds.count("rating.give"),
            ),
        )
        self.figures["size"].set_figure(size_words(queue.octets), words("desk.outbox.size_line"))
        self.figures["oldest"].set_figure(age, words("desk.outbox.oldest_line"))
        self.figures["quarantined"].set_figure(
            words("desk.outbox.pieces", count=queue.quarantined),
            words("desk.outbox.quarantined_line" if queue.quarantined else "desk.outbox.all_well"),
            "error" if queue.quarantined else "text",
        )

    def _show_broken(self) -> None:
        """The chosen one where it is broken, else the first."""
        rows, place = self._book.rows, self.table.chosen_row()
        broken = [row for row in rows if row["state"] in BROKEN]
        chosen = rows[place] if 0 <= place < len(rows) else None
        first = chosen if chosen in broken else next(iter(broken), None)
        if first is None:
            self._broken.hide()
        else:
            self._broken.show_row(self._number(first), self._content(first), first)

    def _row(self, row: Mapping[str, Any]) -> list[Cell | str]:
        words = self.context.words
        case = self._book.case_of(str(row["id"]))
        size = case.size if case else int(row["size"])
        age = age_words(str(row["created_at"]), self.context.now(), words)
        return [
            self._number(row),
            self._content(row),
            Cell(self._parts(row), role="text_2"),
            size_words(size),
            age,
            Cell(self._progress(row), role="text_2"),
            sync_mark(row, words).cell(),
        ]

    def _number(self, row: Mapping[str, Any]) -> str:
        number = str(row["receipt_no"])
        if not number:
            return self.context.words("desk.outbox.rating_no", seq=row["seq"])
        return short_number(number, self.context.setting().terminal.code)

    def _content(self, row: Mapping[str, Any]) -> str:
        words = self.context.words
        if row["type"] == "rating.give":
            return words("desk.outbox.rating")
        case = self._book.case_of(str(row["subject"]))
        name = case.package_name if case else words("desk.outbox.kind_other")
        kind = _KINDS.get(str(row["type"]), "")
        return words(f"desk.outbox.kind_{kind}", name=name) if kind else name

    def _parts(self, row: Mapping[str, Any]) -> str:
        words = self.context.words
        if row["type"] != "application.submit":
            return words("desk.nothing")
        case = self._book.case_of(str(row["id"]))
        return words("desk.outbox.parts", count=case.materials_given if case else 0)

    def _progress(self, row: Mapping[str, Any]) -> str:
        words = self.context.words
        if row["state"] in ("pending", *BROKEN):
            return words("desk.nothing")
        return words("desk.outbox.left", count=int(row["attachments_waiting"]))

    def _choose(self, place: int) -> None:
        rows = self._book.rows
        row = rows[place] if 0 <= place < len(rows) else None
        title = self._number(row) if row is not None else ""
        self._show_broken()
        self._side.show_row(title, row, self._book.queue)
