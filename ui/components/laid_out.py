"""A press target that takes its size from the layout of what lies inside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object


class LaidOut(_Button):
    """Mixed into a Qt button class, so that its role for assistive technology stays."""

    def sizeHint(self) -> QSize:
        return self._inner().totalSizeHint().expandedTo(self.minimumSize())

    def minimumSizeHint(self) -> QSize:
        return self._inner().totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        return self._inner().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return max(self._inner().totalHeightForWidth(width), self.minimumHeight())

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _inner(self) -> QLayout:
        layout = self.layout()
        assert layout is not None
        return layout


def let_through(*widgets: QWidget) -> None:
    """Touches on these go to what lies behind them."""
    for widget in widgets:
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
