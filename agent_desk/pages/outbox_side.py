"""The side panel of the outbox: the chosen row, and how the link has been."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.case_words import sync_mark
from agent_desk.context import Context
from agent_desk.figures import age_words
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.fact_row import FactRow
from agent_desk.widgets.tick_row import TickRow
from core.ports import QueueView
from ui.components import Card, PairRow, Rule, Text


class OutboxSide(QWidget):
    """A card, no actions of its own."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card = Card(context.theme)
        self._card.body.setSpacing(context.theme.space("s"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        self.set_wide(False)

    def set_wide(self, wide: bool) -> None:
        """420 px from 1920 on."""
        self.setFixedWidth(self._context.theme.frame("side_wide" if wide else "side") - 10)

    def show_row(self, title: str, row: Mapping[str, Any] | None, queue: QueueView) -> None:
        """Show a row of the outbox, or only the link."""
        theme, words, body = self._context.theme, self._context.words, self._card.body
        clear_layout(body)
        if row is not None:
            chosen = words("desk.outbox.chosen", number=title)
            body.addWidget(Text(theme, chosen, size="h2", bold=True, wrap=True))
            body.addWidget(PairRow(theme, words("desk.column.sync"), sync_mark(row, words).text))
            tries = words("desk.outbox.tries", count=int(row["attempts"]))
            body.addWidget(PairRow(theme, words("desk.outbox.refused"), tries))
            body.addWidget(Rule(theme))
        state = "desk.status.online" if queue.online else "desk.status.offline"
        since = age_words(queue.since, self._context.now(), words)
        link = words("desk.outbox.link")
        body.addWidget(FactRow(theme, link, words(state, age="").strip(), since))
        if queue.last_acknowledged:
            last = queue.last_acknowledged[5:16].replace("T", " ")
            body.addWidget(PairRow(theme, words("desk.outbox.last"), last))
        if queue.attempts:
            tries = words("desk.outbox.tries", count=queue.attempts)
            body.addWidget(PairRow(theme, words("desk.outbox.failed"), tries))
        if words.has(f"error.{queue.last_code}.title"):
            reason = words(f"error.{queue.last_code}.title")
            body.addWidget(TickRow(theme, reason, "now", queue.last_code))
        body.addWidget(Rule(theme))
        body.addWidget(TickRow(theme, words("desk.outbox.sealed"), "info"))
