"""SignaturePad: writing a name with a finger or a pen."""

import json
from itertools import pairwise

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QElapsedTimer,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.ports import WordSource
from ui.paint import paint_box, round_pen, smooth_painter
from ui.theme import Theme

PEN = 9.0
INK = QColor(18, 22, 22)  # ink on white in every theme: this is evidence, not decoration
PAPER = QColor(255, 255, 255)
_BASE = QColor(133, 168, 164)
_HINT = QColor(87, 82, 74)
_LEAST_INK = 0.9  # length of all strokes as a part of the pad's width
_LEAST_WIDTH = 0.15  # width of the written name as a part of the pad's width

Point = tuple[float, float, int]


class SignaturePad(QWidget):
    """Strokes as (x, y, ms since the first touch). `changed` after every stroke."""

    changed = Signal()

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint = say("ui.signature.hint")
        self._strokes: list[list[Point]] = []
        self._locked = False
        self._clock = QElapsedTimer()
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)  # one finger: as mouse
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(480, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("ui.signature.name"))
        self.setAccessibleDescription(self._hint)

    def clear(self) -> None:
        """Wipe the writing, unless it is locked."""
        if not self._locked:
            self._strokes = []
            self.update()
            self.changed.emit()

    def forget(self) -> None:
        """Wipe the writing whatever its state: the citizen has left."""
        self._locked = False
        self.clear()

    def lock(self) -> None:
        """Take no more ink: it was handed in."""
        self._locked = True
        self.unsetCursor()

    def is_enough(self) -> bool:
        """True when it can be a whole name and not a dot or a line by accident."""
        if self.width() <= 0 or not self._strokes:
            return False
        xs = [x for stroke in self._strokes for x, _, _ in stroke]
        wide = (max(xs) - min(xs)) / self.width()
        return self._ink_length() / self.width() >= _LEAST_INK and wide >= _LEAST_WIDTH

    def png(self) -> bytes:
        """The writing alone, black on white, without base line and hint."""
        image = QImage(self.size(), QImage.Format.Format_RGB32)
        image.fill(PAPER)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ink(painter)
        painter.end()
        octets = QByteArray()
        buffer = QBuffer(octets)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(octets.data())

    def strokes_json(self) -> bytes:
        """How it was written: {"width", "height", "strokes": [[[x, y, ms], …], …]} in px."""
        strokes = [[[round(x, 1), round(y, 1), ms] for x, y, ms in s] for s in self._strokes]
        document = {"height": self.height(), "strokes": strokes, "width": self.width()}
        return json.dumps(document, separators=(",", ":")).encode()

    def sizeHint(self) -> QSize:
        return QSize(968, 372)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._locked:
            return
        if not self._strokes:
            self._clock.start()
        self._strokes.append([self._point(event)])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._locked or not self._strokes:
            return
        self._strokes[-1].append(self._point(event))
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if not self._locked:
            self.changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        rect = QRectF(self.rect())
        line = theme.color("lake")
        paint_box(painter, rect, theme.radius("card"), PAPER, line, theme.border("control"))
        self._paint_base(painter)
        painter.setClipRect(rect.adjusted(4, 4, -4, -4))
        self._paint_ink(painter)

    def _paint_base(self, painter: QPainter) -> None:
        base = self.height() * 0.76
        pen = QPen(_BASE, 3, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 2.4])
        painter.setPen(pen)
        painter.drawLine(QPointF(60, base), QPointF(self.width() - 60, base))
        painter.setPen(_HINT)
        painter.setFont(self._theme.font("small"))
        words = QRectF(60, base + 8, self.width() - 120, self.height() - base - 8)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._hint)

    def _paint_ink(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            points = [QPointF(x, y) for x, y, _ in stroke]
            if len(points) == 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(INK)
                painter.drawEllipse(points[0], PEN / 2, PEN / 2)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                continue
            path = QPainterPath(points[0])
            for before, after in pairwise(points[1:]):
                path.quadTo(before, (before + after) / 2)
            path.lineTo(points[-1])
            painter.strokePath(path, round_pen(INK, PEN))

    def _point(self, event: QMouseEvent) -> Point:
        spot = event.position()
        x = min(max(spot.x(), 0.0), float(self.width()))
        y = min(max(spot.y(), 0.0), float(self.height()))
        return x, y, self._clock.elapsed()

    def _ink_length(self) -> float:
        length = 0.0
        for stroke in self._strokes:
            for (x1, y1, _), (x2, y2, _) in pairwise(stroke):
                length += ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        return length
