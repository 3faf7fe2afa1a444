"""A heading with as many rows as there is room for; what does not fit is not shown."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.components.text import Text
from ui.theme import Theme

_GAP = 16


class FittingRows(QWidget):
    """Takes the free room of a page and never asks for more."""

    def __init__(self, theme: Theme, heading: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Text(theme, heading, size="h2", bold=True, parent=self)
        self._rows: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show other rows, the most important first."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            row.setParent(self)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(400, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        top = self._heading.sizeHint().height() + _GAP
        is_full = False  # behind a row that does not fit none is shown: the order says what matters
        for row in self._rows:
            tall = max(row.heightForWidth(self.width()), row.minimumHeight())
            is_full = is_full or top + tall > self.height()
            row.setVisible(not is_full)
            if not is_full:
                row.setGeometry(0, top, self.width(), tall)
                top += tall + _GAP
        self._heading.setGeometry(0, 0, self.width(), self._heading.sizeHint().height())
        self._heading.setVisible(any(not row.isHidden() for row in self._rows))
