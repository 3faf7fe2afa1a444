"""Timeline: what has happened and what comes, one under the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components.text import Text
from ui.paint import paint_tick, smooth_painter
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Happening:
    """`done` gets a tick and a full circle."""

    title: str
    line: str = ""
    done: bool = False


class _Mark(QWidget):
    def __init__(self, theme: Theme, *, done: bool, first: bool, last: bool) -> None:
        super().__init__()
        self._theme = theme
        self._done = done
        self._first = first
        self._last = last
        self.setFixedWidth(20 if theme.mode == "desk" else 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        desk = theme.mode == "desk"
        radius = 7.0 if desk else 16.0
        centre = QPointF(self.width() / 2, radius + (3 if desk else 6))
        painter.setPen(QPen(theme.color("lake_line"), theme.border("control")))
        if not self._first:
            painter.drawLine(QPointF(centre.x(), 0), centre)
        if not self._last:
            painter.drawLine(centre, QPointF(centre.x(), self.height()))
        lake = theme.color("lake")
        painter.setPen(QPen(lake, theme.border("control")))
        painter.setBrush(lake if self._done else theme.color("surface"))
        painter.drawEllipse(centre, radius, radius)
        if self._done:
            paint_tick(painter, centre, radius, theme.color("on_lake"))


class Timeline(QWidget):
    """Rows with a mark, a bold title and a grey line."""

    def __init__(
        self, theme: Theme, happenings: Sequence[Happening], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for place, happening in enumerate(happenings):
            last = place == len(happenings) - 1
            row = QHBoxLayout()
            row.setSpacing(20)
            row.addWidget(_Mark(theme, done=happening.done, first=place == 0, last=last))
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(Text(theme, happening.title, bold=True, wrap=True))
            line = Text(theme, happening.line, size="small", role="text_2", wrap=True)
            if not happening.line:  # showing it now would make it a window: it has no parent yet
                line.hide()
            words.addWidget(line)
            if not last:
                words.addSpacing(theme.space("s") + 4)
            row.addLayout(words, 1)
            column.addLayout(row)
        self.setAccessibleName("，".join(happening.title for happening in happenings))
