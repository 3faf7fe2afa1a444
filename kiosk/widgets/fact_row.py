"""A row that is only read: a number, a name with chips, one line below, a word at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.widgets.laid_text import lay_text
from ui.components.chip import chip_size, paint_chip
from ui.paint import smooth_painter
from ui.theme import Theme

_GAP = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """`right` is one short word or name; `number` may be empty."""

    number: str
    name: str
    line: str = ""
    chips: Sequence[tuple[str, str]] = ()  # text, kind
    right: str = ""


class FactRow(QWidget):
    """Painted whole. Chips stand behind the name, or below it where there is no room."""

    def __init__(
        self, theme: Theme, fact: Fact, *, edge: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fact = fact
        self._edge = edge
        self._name_font = theme.font("body")
        self._small_font = theme.font("small")
        self._right_wide = QFontMetrics(self._small_font).horizontalAdvance(fact.right)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = [fact.number, fact.name, *(text for text, _ in fact.chips), fact.line, fact.right]
        self.setAccessibleName(" ".join(word for word in words if word))

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        name, line = self._layouts(width)
        tall = name.boundingRect().height() + line.boundingRect().height()
        if not self._chips_fit(name, width):
            tall += self._chip_height()
        return round(tall) + 2 * self._edge

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        name, line = self._layouts(self.width())
        left, top = float(self._left()), float(self._edge)
        first = name.lineAt(0)
        base = top + first.ascent()
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.color("lake"))
        painter.drawText(QPointF(0, base), self._fact.number)
        painter.setPen(theme.color("text"))
        name.draw(painter, QPointF(left, top))
        self._paint_right(painter, base)
        top += name.boundingRect().height()
        if self._fact.chips and self._chips_fit(name, self.width()):
            middle = self._edge + first.height() / 2
            self._paint_chips(painter, left + first.naturalTextWidth() + _GAP, middle)
        elif self._fact.chips:
            self._paint_chips(painter, left, top + self._chip_height() / 2)
            top += self._chip_height()
        painter.setPen(theme.color("text_2"))
        line.draw(painter, QPointF(left, top))

    # ── measures ──────────────────────────────────────────────────────────────────────────────

    def _left(self) -> int:
        if not self._fact.number:
            return 0
        metrics = QFontMetrics(self._theme.font("body", bold=True))
        return metrics.horizontalAdvance("0" * max(len(self._fact.number), 1)) + 22

    def _layouts(self, width: int) -> tuple[QTextLayout, QTextLayout]:
        """The name, beside the word at the right, and the line below."""
        room = width - self._left()
        beside = room - (self._right_wide + _GAP if self._fact.right else 0)
        name = lay_text(self._fact.name, self._name_font, beside)
        return name, lay_text(self._fact.line, self._small_font, room)

    def _chips_wide(self) -> int:
        sizes = [chip_size(self._theme, text, "").width() for text, _ in self._fact.chips]
        return sum(sizes) + _GAP * len(sizes)

    def _chip_height(self) -> int:
        return chip_size(self._theme, "", "").height()

    def _chips_fit(self, name: QTextLayout, width: int) -> bool:
        if not self._fact.chips:
            return True
        right = self._right_wide + _GAP if self._fact.right else 0
        taken = name.lineAt(0).naturalTextWidth() + self._chips_wide() + right
        return name.lineCount() == 1 and taken <= width - self._left()

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def _paint_right(self, painter: QPainter, base: float) -> None:
        painter.setFont(self._small_font)
        painter.setPen(self._theme.color("text_2"))
        painter.drawText(QPointF(self.width() - self._right_wide, base), self._fact.right)

    def _paint_chips(self, painter: QPainter, left: float, middle: float) -> None:
        tall = min(self._chip_height(), QFontMetrics(self._name_font).height() + 2)
        for text, kind in self._fact.chips:
            wide = chip_size(self._theme, text, "").width()
            box = QRectF(left, middle - tall / 2, wide, tall)
            paint_chip(painter, self._theme, box, text, kind, "")
            left += wide + _GAP
