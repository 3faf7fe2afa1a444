"""Drawing: an identity card is laid on the reader."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.paint import paint_box, round_pen, smooth_painter
from ui.theme import Theme

_GRID = QSize(968, 640)


class CardPicture(QWidget):
    """Drawn on a grid of 968×640 and made smaller where there is less room. `set_lying` shows the
    card on the reader instead of above it."""

    def __init__(
        self, theme: Theme, name: str, slot: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slot = slot
        self._lying = False
        self.setMinimumSize(320, 220)
        self.setMaximumHeight(_GRID.height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)

    def set_lying(self, lying: bool) -> None:
        """Lay the card down, or lift it."""
        self._lying = lying
        self.update()

    def sizeHint(self) -> QSize:
        return _GRID

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        whole = QRectF(self.rect())
        line = theme.color("line") if theme.is_contrast else None
        paint_box(painter, whole, theme.radius("card"), theme.color("lake_soft"), line, 2)
        scale = min(whole.width() / _GRID.width(), whole.height() / _GRID.height())
        left = (whole.width() - _GRID.width() * scale) / 2
        painter.translate(left, (whole.height() - _GRID.height() * scale) / 2)
        painter.scale(scale, scale)
        self._paint_reader(painter)
        if not self._lying:
            self._paint_waves(painter)
            self._paint_arrow(painter)
        self._paint_card(painter)

    def _paint_reader(self, painter: QPainter) -> None:
        theme = self._theme
        line = theme.color("line") if theme.is_contrast else None
        deep = theme.color("dock")
        paint_box(painter, QRectF(194, 450, 580, 150), 26, deep, line, 3)
        paint_box(painter, QRectF(222, 474, 524, 102), 18, theme.color("dock_selected"))
        painter.setPen(theme.color("on_lake" if theme.is_contrast else "on_dock"))
        painter.setFont(theme.font_px(28, bold=True))
        words = QRectF(222, 482 if not self._lying else 526, 524, 86 if not self._lying else 50)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._slot)

    def _paint_waves(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(self._theme.color("lake_line"), 6))
        for radius in (28, 54, 80):
            square = QRectF(484 - radius, 480 - radius * 0.8, 2 * radius, 1.6 * radius)
            painter.drawArc(square, 30 * 16, 120 * 16)

    def _paint_arrow(self, painter: QPainter) -> None:
        painter.setPen(round_pen(self._theme.color("lake_mid"), 8))
        painter.drawLine(QPointF(764, 166), QPointF(764, 370))
        points = [QPointF(740, 334), QPointF(764, 372), QPointF(788, 334)]
        painter.drawPolyline(points)

    def _paint_card(self, painter: QPainter) -> None:
        theme = self._theme
        painter.save()
        if self._lying:
            painter.translate(484, 380)
            painter.scale(0.92, 0.92)
        else:
            painter.translate(484, 216)
            painter.rotate(-5)
        painter.translate(-214, -136)
        mid, soft = theme.color("lake_mid"), theme.color("lake_line")
        paint_box(painter, QRectF(0, 0, 428, 272), 22, theme.color("surface"), soft, 3)
        for top, wide in ((44, 120), (78, 80), (112, 182), (146, 202)):
            paint_box(painter, QRectF(36, top, wide, 14), 7, soft)
        paint_box(painter, QRectF(36, 218, 300, 16), 8, mid)
        self._paint_portrait(painter)
        painter.restore()

    def _paint_portrait(self, painter: QPainter) -> None:
        theme = self._theme
        photo = QRectF(290, 34, 110, 138)
        line = theme.color("lake_line") if theme.is_contrast else None
        paint_box(painter, photo, 12, theme.color("lake_soft"), line, 2)
        clip = QPainterPath()
        clip.addRoundedRect(photo, 12, 12)
        painter.setClipPath(clip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("lake_line"))
        painter.drawEllipse(QPointF(345, 84), 25, 25)
        painter.drawEllipse(QPointF(345, 176), 46, 52)
