"""Stepper: where the citizen is on the way; never more than seven steps, never focusable."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.paint import paint_tick, smooth_painter
from ui.theme import Theme


class Stepper(QWidget):
    """`names` are the steps in order; `current` counts from 1."""

    def __init__(
        self, theme: Theme, names: Sequence[str], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = tuple(names)
        self._current = 1
        self._radius = 23.0 * min(theme.scale, 1.25)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_current(1)

    def set_current(self, current: int) -> None:
        """Mark a step as the one that is being done."""
        self._current = current
        self.setAccessibleName(f"{current}/{len(self._names)} {self._names[current - 1]}")
        self.update()

    def sizeHint(self) -> QSize:
        label = self.fontMetrics().height()
        needed = round(4 * self._radius + 1.45 * self._theme.px("small")) + label // 4
        floor = 0 if self._theme.mode == "desk" else self._theme.frame("stepper")
        return QSize(600, max(floor, needed))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        painter.fillRect(self.rect(), theme.color("surface"))
        hairline = theme.border("hairline")
        line = theme.color("line")
        painter.fillRect(QRectF(0, self.height() - hairline, self.width(), hairline), line)
        centres = self._centres()
        for number in range(1, len(centres)):
            self._paint_link(painter, centres[number - 1], centres[number], number)
        for number, centre in enumerate(centres, start=1):
            self._paint_mark(painter, centre, number)
            self._paint_name(painter, centre, number)

    def _centres(self) -> list[QPointF]:
        room = self.width() - 2 * 90
        step = room / (len(self._names) - 1)
        top = self.height() * 0.36
        return [QPointF(90 + n * step, top) for n in range(len(self._names))]

    def _paint_link(self, painter: QPainter, left: QPointF, right: QPointF, number: int) -> None:
        done = number < self._current
        colour = self._theme.color("lake" if done else "line")
        painter.setPen(QPen(colour, self._theme.border("control")))
        reach = QPointF(self._radius + 5, 0)
        painter.drawLine(left + reach, right - reach)

    def _paint_mark(self, painter: QPainter, centre: QPointF, number: int) -> None:
        theme, radius = self._theme, self._radius
        lake = theme.color("lake")
        if number == self._current:
            painter.setPen(QPen(lake, theme.border("control")))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(centre, radius + 6, radius + 6)
        if number <= self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(lake)
            painter.drawEllipse(centre, radius, radius)
        else:
            painter.setPen(QPen(theme.color("line_strong"), theme.border("control")))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(centre, radius - 1, radius - 1)
        if number < self._current:
            paint_tick(painter, centre, radius * 1.05, theme.color("on_lake"))
            return
        self._paint_number(painter, centre, number)

    def _paint_number(self, painter: QPainter, centre: QPointF, number: int) -> None:
        colour = self._theme.color("on_lake" if number == self._current else "text_2")
        painter.setPen(colour)
        painter.setFont(self._theme.font_px(round(self._radius), bold=True))
        radius = self._radius
        rect = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_name(self, painter: QPainter, centre: QPointF, number: int) -> None:
        if number != self._current and not self._names_fit():
            return
        painter.setPen(self._name_colour(number))
        painter.setFont(self._theme.font("small", bold=number == self._current))
        top = centre.y() + self._radius + 10
        name = self._names[number - 1]
        wide = painter.fontMetrics().horizontalAdvance(name) + 4
        left = min(max(centre.x() - wide / 2, 8), self.width() - wide - 8)
        rect = QRectF(left, top, wide, self.height() - top - 4)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(rect, flags, name)

    def _names_fit(self) -> bool:
        """Large text leaves room for one name only: that of the step being done."""
        metrics = QFontMetrics(self._theme.font("small", bold=True))
        step = (self.width() - 2 * 90) / (len(self._names) - 1)
        return max(metrics.horizontalAdvance(name) for name in self._names) + 12 <= step

    def _name_colour(self, number: int) -> QColor:
        if number == self._current:
            return self._theme.color("lake")
        return self._theme.color("text" if number < self._current else "text_3")
