"""A list that is turned page by page: as many rows as fit, never a scroll bar."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.ports import WordSource
from ui.components.button import SecondButton
from ui.components.text import Text
from ui.theme import Theme


class TurnBar(QWidget):
    """Back and on, and the page's number."""

    def __init__(self, theme: Theme, words: WordSource) -> None:
        super().__init__()
        self._words = words
        self.back = SecondButton(theme, words("ui.pager.previous"), "chevron_left", small=True)
        self.on = SecondButton(theme, words("ui.pager.next"), "chevron_right", small=True)
        self.back.setObjectName("page:previous")
        self.on.setObjectName("page:next")
        self._number = Text(theme, "", size="small", role="text_2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self._number)
        row.addStretch(1)
        row.addWidget(self.on)

    def show_page(self, page: int, pages: int) -> None:
        """Show the place in the list; an end has no button that leads nowhere."""
        self._number.setText(self._words("ui.pager.where", page=page + 1, pages=pages))
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page + 1 < pages)


class PagedList(QWidget):
    """Rows in `columns`, each row as tall as it needs. Wants the height of all of its rows and
    takes less: then it turns pages."""

    def __init__(
        self,
        theme: Theme,
        words: WordSource,
        *,
        columns: int = 1,
        gap: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._gap = gap
        self._rows: list[QWidget] = []
        self._pages: list[list[int]] = []
        self._page = 0
        self._turn = TurnBar(theme, words)
        self._turn.setParent(self)
        self._turn.back.clicked.connect(lambda: self.turn(-1))
        self._turn.on.clicked.connect(lambda: self.turn(1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show other rows, from the first page."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            row.setParent(self)
            row.hide()
        self._page = 0
        self._arrange()
        self.updateGeometry()

    def rows(self) -> list[QWidget]:
        """All rows, also those of other pages."""
        return list(self._rows)

    def page_count(self) -> int:
        """How many pages the rows take in the present size."""
        self._arrange()
        return len(self._pages)

    def shows_several(self) -> bool:
        """Whether a page holds more than three rows: then turning pages is no burden."""
        self._arrange()
        return bool(self._pages) and len(self._pages[0]) > 3

    def turn(self, by: int) -> None:
        """Turn the pages; the ends stay."""
        self._page = min(max(self._page + by, 0), max(len(self._pages) - 1, 0))
        self._place()

    def show_row(self, place: int) -> None:
        """Turn to the page that holds a row."""
        for page, members in enumerate(self._pages):
            if place in members:
                self._page = page
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(600, self._height_of(self._bands(self.width())))

    def minimumSizeHint(self) -> QSize:
        bands = self._bands(self.width())
        if not bands:
            return QSize(0, 0)
        tallest = max(height for _, height in bands)
        turn = self._turn.sizeHint().height() + self._gap if len(bands) > 1 else 0
        return QSize(320, tallest + turn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
        self._arrange()

    # ── arithmetic ────────────────────────────────────────────────────────────────────────────

    def _column_width(self, width: int) -> int:
        return max((width - self._gap * (self._columns - 1)) // self._columns, 1)

    def _bands(self, width: int) -> list[tuple[list[int], int]]:
        """The rows side by side, with the height of the tallest of them."""
        wide = self._column_width(width)
        bands = []
        for start in range(0, len(self._rows), self._columns):
            members = list(range(start, min(start + self._columns, len(self._rows))))
            bands.append((members, max(_height(self._rows[n], wide) for n in members)))
        return bands

    def _height_of(self, bands: Sequence[tuple[list[int], int]]) -> int:
        return sum(height for _, height in bands) + self._gap * max(len(bands) - 1, 0)

    def _arrange(self) -> None:
        """Divide the rows into pages of the present size."""
        first = self._pages[self._page][0] if self._page < len(self._pages) else 0
        bands = self._bands(self.width())
        room = self.height()
        if self._height_of(bands) > room:
            room -= self._turn.sizeHint().height() + self._gap
        self._pages, taken = [], room + 1
        for members, height in bands:
            if taken + height > room:
                self._pages.append([])
                taken = 0
            self._pages[-1] += members
            taken += height + self._gap
        self.show_row(first)

    def _place(self) -> None:
        """Put the rows of the page where they belong and hide the others."""
        self._page = min(self._page, max(len(self._pages) - 1, 0))
        members = self._pages[self._page] if self._pages else []
        wide = self._column_width(self.width())
        top = 0
        for start in range(0, len(members), self._columns):
            band = members[start : start + self._columns]
            tall = max(_height(self._rows[n], wide) for n in band)
            for column, place in enumerate(band):
                left = column * (wide + self._gap)
                self._rows[place].setGeometry(left, top, wide, tall)
            top += tall + self._gap
        for place, row in enumerate(self._rows):
            row.setVisible(place in members)
        self._place_turn_bar()

    def _place_turn_bar(self) -> None:
        tall = self._turn.sizeHint().height()
        self._turn.setGeometry(0, self.height() - tall, self.width(), tall)
        self._turn.setVisible(len(self._pages) > 1)
        self._turn.show_page(self._page, len(self._pages))


def _height(row: QWidget, width: int) -> int:
    if row.hasHeightForWidth():
        return max(row.heightForWidth(width), row.minimumHeight())
    return max(row.sizeHint().height(), row.minimumHeight())
