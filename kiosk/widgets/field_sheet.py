"""The fields of a form group, in rows of one or two, turned page by page when there is no room."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from core.ports import WordSource
from kiosk.widgets.paged_list import TurnBar
from ui.components.field_box import FieldBox
from ui.theme import Theme

_GAP = 16
_BETWEEN = 20


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One box across, or one or two boxes of half the width."""

    boxes: tuple[FieldBox, ...]
    is_full: bool


def rows_of(boxes: Sequence[tuple[FieldBox, bool]]) -> list[FieldRow]:
    """Boxes with whether they need the whole width, in their order, halves side by side."""
    rows: list[FieldRow] = []
    for box, is_full in boxes:
        last = rows[-1] if rows else None
        if not is_full and last and not last.is_full and len(last.boxes) == 1:
            rows[-1] = FieldRow((*last.boxes, box), False)
        else:
            rows.append(FieldRow((box,), is_full))
    return rows


class FieldSheet(QWidget):
    """The row of the box that is typed in is always on the page that is shown, with room for its
    hint. `turned` when a person turned the page: the boxes that it shows."""

    turned = Signal(list)

    def __init__(self, theme: Theme, words: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[FieldRow] = []
        self._pages: list[list[int]] = []
        self._page = 0
        self._current: FieldBox | None = None
        self._fits = False
        self._bar = TurnBar(theme, words)
        self._bar.setParent(self)
        self._bar.back.clicked.connect(lambda: self._turn(-1))
        self._bar.on.clicked.connect(lambda: self._turn(1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_boxes(self, boxes: Sequence[tuple[FieldBox, bool]]) -> None:
        """Show other boxes; those before are let go."""
        for row in self._rows:
            self._let_focus_go(row)
            for old in row.boxes:
                old.hide()
                old.deleteLater()
        self._rows = rows_of(boxes)
        self._current = None
        self._page = 0
        for box, _ in boxes:
            box.setParent(self)
            box.show()
        self.refit()

    def set_current(self, box: FieldBox | None) -> None:
        """The box that is typed in, or none."""
        self._current = box
        self.refit()

    def page_count(self) -> int:
        """How many pages the rows take now."""
        return len(self._pages)

    def sizeHint(self) -> QSize:
        return QSize(600, self._total([self._row_height(row) for row in self._rows]))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, max((self._row_height(row) for row in self._rows), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.refit()
        return super().event(event)

    def refit(self) -> None:
        """Divide the rows into pages of the present size and show the right one."""
        heights = [self._row_height(row) for row in self._rows]
        first = self._pages[self._page][0] if self._page < len(self._pages) else 0
        self._fits = self._total(heights) <= self.height()
        room = self.height()
        if not self._fits and self._has_bar(heights):
            room -= self._bar.sizeHint().height() + _GAP
        self._pages, taken = [], room + 1
        for place, height in enumerate(heights):
            if taken + height > room:
                self._pages.append([])
                taken = 0
            self._pages[-1].append(place)
            taken += height + _GAP
        wanted = self._current_row() if self._current is not None else first
        self._page = next((n for n, page in enumerate(self._pages) if wanted in page), 0)
        self._place(heights)

    # ── measures ──────────────────────────────────────────────────────────────────────────────

    def _total(self, heights: Sequence[int]) -> int:
        return sum(heights) + _GAP * max(len(heights) - 1, 0)

    def _has_bar(self, heights: Sequence[int]) -> bool:
        """In a very low place the keys for the next and the last field have to do."""
        bar = self._bar.sizeHint().height() + _GAP
        return bool(heights) and self.height() - bar >= max(heights)

    def _row_height(self, row: FieldRow) -> int:
        height = max(self._box_height(box, row.is_full) for box in row.boxes)
        if self._current in row.boxes:
            least = max(box.minimumSizeHint().height() for box in row.boxes)
            hint = QFontMetrics(self._theme.font("small")).height() + 4
            height = max(height, self._bare_height(row) + hint, least)
        return height

    def _bare_height(self, row: FieldRow) -> int:
        """A label and a box, without a hint."""
        label = QFontMetrics(self._theme.font("small")).height() + 4
        return label + self._theme.target("min") + 8

    def _box_height(self, box: FieldBox, is_full: bool) -> int:
        width = self._box_width(is_full)
        if box.hasHeightForWidth():
            return box.heightForWidth(width)
        return box.sizeHint().height()

    def _box_width(self, is_full: bool) -> int:
        return self.width() if is_full else max((self.width() - _BETWEEN) // 2, 1)

    def _current_row(self) -> int:
        return next((n for n, row in enumerate(self._rows) if self._current in row.boxes), 0)

    # ── placing ───────────────────────────────────────────────────────────────────────────────

    def _place(self, heights: Sequence[int]) -> None:
        members = self._pages[self._page] if self._pages else []
        top = 0
        for place, row in enumerate(self._rows):
            shown = place in members
            if not shown:
                self._let_focus_go(row)
            wide = self._box_width(row.is_full)
            for column, box in enumerate(row.boxes):
                if shown:
                    tall = self._box_height(box, row.is_full)
                    box.setGeometry(column * (wide + _BETWEEN), top, wide, tall)
                box.setVisible(shown)
            top += heights[place] + _GAP if shown else 0
        tall = self._bar.sizeHint().height()
        self._bar.setGeometry(0, self.height() - tall, self.width(), tall)
        self._bar.show_page(self._page, len(self._pages))
        self._bar.setVisible(len(self._pages) > 1 and self._has_bar(heights))

    def _let_focus_go(self, row: FieldRow) -> None:
        """Before a row is hidden: Qt would move the focus to the next field, which is a touch that
        nobody made."""
        focused = QApplication.focusWidget()
        if focused is not None and any(box.isAncestorOf(focused) for box in row.boxes):
            focused.clearFocus()

    def _turn(self, by: int) -> None:
        page = min(max(self._page + by, 0), len(self._pages) - 1)
        boxes = [box for place in self._pages[page] for box in self._rows[place].boxes]
        self._current = None
        self._page = page
        self.refit()
        self.turned.emit(boxes)
