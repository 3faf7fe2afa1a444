"""A line with an icon inside a page: a small truth that must not be missed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.components.card import Card
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme


class NoticeLine(QWidget):
    """`kind` warn, error or ok gives it a box; without a kind it stands on the page."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str = "",
        kind: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = Text(theme, text, size="body" if kind else "small", wrap=True)
        self._text.set_role("text" if kind else "text_2")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("xs") + 4)
        role = kind or "text_2"
        row.addWidget(IconLabel(theme, icon, role, "s"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        if kind:
            card = Card(theme, kind, padding=theme.space("m") - 4)
            card.body.addLayout(row)
            whole = QHBoxLayout(self)
            whole.setContentsMargins(0, 0, 0, 0)
            whole.addWidget(card)
        else:
            self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Show other words."""
        self._text.setText(text)
        self.setAccessibleName(text)
