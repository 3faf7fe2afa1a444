"""A large ring that turns while something is being done; it stands still with 少动."""

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.paint import paint_ring, smooth_painter
from ui.theme import Theme

_TICK_MS = 40


class BusyRing(QWidget):
    """The words beside it say what is being done."""

    def __init__(self, theme: Theme, size: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._angle = 90.0
        self._turning = QTimer(self)
        self._turning.setInterval(_TICK_MS)
        self._turning.timeout.connect(self._turn)
        self.setFixedSize(size, size)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._theme.motion("ring_pulse"):
            self._turning.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turning.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        soft, strong = theme.color("lake_line"), theme.color("lake")
        rect = QRectF(self.rect())
        paint_ring(smooth_painter(self), rect, soft, strong, self.width() / 11, self._angle)

    def _turn(self) -> None:
        self._angle = (self._angle - 360 * _TICK_MS / self._theme.motion("ring_pulse")) % 360
        self.update()
