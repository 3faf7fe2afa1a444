"""PageTitle: where one is, what is asked, and one line of help."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components.text import Text
from ui.theme import Theme


class PageTitle(QWidget):
    """`crumb` in the house colour, `aside` grey beside it (第 2 问，共 6 问), `title`, `hint`."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        crumb: str = "",
        aside: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._crumb = Text(theme, crumb, role="lake", bold=True)
        self._aside = Text(theme, aside, role="text_2")
        self._title = Text(theme, title, size="h1", bold=True, wrap=True)
        self._hint = Text(theme, hint, role="text_2", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._crumb)
        row.addWidget(self._aside)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        self.set_texts(title, crumb=crumb, aside=aside, hint=hint)

    def set_texts(self, title: str, *, crumb: str = "", aside: str = "", hint: str = "") -> None:
        """Show other words."""
        texts = {
            self._title: title,
            self._crumb: crumb,
            self._aside: aside,
            self._hint: hint,
        }
        for label, text in texts.items():
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
