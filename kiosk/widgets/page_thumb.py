"""A small picture of a page that was taken."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

_SIZE = QSize(132, 168)


class PageThumb(QWidget):
    """`octets` are JPEG or PNG; anything else (a PDF) shows an empty page with its number."""

    def __init__(
        self, theme: Theme, octets: bytes, number: int, name: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        image = QImage.fromData(octets) if octets else QImage()
        self._image = self._small(image)
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        radius = theme.radius("chip")
        paint_box(painter, rect, radius, theme.color("surface"), theme.color("line_strong"), 2)
        if not self._image.isNull():
            clip = QPainterPath()
            clip.addRoundedRect(rect.adjusted(2, 2, -2, -2), radius, radius)
            painter.setClipPath(clip)
            spot = QRectF(self._image.rect())
            spot.moveCenter(rect.center())
            painter.drawImage(spot, self._image)
            painter.setClipping(False)
        dot = QRectF(8, 8, 40, 40)
        paint_box(painter, dot, 20, theme.color("lake"))
        painter.setFont(theme.font_px(24, bold=True))
        painter.setPen(theme.color("on_lake"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _small(self, image: QImage) -> QImage:
        if image.isNull():
            return image
        return image.scaled(
            _SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
