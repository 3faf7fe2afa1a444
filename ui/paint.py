"""Small strokes that several components paint with."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget


def smooth_painter(widget: QWidget) -> QPainter:
    """A painter on a widget with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def paint_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    line: QColor | None = None,
    width: float = 0,
) -> None:
    """A rounded box whose line lies inside `rect`."""
    inset = width / 2 if line else 0.0
    inner = rect.adjusted(inset, inset, -inset, -inset)
    corner = max(0.0, min(radius, rect.height() / 2) - inset)
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, width) if line and width else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(inner, corner, corner)


def paint_ring(
    painter: QPainter, rect: QRectF, ground: QColor, arc: QColor, width: float, start: float
) -> None:
    """A thin circle with a quarter of it in another colour: work is being done. `start` in
    degrees, counter-clockwise from three o'clock."""
    inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ground, width))
    painter.drawEllipse(inner)
    pen = QPen(arc, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(inner, round(start * 16), -90 * 16)


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen with round caps and joins."""
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def paint_tick(painter: QPainter, centre: QPointF, size: float, colour: QColor) -> None:
    """A tick in a square of `size` around `centre`."""
    painter.setPen(round_pen(colour, max(1.5, size / 8)))
    painter.drawPolyline(
        [
            centre + QPointF(-0.34 * size, 0.02 * size),
            centre + QPointF(-0.10 * size, 0.26 * size),
            centre + QPointF(0.36 * size, -0.24 * size),
        ]
    )
