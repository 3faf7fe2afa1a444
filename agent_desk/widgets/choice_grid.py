"""ChoiceGrid: a field whose few values all lie open, one touch each."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.components import Text
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

_PER_ROW = 4
_LONG = 6  # characters; longer values stand two in a row


class _Value(QPushButton):
    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setFont(theme.font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 16
        return QSize(width, self._theme.target("field"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        chosen = self.isChecked()
        fill = "lake_soft" if chosen or self.isDown() else "surface"
        line = theme.color("lake" if chosen else "line_strong")
        width = theme.border("selected" if chosen else "control")
        box = QRectF(self.rect())
        paint_box(painter, box, theme.radius("field"), theme.color(fill), line, width)
        painter.setPen(theme.color("lake" if chosen else "text"))
        painter.setFont(theme.font("body", bold=chosen))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class ChoiceGrid(QWidget):
    """`edited` carries the value that was touched."""

    edited = Signal(str)

    def __init__(self, theme: Theme, label: str, values: Sequence[str], key: str) -> None:
        super().__init__()
        self._theme = theme
        self._values = {value: _Value(theme, value) for value in values}
        per_row = _PER_ROW if max(map(len, values), default=0) <= _LONG else 2
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Text(theme, label, size="small", role="text_2"))
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, (value, button) in enumerate(self._values.items()):
            button.setObjectName(f"choice:{key}:{value}")
            button.clicked.connect(lambda _=False, chosen=value: self.edited.emit(chosen))
            grid.addWidget(button, place // per_row, place % per_row)
        column.addLayout(grid)
        self._hint = Text(theme, "", size="small", role="error", wrap=True)
        self._hint.hide()
        column.addWidget(self._hint)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, value: str) -> None:
        """Light a value."""
        if value in self._values:
            self._values[value].setChecked(True)

    def set_wrong(self, note: str) -> None:
        """Say what is missing, or empty."""
        self._hint.setText(note)
        self._hint.setVisible(bool(note))
