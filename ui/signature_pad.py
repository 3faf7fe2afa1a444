"""SignaturePad: writing a name with a finger or a pen (签名影像).

What is kept is a picture and the strokes; docs/signature.md says how the strokes are written down.
"""

import json
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QElapsedTimer,
    QEvent,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QImage,
    QImageWriter,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
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

_PALM_MM = 22.0  # a touch that is wider is a hand that rests there
_PEN_NEAR_MS = 500  # so long after a pen was felt, a touch is the hand that holds it
_TOUCHES = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
    }
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place in px of the pad, ms since the first touch, and the pressure 0–1 where the device
    tells it."""

    x: float
    y: float
    ms: int
    pressure: float | None = None


class SignaturePad(QWidget):
    """`changed` after every stroke. One hand writes: a second finger, a resting palm and the hand
    that holds a pen leave no ink."""

    changed = Signal()

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint = say("ui.signature.hint")
        self._strokes: list[list[Point]] = []
        self._locked = False
        self._clock = QElapsedTimer()
        self._from_ms = 0  # where the clock began
        self._pen_felt = QElapsedTimer()
        self._finger: int | None = None  # the touch point that writes
        self._device = ""  # pen, touch or mouse: what began the last stroke
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
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
        xs = [point.x for stroke in self._strokes for point in stroke]
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

    def has_ink(self) -> bool:
        """Whether anything is written."""
        return bool(self._strokes)

    def strokes_json(self) -> bytes:
        """How it was written: {"device", "height", "pressure", "strokes", "width"}; a point is
        [x, y, ms], or [x, y, ms, pressure] where the device told it (docs/signature.md)."""
        has_pressure = any(p.pressure is not None for stroke in self._strokes for p in stroke)
        document = {
            "device": self._device,
            "height": self.height(),
            "pressure": has_pressure,
            "strokes": [[_written(point) for point in stroke] for stroke in self._strokes],
            "width": self.width(),
        }
        return json.dumps(document, separators=(",", ":")).encode()

    def sizeHint(self) -> QSize:
        return QSize(968, 372)

    # ── what writes ────────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        if event.type() in _TOUCHES and isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin("mouse", self._point(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._go_on(self._point(event.position()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen; its rubber and its hovering leave no ink. Accepted, so that no mouse events come
        of it."""
        event.accept()
        self._pen_felt.start()
        if event.pointerType() is not QPointingDevice.PointerType.Pen:
            return
        can_press = QInputDevice.Capability.Pressure in event.pointingDevice().capabilities()
        point = self._point(event.position(), event.pressure() if can_press else None)
        match event.type():
            case QEvent.Type.TabletPress:
                self._drop_finger()  # it was the hand, put down before the pen
                self._begin("pen", point)
            case QEvent.Type.TabletMove if event.buttons():
                self._go_on(point)
            case QEvent.Type.TabletRelease:
                self._end()
            case _:
                pass

    def _touch(self, event: QTouchEvent) -> None:
        """The first finger writes until it leaves; what the system takes away is no stroke."""
        if event.type() is QEvent.Type.TouchCancel:
            self._drop_finger()
            return
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed and self._finger is None:
                if not self._is_hand(point):
                    self._finger = point.id()
                    self._begin("touch", self._point(point.position()))
            elif point.id() == self._finger:
                if self._is_palm(point):  # it was put down finger first
                    self._drop_finger()
                elif state == QEventPoint.State.Released:
                    self._finger = None
                    self._end()
                elif state == QEventPoint.State.Updated:
                    self._go_on(self._point(point.position()))

    def _is_hand(self, point: QEventPoint) -> bool:
        near = self._pen_felt.isValid() and self._pen_felt.elapsed() < _PEN_NEAR_MS
        return near or self._is_palm(point)

    def _is_palm(self, point: QEventPoint) -> bool:
        """Where the device tells how wide a touch is; else nothing is."""
        size = point.ellipseDiameters()
        a_millimetre = max(self.logicalDpiX(), 1) / 25.4
        return max(size.width(), size.height()) / a_millimetre > _PALM_MM

    def _drop_finger(self) -> None:
        if self._finger is not None:
            self._finger = None
            self._strokes = self._strokes[:-1]
            self.update()
            self.changed.emit()

    def _begin(self, device: str, point: Point) -> None:
        if self._locked:
            return
        if not self._strokes or not self._clock.isValid():
            self._from_ms = self._strokes[-1][-1].ms if self._strokes else 0
            self._clock.start()
            point = replace(point, ms=self._from_ms)
        self._device = device
        self._strokes.append([point])
        self.update()

    def _go_on(self, point: Point) -> None:
        if not self._locked and self._strokes:
            self._strokes[-1].append(point)
            self.update()

    def _end(self) -> None:
        if not self._locked:
            self.changed.emit()

    # ── painting ───────────────────────────────────────────────────────────────────────────────

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
            points = [QPointF(point.x, point.y) for point in stroke]
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

    def _point(self, spot: QPointF, pressure: float | None = None) -> Point:
        x = min(max(spot.x(), 0.0), float(self.width()))
        y = min(max(spot.y(), 0.0), float(self.height()))
        elapsed = self._clock.elapsed() if self._clock.isValid() else 0
        return Point(x, y, self._from_ms + elapsed, pressure)

    def _ink_length(self) -> float:
        length = 0.0
        for stroke in self._strokes:
            for a, b in pairwise(stroke):
                length += ((b.x - a.x) ** 2 + (b.y - a.y) ** 2) ** 0.5
        return length


def _written(point: Point) -> list[float]:
    plain: list[float] = [round(point.x, 1), round(point.y, 1), point.ms]
    return plain if point.pressure is None else [*plain, round(point.pressure, 3)]
