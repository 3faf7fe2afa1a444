"""A row of a list that can be touched: a title, one line below it, chips, and where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kiosk.widgets.laid_text import format_at, lay_text
from ui.components.chip import chip_size, paint_chip
from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

_EDGE = 36
_LEAST = 112


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says. `hits` are the places in `title` that were searched for; `aside` stands
    grey beside the title and is left out where it does not fit; chips are (text, kind)."""

    title: str
    line: str = ""
    aside: str = ""
    chips: Sequence[tuple[str, str]] = ()
    hits: frozenset[int] = field(default_factory=frozenset)


class ListRow(QPushButton):
    """Painted whole, without inner widgets, so that a long list stays light. `strong` is the
    best of a list; `least` is the smallest height in px."""

    def __init__(
        self,
        theme: Theme,
        entry: Entry,
        *,
        name: str,
        strong: bool = False,
        least: int = _LEAST,
        icon: str = "chevron_right",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entry = entry
        self._strong = strong
        self._icon = icon
        self._least = max(least, theme.target("min"))
        self._title_font = theme.font("h2", bold=True)
        self._line_font = theme.font("small")
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(self._least)
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription("，".join([*(text for text, _ in entry.chips), entry.line]))

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 600)))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self._least)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = self._inner_height(self._room(width))
        return max(self._least, round(inner) + 2 * self._theme.space("s") + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        self._paint_ground(painter)
        self._paint_trail(painter)
        room = self._room(self.width())
        left = float(self._left())
        top = (self.height() - self._inner_height(room)) / 2
        title = self._title_layout(room)
        painter.setPen(self._theme.color("text"))
        title.draw(painter, QPointF(left, top))
        self._paint_aside(painter, title, left, top, room)
        below = top + title.boundingRect().height() + 4
        self._paint_below(painter, QRectF(left, below, room, self.height() - below))

    # ── parts that a radio row replaces ───────────────────────────────────────────────────────

    def _left(self) -> int:
        return _EDGE

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        line, width = "line", theme.border("hairline")
        if self._strong:
            line, width = "lake", theme.border("selected")
        fill = theme.color("lake_soft" if self.isDown() else "surface")
        rect = QRectF(self.rect())
        paint_box(painter, rect, theme.radius("card"), fill, theme.color(line), width)

    def _paint_trail(self, painter: QPainter) -> None:
        size = self._theme.icon("s")
        square = QRectF(self.width() - _EDGE - size, (self.height() - size) / 2, size, size)
        paint_icon(painter, self._icon, square, self._theme.color("lake"))

    # ── measures ──────────────────────────────────────────────────────────────────────────────

    def _room(self, width: int) -> float:
        """How wide the words may be."""
        return float(width - self._left() - _EDGE - self._theme.icon("s") - self._theme.space("s"))

    def _inner_height(self, room: float) -> float:
        height = self._title_layout(room).boundingRect().height()
        below = self._below_height(room)
        return height + (below + 4 if below else 0)

    def _title_layout(self, room: float) -> QTextLayout:
        lit = QTextCharFormat()
        lit.setForeground(self._theme.color("lake"))
        lit.setFontUnderline(True)
        formats = [format_at(place, lit) for place in sorted(self._entry.hits)]
        return lay_text(self._entry.title, self._title_font, room, formats)

    def _chips_width(self) -> int:
        gap = self._theme.space("xs")
        sizes = [chip_size(self._theme, text, "").width() for text, _ in self._entry.chips]
        return sum(sizes) + gap * len(sizes)

    def _below_height(self, room: float) -> float:
        chips = chip_size(self._theme, "", "").height() if self._entry.chips else 0
        if not self._entry.line:
            return float(chips)
        line = lay_text(self._entry.line, self._line_font, room - self._chips_width())
        return max(float(chips), line.boundingRect().height())

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def _paint_aside(
        self, painter: QPainter, title: QTextLayout, left: float, top: float, room: float
    ) -> None:
        if not self._entry.aside or title.lineCount() > 1:
            return
        font = self._theme.font("body")
        start = left + title.lineAt(0).naturalTextWidth() + self._theme.space("s")
        metrics = QFontMetrics(font)
        if start + metrics.horizontalAdvance(self._entry.aside) > left + room:
            return
        painter.setFont(font)
        painter.setPen(self._theme.color("text_3"))
        base = top + title.lineAt(0).ascent()
        painter.drawText(QPointF(start, base), self._entry.aside)

    def _paint_below(self, painter: QPainter, rect: QRectF) -> None:
        tall = self._below_height(rect.width())
        left = rect.left()
        for text, kind in self._entry.chips:
            size = chip_size(self._theme, text, "")
            box = QRectF(left, rect.top() + (tall - size.height()) / 2, size.width(), size.height())
            fill = "surface" if self.isChecked() or self.isDown() else ""
            paint_chip(painter, self._theme, box, text, kind, "", fill)
            left += size.width() + self._theme.space("xs")
        if not self._entry.line:
            return
        line = lay_text(self._entry.line, self._line_font, rect.right() - left)
        painter.setPen(self._theme.color("text_2"))
        line.draw(painter, QPointF(left, rect.top() + (tall - line.boundingRect().height()) / 2))
