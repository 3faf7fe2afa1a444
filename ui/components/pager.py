"""Pager: earlier, where, later; pages page and never scroll."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.ports import WordSource
from ui.components.button import SecondButton
from ui.components.text import Text
from ui.theme import Theme


class Pager(QWidget):
    """Tells `turned` with the page now wanted, counted from 1. Hides itself for a single page."""

    turned = Signal(int)

    def __init__(
        self,
        theme: Theme,
        say: WordSource,
        pages: int = 1,
        page: int = 1,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._page = page
        self._pages = pages
        self._before = SecondButton(theme, say("ui.pager.previous"), small=True)
        self._after = SecondButton(theme, say("ui.pager.next"), small=True)
        self._where = Text(theme, "", size="small", role="text_2")
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addStretch(1)
        row.addWidget(self._before)
        row.addWidget(self._where)
        row.addWidget(self._after)
        row.addStretch(1)
        self._before.clicked.connect(lambda: self._turn(-1))
        self._after.clicked.connect(lambda: self._turn(1))
        self.set_pages(pages, page)

    def set_pages(self, pages: int, page: int) -> None:
        """Show where one is."""
        self._pages, self._page = pages, page
        self._where.setText(self._say("ui.pager.where", page=page, pages=pages))
        self._before.setEnabled(page > 1)
        self._after.setEnabled(page < pages)
        self.setVisible(pages > 1)

    def _turn(self, way: int) -> None:
        self.set_pages(self._pages, self._page + way)
        self.turned.emit(self._page)
