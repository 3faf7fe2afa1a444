"""CameraView: what the camera sees, as an oval for a face or a page for a document."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.ports import Frame, WordSource
from ui.components.chip import Chip
from ui.paint import paint_box, round_pen, smooth_painter
from ui.theme import Theme

OVAL = QSize(500, 640)
_RING = 10.0
_RING_GAP = 18.0
_ARROW = 44.0  # px, how tall the arrow beside the oval is

ChipText = tuple[str, str, str]  # words, kind, icon


def image_of(frame: Frame) -> QImage:
    """A frame as a picture with its own memory."""
    row = frame.width * 3
    image = QImage(frame.pixels, frame.width, frame.height, row, QImage.Format.Format_BGR888)
    return image.copy()


def filling(image: QImage, rect: QRectF) -> QRectF:
    """The part of a picture that fills a rectangle without stretching."""
    scale = max(rect.width() / image.width(), rect.height() / image.height())
    wide, tall = rect.width() / scale, rect.height() / scale
    return QRectF((image.width() - wide) / 2, (image.height() - tall) / 2, wide, tall)


class CameraOval(QWidget):
    """The bed with the oval, its ring that fills with the quality, and one instruction."""

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._progress = 0.0
        self._advice = ""
        self._line = ""
        self._arrow = ""
        self.setMinimumSize(420, 420)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("ui.camera.name"))

    def set_frame(self, frame: Frame) -> None:
        """Show a frame, mirrored as in a looking glass."""
        self._image = image_of(frame).flipped(Qt.Orientation.Horizontal)
        self.update()

    def set_advice(self, progress: float, advice: str, line: str = "", arrow: str = "") -> None:
        """Fill the ring (0–1) and show one instruction with a smaller line. `arrow` points to the
        side to which the head is to turn, as in a looking glass: left, right or empty."""
        self._arrow = arrow
        self._progress = min(max(progress, 0.0), 1.0)
        self._advice, self._line = advice, line
        self.setAccessibleDescription(advice)
        self.update()

    def forget(self) -> None:
        """Show nothing of anybody any more."""
        self._image = None
        self._progress = 0.0
        self._advice = self._line = self._arrow = ""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(968, 880)

    def oval(self) -> QRectF:
        """Where the face belongs, in px of this widget."""
        room = self.height() - 240 * min(self._theme.scale, 1.5)
        scale = min(1.0, room / OVAL.height(), (self.width() - 120) / OVAL.width())
        wide, tall = OVAL.width() * scale, OVAL.height() * scale
        top = (room - tall) / 2 + 60
        return QRectF((self.width() - wide) / 2, top, wide, tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        line = theme.color("line") if theme.is_contrast else None
        bed = theme.color("camera_bed")
        paint_box(painter, QRectF(self.rect()), theme.radius("card"), bed, line, 2)
        oval = self.oval()
        self._paint_face(painter, oval)
        self._paint_ring(painter, oval)
        self._paint_arrow(painter, oval)
        self._paint_words(painter, oval)

    def _paint_face(self, painter: QPainter, oval: QRectF) -> None:
        inside = QPainterPath()
        inside.addEllipse(oval)
        painter.save()
        painter.setClipPath(inside)
        if self._image is None:
            painter.fillRect(oval, self._theme.color("lake_mid"))
        else:
            painter.drawImage(oval, self._image, filling(self._image, oval))
        painter.restore()

    def _paint_ring(self, painter: QPainter, oval: QRectF) -> None:
        around = oval.adjusted(-_RING_GAP, -_RING_GAP, _RING_GAP, _RING_GAP)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("lake_mid"), _RING))
        painter.drawEllipse(around)
        if self._progress:
            painter.setPen(round_pen(self._theme.color("camera_ring"), _RING))
            painter.drawArc(around, 90 * 16, round(-self._progress * 360 * 16))

    def _paint_arrow(self, painter: QPainter, oval: QRectF) -> None:
        """Two angles beside the oval: who cannot read sees where to turn."""
        if not self._arrow:
            return
        side = -1 if self._arrow == "left" else 1
        edge = oval.left() if side < 0 else oval.right()
        half, middle = _ARROW / 2, oval.center().y()
        painter.setPen(round_pen(self._theme.color("camera_ring"), _RING))
        for step in (1, 2):
            tip = edge + side * (_RING_GAP + step * _ARROW * 0.8 + half)
            points = [
                QPointF(tip - side * half, middle - half),
                QPointF(tip, middle),
                QPointF(tip - side * half, middle + half),
            ]
            painter.drawPolyline(points)

    def _paint_words(self, painter: QPainter, oval: QRectF) -> None:
        theme = self._theme
        painter.setPen(theme.color("on_camera"))
        top = oval.bottom() + _RING_GAP + 14
        painter.setFont(theme.font("h2", bold=True))
        tall = painter.fontMetrics().height()
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(0, top, self.width(), tall), centre, self._advice)
        painter.setFont(theme.font("small"))
        below = QRectF(0, top + tall, self.width(), painter.fontMetrics().height())
        painter.drawText(below, centre, self._line)


class CameraView(QWidget):
    """The oval with its chips below."""

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.oval = CameraOval(theme, say)
        self._chips: list[Chip] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addStretch(1)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(24)
        column.addWidget(self.oval, 1)
        column.addLayout(self._row)
        self.setAccessibleName(say("ui.camera.name"))

    def set_frame(self, frame: Frame) -> None:
        """Show a frame."""
        self.oval.set_frame(frame)

    def set_verdict(
        self,
        progress: float,
        advice: str,
        chips: Sequence[ChipText] = (),
        line: str = "",
        arrow: str = "",
    ) -> None:
        """Show what the gate says: ring, one instruction, a chip for every check, an arrow."""
        self.oval.set_advice(progress, advice, line, arrow)
        while len(self._chips) < len(chips):
            chip = Chip(self._theme, "", "ok")
            self._chips.append(chip)
            self._row.insertWidget(self._row.count() - 1, chip)
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(chips))
            if place < len(chips):
                chip.set_state(*chips[place])

    def forget(self) -> None:
        """Show nothing of anybody any more."""
        self.oval.forget()
        self.set_verdict(0, "")


class DocumentView(QWidget):
    """A page under the camera with the outline that was found, or the picture that was taken."""

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._outline: tuple[tuple[float, float], ...] = ()
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("ui.camera.name"))

    def set_frame(self, frame: Frame) -> None:
        """Show a live frame."""
        self._image = image_of(frame)
        self.update()

    def set_outline(self, corners: Sequence[tuple[float, float]] | None) -> None:
        """Four corners in px of the frame, or None while no page is seen."""
        self._outline = tuple(corners or ())
        self.update()

    def set_still(self, octets: bytes) -> None:
        """Show a taken picture (JPEG or PNG); what is no picture shows an empty bed."""
        image = QImage.fromData(octets)
        self._image = None if image.isNull() else image
        self._outline = ()
        self.update()

    def forget(self) -> None:
        """Show nothing of anybody any more."""
        self._image = None
        self._outline = ()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(968, 726)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        line = theme.color("line") if theme.is_contrast else None
        rect = QRectF(self.rect())
        paint_box(painter, rect, theme.radius("card"), theme.color("camera_bed"), line, 2)
        if self._image is None:
            self._paint_place(painter, rect)
            return
        spot = self._spot(self._image, rect.adjusted(16, 16, -16, -16))
        painter.drawImage(spot, self._image)
        if self._outline:
            scale = spot.width() / self._image.width()
            points = [spot.topLeft() + QPointF(x * scale, y * scale) for x, y in self._outline]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(round_pen(theme.color("camera_ring"), 6))
            painter.drawPolygon(QPolygonF(points))

    def _paint_place(self, painter: QPainter, rect: QRectF) -> None:
        """Four corners that show where to lay the page."""
        tall = rect.height() * 0.8
        wide = min(tall * 0.71, rect.width() * 0.8)
        page = QRectF(0, 0, wide, tall)
        page.moveCenter(rect.center())
        painter.setPen(round_pen(self._theme.color("camera_ring"), 6))
        reach = min(wide, tall) * 0.14
        for corner, across, down in (
            (page.topLeft(), 1, 1),
            (page.topRight(), -1, 1),
            (page.bottomRight(), -1, -1),
            (page.bottomLeft(), 1, -1),
        ):
            ends = (corner + QPointF(across * reach, 0), corner, corner + QPointF(0, down * reach))
            painter.drawPolyline(list(ends))

    def _spot(self, image: QImage, rect: QRectF) -> QRectF:
        scale = min(rect.width() / image.width(), rect.height() / image.height())
        spot = QRectF(0, 0, image.width() * scale, image.height() * scale)
        spot.moveCenter(rect.center())
        return spot
