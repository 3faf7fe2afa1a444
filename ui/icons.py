"""Icons: our own drawings on a 24 grid, tinted from the tokens."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import path
from ui.paint import round_pen, smooth_painter
from ui.theme import Theme

ICONS_FILE = path("theme/icons.toml")
GRID = 24.0
STROKE = 1.75
_COMMAND = re.compile(r"([A-Z])([^A-Z]*)")


class Drawing:
    """An icon as two paths: what is stroked and what is filled."""

    def __init__(self, source: str) -> None:
        self.stroked = QPainterPath()
        self.filled = QPainterPath()
        self._path = self.stroked
        draw: dict[str, Callable[..., None]] = {
            "M": self._move,
            "L": self._line,
            "H": self._across,
            "V": self._down,
            "C": self._curve,
            "Z": self._close,
            "O": self._circle,
            "R": self._box,
            "A": self._arc,
            "D": self._dot,
            "F": self._fill,
        }
        for letter, numbers in _commands(source):
            draw[letter](*numbers)

    def paint(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        """Paint into a square."""
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / GRID, rect.height() / GRID)
        painter.fillPath(self.filled, colour)
        painter.strokePath(self.stroked, round_pen(colour, STROKE))
        painter.restore()

    def _move(self, x: float, y: float) -> None:
        self._path.moveTo(x, y)

    def _line(self, x: float, y: float) -> None:
        self._path.lineTo(x, y)

    def _across(self, x: float) -> None:
        self._path.lineTo(x, self._path.currentPosition().y())

    def _down(self, y: float) -> None:
        self._path.lineTo(self._path.currentPosition().x(), y)

    def _curve(self, *points: float) -> None:
        self._path.cubicTo(*points)

    def _close(self) -> None:
        self._path.closeSubpath()

    def _circle(self, x: float, y: float, radius: float) -> None:
        self._path.addEllipse(QPointF(x, y), radius, radius)

    def _box(self, x: float, y: float, width: float, height: float, radius: float) -> None:
        self._path.addRoundedRect(QRectF(x, y, width, height), radius, radius)

    def _arc(self, x: float, y: float, radius: float, start: float, sweep: float) -> None:
        square = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        if self._path is self.stroked:
            self._path.arcMoveTo(square, start)
        self._path.arcTo(square, start, sweep)

    def _dot(self, x: float, y: float, radius: float) -> None:
        self.filled.addEllipse(QPointF(x, y), radius, radius)

    def _fill(self) -> None:
        self._path = self.filled


def _commands(source: str) -> Iterator[tuple[str, list[float]]]:
    for match in _COMMAND.finditer(source):
        yield match.group(1), [float(number) for number in match.group(2).split()]


@cache
def icon_drawings() -> dict[str, Drawing]:
    """Every icon by name."""
    sources = tomllib.loads(ICONS_FILE.read_text(encoding="utf-8"))
    return {name: Drawing(source) for name, source in sources.items()}


def icon_names() -> list[str]:
    """The names of all icons."""
    return list(icon_drawings())


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Paint an icon into a square. Raises KeyError for an unknown name."""
    icon_drawings()[name].paint(painter, rect, colour)


def icon_pixmap(name: str, colour: QColor, size: int, dpr: float = 1.0) -> QPixmap:
    """An icon as a picture of `size` logical px. Raises KeyError for an unknown name."""
    drawing = icon_drawings()[name]
    pixmap = QPixmap(round(size * dpr), round(size * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.paint(painter, QRectF(0, 0, size, size), colour)
    painter.end()
    return pixmap


class IconLabel(QWidget):
    """An icon that stands beside words; by itself it is decoration and has no name."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        role: str = "lake",
        size: int | str = "m",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._role = role
        self._size = theme.icon(size) if isinstance(size, str) else size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon, or the same in another colour."""
        self._name = name
        self._role = role if role is not None else self._role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._name:
            return
        painter = smooth_painter(self)
        left = (self.width() - self._size) / 2
        top = (self.height() - self._size) / 2
        rect = QRectF(left, top, self._size, self._size)
        paint_icon(painter, self._name, rect, self._theme.color(self._role))
