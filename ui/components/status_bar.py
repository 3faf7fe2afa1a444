"""StatusBar: the state of the desk in one line; every part opens its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.components.rule import Rule
from ui.icons import paint_icon
from ui.paint import smooth_painter
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class StatusPart:
    """`role` is a colour; error and warn carry an icon, never the colour alone."""

    key: str
    text: str
    icon: str = ""
    role: str = "text"
    bold: bool = False


class _PartButton(QPushButton):
    def __init__(self, theme: Theme, part: StatusPart) -> None:
        super().__init__(part.text)
        self._theme = theme
        self._part = part
        self.setFont(theme.font("small", bold=part.bold))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(part.text)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self._part.text)
        width += 20 if self._part.icon else 0
        return QSize(width, self._theme.target("min"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        colour = self._theme.color(self._part.role)
        left = 0
        if self._part.icon:
            square = QRectF(0, (self.height() - 15) / 2, 15, 15)
            paint_icon(painter, self._part.icon, square, colour)
            left = 20
        painter.setPen(colour)
        rect = self.rect().adjusted(left, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, flags, self._part.text)


class StatusBar(QWidget):
    """Sand-coloured when offline. `touched` carries the key of a part."""

    touched = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._online = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 0, 14, 0)
        self._row.setSpacing(10)
        self.setFixedHeight(theme.frame("status"))

    def set_parts(
        self, left: Sequence[StatusPart], right: Sequence[StatusPart], *, online: bool
    ) -> None:
        """Show the state: network and queue at the left, devices and clock at the right."""
        self._online = online
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add(left)
        self._row.addStretch(1)
        self._add(right)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = "surface" if self._online else "offline_soft"
        painter.fillRect(self.rect(), self._theme.color(fill))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))

    def _add(self, parts: Sequence[StatusPart]) -> None:
        for place, part in enumerate(parts):
            if place:
                rule = Rule(self._theme, upright=True)
                rule.setFixedHeight(14)
                self._row.addWidget(rule)
            button = _PartButton(self._theme, part)
            button.clicked.connect(lambda _=False, key=part.key: self.touched.emit(key))
            self._row.addWidget(button)
