"""One page of a longer list on a card, divided further where the height is not enough for it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.ports import WordSource
from ui.components.button import SecondButton
from ui.components.text import Text
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

_EDGE = 12
_GAP = 9  # between rows, with the hairline in its middle
_BELOW = 20


class WhereBar(QWidget):
    """Earlier and later, with which rows are shown."""

    def __init__(self, theme: Theme, words: WordSource, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = SecondButton(theme, words("ui.pager.previous"), "chevron_left", small=True)
        self.on = SecondButton(theme, words("ui.pager.next"), "chevron_right", small=True)
        self.back.setObjectName("page:previous")
        self.on.setObjectName("page:next")
        self.where = Text(theme, "", size="small", role="text_2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("m"))
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.where)
        row.addWidget(self.on)
        row.addStretch(1)


class PartList(QWidget):
    """`beyond` carries +1 or -1 when the page before or after this one is wanted."""

    beyond = Signal(int)

    def __init__(self, theme: Theme, words: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._rows: list[QWidget] = []
        self._parts: list[list[int]] = []
        self._part = 0
        self._seen = 0  # the row that stays on the screen
        self._before = self._all = 0
        self._card = QRectF()
        self._lines: list[int] = []
        self._bar = WhereBar(theme, words, self)
        self._bar.back.clicked.connect(lambda: self._turn(-1))
        self._bar.on.clicked.connect(lambda: self._turn(1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_rows(
        self, rows: Sequence[QWidget], *, before: int, whole: int, anchor: int | None = None
    ) -> None:
        """Show the rows of a page: `before` rows of the `whole` list stand before it. `anchor` is
        the row that must be seen, -1 the last one; without it the same place stays."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows, self._before, self._all = list(rows), before, whole
        for row in self._rows:
            row.setParent(self)
            row.show()
        self._parts, self._part = [], 0
        if anchor is not None:
            self._seen = anchor % max(len(rows), 1)
        self._divide()

    def sizeHint(self) -> QSize:
        heights = self._heights()
        return QSize(600, sum(heights) + _GAP * max(len(heights) - 1, 0) + 2 * _EDGE + self._foot())

    def minimumSizeHint(self) -> QSize:
        return QSize(400, max(self._heights(), default=0) + 2 * _EDGE + self._foot())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        line = theme.color("line")
        width = theme.border("hairline")
        paint_box(painter, self._card, theme.radius("card"), theme.color("surface"), line, width)
        inset = theme.space("l")
        for top in self._lines:
            painter.fillRect(QRectF(inset, top, self.width() - 2 * inset, width), line)

    # ── arithmetic ────────────────────────────────────────────────────────────────────────────

    def _inner(self) -> int:
        return max(self.width() - 2 * self._theme.space("l"), 1)

    def _heights(self) -> list[int]:
        return [_height(row, self._inner()) for row in self._rows]

    def _foot(self) -> int:
        return self._bar.sizeHint().height() + _BELOW

    def _divide(self) -> None:
        heights = self._heights()
        total = sum(heights) + _GAP * max(len(heights) - 1, 0) + 2 * _EDGE
        room = self.height() - 2 * _EDGE
        if total > self.height() or self._all > len(self._rows):
            room -= self._foot()
        self._parts, taken = [], room + 1
        for place, height in enumerate(heights):
            if taken + height > room:
                self._parts.append([])
                taken = 0
            self._parts[-1].append(place)
            taken += height + _GAP
        self._part = next((n for n, part in enumerate(self._parts) if self._seen in part), 0)
        self._place(heights)

    def _place(self, heights: Sequence[int]) -> None:
        members = self._parts[self._part] if self._parts else []
        left, top = self._theme.space("l"), _EDGE
        self._lines = []
        for place, row in enumerate(self._rows):
            row.setVisible(place in members)
            if place not in members:
                continue
            if place != members[0]:
                self._lines.append(top - _GAP // 2 - 1)
            row.setGeometry(left, top, self._inner(), heights[place])
            top += heights[place] + _GAP
        bottom = top - (_GAP if members else 0) + _EDGE
        self._card = QRectF(0, 0, self.width(), bottom)
        self._place_bar(members, bottom)
        self.update()

    def _place_bar(self, members: Sequence[int], bottom: int) -> None:
        first, last = (members[0], members[-1]) if members else (0, -1)
        where = self._words(
            "materials.where" if last > first else "materials.where_one",
            first=self._before + first + 1,
            last=self._before + last + 1,
            count=self._all,
        )
        self._bar.where.setText(where)
        self._bar.back.setEnabled(self._before + first > 0)
        self._bar.on.setEnabled(self._before + last + 1 < self._all)
        tall = self._bar.sizeHint().height()
        self._bar.setGeometry(0, bottom + _BELOW, self.width(), tall)
        self._bar.setVisible(len(self._parts) > 1 or self._all > len(self._rows))

    def _turn(self, by: int) -> None:
        part = self._part + by
        if 0 <= part < len(self._parts):
            self._part = part
            self._seen = self._parts[part][0]
            self._place(self._heights())
        else:
            self.beyond.emit(by)


def _height(row: QWidget, width: int) -> int:
    if row.hasHeightForWidth():
        return max(row.heightForWidth(width), row.minimumHeight())
    return max(row.sizeHint().height(), row.minimumHeight())
