"""TopBar: the name of the page, one line about it, and its actions at the right."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import ElidedLabel, Text
from ui.theme import Theme


class TopBar(QWidget):
    """Fixed height; `add` puts a widget at the right end."""

    def __init__(self, theme: Theme, title: str = "", aside: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._title = Text(theme, title, size="h1", bold=True)
        self._aside = ElidedLabel(theme, aside, size="small", role="text_2")
        self._row = QHBoxLayout(self)
        edge = theme.space("page")
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(theme.space("m"))
        self._row.addWidget(self._title)
        self._row.addWidget(self._aside, 1)
        self.setFixedHeight(theme.frame("top"))

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def set_texts(self, title: str, aside: str = "") -> None:
        """Show other words."""
        self._title.setText(title)
        self._aside.setText(aside)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("line"))
