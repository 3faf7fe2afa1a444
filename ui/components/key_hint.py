"""KeyHint: a key and what it does, for the desk."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.components.text import Text
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class KeyCap(Text):
    """The name of a key in a small box."""

    def __init__(self, theme: Theme, key: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, key, size="micro", role="text_2", parent=parent)
        self.setContentsMargins(5, 0, 5, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        line = theme.color("line_strong")
        surface = theme.color("surface")
        paint_box(smooth_painter(self), QRectF(self.rect()), theme.radius("chip"), surface, line, 1)
        super().paintEvent(event)


class KeyHint(QWidget):
    """A key cap with words beside it."""

    def __init__(self, theme: Theme, key: str, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(KeyCap(theme, key))
        row.addWidget(Text(theme, text, size="small", role="text_2"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{key} {text}")
