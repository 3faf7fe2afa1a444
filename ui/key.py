"""Key: one key of an on-screen keyboard; it never takes the focus from the field."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

# kind -> fill, words, line
_KINDS = {
    "plain": ("surface", "text", "line"),
    "soft": ("lake_soft", "lake", "line"),
    "strong": ("lake", "on_lake", "lake"),
    "line": ("surface", "lake", "lake"),
}


class Key(QPushButton):
    """`kind`: plain (a character), soft (a function), strong (lit or leading on), line."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: str = "plain",
        icon: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.target("key"))
        self.setAccessibleName(name or text)
        short = len(text) == 1
        self.setFont(theme.font("h2" if short else "body", bold=short or kind == "strong"))

    def set_kind(self, kind: str) -> None:
        """Light it or not."""
        self._kind = kind
        self.setFont(self._theme.font("body", bold=kind == "strong"))
        self.update()

    def sizeHint(self) -> QSize:
        key = self._theme.target("key")
        return QSize(max(60, self.fontMetrics().horizontalAdvance(self.text()) + 24), key)

    def minimumSizeHint(self) -> QSize:
        return QSize(
            60 if len(self.text()) < 2 else self.sizeHint().width(), self.sizeHint().height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        fill, words, line = _KINDS[self._kind]
        width = theme.border("control" if self._kind == "line" else "hairline")
        if not self.isEnabled():
            fill, words = "sunken", "disabled_text"
        elif self.isDown():
            fill, words, line = "lake_soft", "text", "lake"
            width = theme.border("control")
        rect = QRectF(self.rect())
        colour = theme.color(words)
        paint_box(painter, rect, theme.radius("field"), theme.color(fill), theme.color(line), width)
        if self._icon:
            size = theme.icon("s") + 4
            square = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
            paint_icon(painter, self._icon, square, colour)
            return
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())


def backspace_key(theme: Theme, name: str) -> Key:
    """The key that takes one character away, again and again while it is held."""
    key = Key(theme, "", kind="soft", icon="backspace", name=name)
    key.setAutoRepeat(True)
    key.setAutoRepeatDelay(500)
    key.setAutoRepeatInterval(90)
    return key
