"""The lake: flat painted bands behind the idle page and the upper half of low position."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.paint import round_pen, smooth_painter
from ui.theme import Theme

Wave = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Where things stand, as parts of width and height. Each band is a row of crests."""

    sun: tuple[float, float, float] | None  # x, y, radius as part of the width
    far: Wave
    near: Wave
    water: tuple[Wave, Wave, Wave]
    boat: tuple[float, float, float] | None  # x, water line, width as part of the width
    reeds: bool


_PORTRAIT = View(
    sun=(0.79, 0.36, 0.083),
    far=((0, 0.53), (0.16, 0.40), (0.30, 0.54), (0.44, 0.66), (0.62, 0.53), (0.8, 0.63), (1, 0.6)),
    near=(
        (0, 0.73),
        (0.17, 0.57),
        (0.36, 0.68),
        (0.56, 0.69),
        (0.72, 0.63),
        (0.86, 0.64),
        (1, 0.7),
    ),
    water=(
        ((0, 0.69), (0.25, 0.71), (0.50, 0.735), (0.75, 0.72), (1, 0.70)),
        ((0, 0.79), (0.25, 0.83), (0.50, 0.82), (0.75, 0.79), (1, 0.815)),
        ((0, 0.875), (0.25, 0.845), (0.50, 0.86), (0.75, 0.89), (1, 0.905)),
    ),
    boat=(0.30, 0.73, 0.062),
    reeds=True,
)
_LANDSCAPE = View(
    sun=(0.80, 0.45, 0.133),
    far=((0, 0.555), (0.24, 0.48), (0.50, 0.58), (0.78, 0.56), (1, 0.60)),
    near=((0, 0.63), (0.26, 0.57), (0.52, 0.62), (0.78, 0.50), (1, 0.55)),
    water=(
        ((0, 0.64), (0.25, 0.635), (0.50, 0.65), (0.75, 0.64), (1, 0.645)),
        ((0, 0.69), (0.25, 0.70), (0.50, 0.685), (0.75, 0.71), (1, 0.695)),
        ((0, 0.77), (0.25, 0.785), (0.50, 0.77), (0.75, 0.78), (1, 0.785)),
    ),
    boat=(0.34, 0.655, 0.11),
    reeds=False,
)
_LOW = View(
    sun=None,
    far=(),
    near=(),
    water=(
        ((0, 0.72), (0.25, 0.73), (0.50, 0.745), (0.75, 0.735), (1, 0.73)),
        ((0, 0.84), (0.25, 0.815), (0.50, 0.82), (0.75, 0.84), (1, 0.85)),
        ((0, 0.925), (0.25, 0.935), (0.50, 0.915), (0.75, 0.91), (1, 0.93)),
    ),
    boat=None,
    reeds=False,
)
_VIEWS = {"portrait": _PORTRAIT, "landscape": _LANDSCAPE, "low": _LOW}


class LakeScene(QWidget):
    """`form`: portrait, landscape or low. Other palettes than light show a plain soft ground."""

    def __init__(
        self, theme: Theme, form: str = "portrait", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = _VIEWS[form]
        self._low = form == "low"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        if self._theme.palette != "light":
            painter.fillRect(self.rect(), self._theme.color("lake_soft"))
            return
        scene = self._theme.tokens.scene
        painter.fillRect(self.rect(), QColor(scene.sky))
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_sun(painter)
        self._paint_band(painter, self._view.far, scene.hill_far)
        self._paint_band(painter, self._view.near, scene.hill_near)
        top, *deeper = self._view.water
        self._paint_band(painter, top, scene.hill_near if self._low else scene.water[0])
        self._paint_boat(painter)
        for wave, colour in zip(deeper, scene.water[1:], strict=True):
            self._paint_band(painter, wave, colour)
        if self._view.reeds:
            self._paint_reeds(painter)

    def _paint_sun(self, painter: QPainter) -> None:
        if self._view.sun is None:
            return
        x, y, radius = self._view.sun
        painter.setBrush(QColor(self._theme.tokens.scene.sun))
        reach = radius * self.width()
        painter.drawEllipse(QPointF(x * self.width(), y * self.height()), reach, reach)

    def _paint_band(self, painter: QPainter, wave: Wave, colour: str) -> None:
        if not wave:
            return
        points = [QPointF(x * self.width(), y * self.height()) for x, y in wave]
        path = QPainterPath(points[0])
        for before, after in pairwise(points):
            middle = (before.x() + after.x()) / 2
            path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
        path.lineTo(self.width(), self.height())
        path.lineTo(0, self.height())
        path.closeSubpath()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(path, QColor(colour))

    def _paint_boat(self, painter: QPainter) -> None:
        if self._view.boat is None:
            return
        x, line, width = self._view.boat
        unit = width * self.width() / 6
        painter.save()
        painter.translate(x * self.width(), line * self.height())
        painter.scale(unit, unit)
        sail = QPainterPath(QPointF(-0.2, -6.6))
        sail.cubicTo(QPointF(1.4, -5), QPointF(1.9, -2.6), QPointF(1.9, -0.9))
        sail.lineTo(-0.2, -0.9)
        sail.closeSubpath()
        jib = QPainterPath(QPointF(-0.6, -5.6))
        jib.lineTo(-0.6, -0.9)
        jib.lineTo(-2.4, -0.9)
        jib.closeSubpath()
        colour = QColor(self._theme.tokens.scene.sail)
        painter.fillPath(sail, colour)
        painter.fillPath(jib, colour)
        hull = QPainterPath(QPointF(-3, -0.3))
        hull.lineTo(3, -0.3)
        hull.lineTo(2, 0.9)
        hull.lineTo(-2.2, 0.9)
        hull.closeSubpath()
        painter.fillPath(hull, QColor(self._theme.tokens.scene.water[2]))
        painter.restore()

    def _paint_reeds(self, painter: QPainter) -> None:
        painter.setPen(round_pen(QColor(self._theme.tokens.scene.sail), 5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bottom = self.height() * 0.98
        right = float(self.width())
        for foot, tip, top in ((58, 96, 0.76), (48, 54, 0.71), (32, 14, 0.80)):
            path = QPainterPath(QPointF(right - foot, bottom))
            high = self.height() * top
            path.quadTo(QPointF(right - foot, (bottom + high) / 2), QPointF(right - tip, high))
            painter.drawPath(path)
