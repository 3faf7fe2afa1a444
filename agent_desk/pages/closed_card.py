"""The card that says why this terminal takes no new case, and what staff do."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from core.errors import Code
from ui.components import Card, Text
from ui.icons import IconLabel


class ClosedCard(Card):
    """Hidden while new cases may be taken."""

    def __init__(self, context: Context) -> None:
        theme = context.theme
        super().__init__(theme, "error", padding=theme.space("m"))
        self._words = context.words
        self._title = Text(theme, "", bold=True, wrap=True)
        self._line = Text(theme, "", size="small", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(IconLabel(theme, "warning", "error", theme.icon("m")))
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.setObjectName("outbox:closed")
        self.hide()

    def show_code(self, code: Code | None) -> None:
        """Why (core.ports.QueueView.closed), or None."""
        if code is not None:
            words = self._words
            title = words(f"error.{code.value}.title")
            self._title.setText(words("desk.outbox.closed", title=title, code=code.value))
            self._line.setText(words(f"desk.outbox.closed_{code.value}"))
        self.setVisible(code is not None)
