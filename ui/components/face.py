"""Face: one of five grades of a rating, as a drawing with its words."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from ui.paint import paint_box, round_pen, smooth_painter
from ui.theme import Theme

# How far the middle of the mouth hangs below (+) or rises above (−) its corners, by level.
_MOUTH = {5: 0.34, 4: 0.22, 3: 0.0, 2: -0.2, 1: -0.34}


def paint_face(
    painter: QPainter, rect: QRectF, level: int, ink: QColor, ground: QColor, *, filled: bool
) -> None:
    """Paint a face into a square; `level` 5 is the gladdest. Filled: ground and ink swap."""
    radius = rect.width() / 2
    centre = rect.center()
    line = max(2.0, radius * 0.075)
    painter.setPen(round_pen(ink, line))
    painter.setBrush(ink if filled else ground)
    painter.drawEllipse(centre, radius - line / 2, radius - line / 2)
    feature = ground if filled else ink
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(feature)
    for side in (-1, 1):
        painter.drawEllipse(centre + QPointF(side * radius * 0.32, -radius * 0.18), line, line)
    bend = _MOUTH[level] * radius
    y = centre.y() + radius * (0.34 if bend <= 0 else 0.2) + (abs(bend) * 0.5 if bend < 0 else 0)
    half = radius * 0.42
    mouth = QPainterPath(QPointF(centre.x() - half, y))
    mouth.quadTo(QPointF(centre.x(), y + 2 * bend), QPointF(centre.x() + half, y))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(mouth, round_pen(feature, line * 1.15))


class Face(QRadioButton):
    """Faces with the same parent exclude each other; nothing is chosen before a touch."""

    def __init__(
        self, theme: Theme, level: int, text: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.level = level
        self._theme = theme
        self.setFont(theme.font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font())
        return QSize(176, round(110 * min(self._theme.scale, 1.25)) + words.height() + 72)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        chosen = self.isChecked()
        rect = QRectF(self.rect())
        lake = theme.color("lake")
        if chosen or self.isDown():
            line = lake if chosen else None
            soft = theme.color("lake_soft")
            paint_box(painter, rect, theme.radius("field"), soft, line, theme.border("selected"))
        size = round(110 * min(theme.scale, 1.25))
        square = QRectF((self.width() - size) / 2, 24, size, size)
        paint_face(painter, square, self.level, lake, theme.color("surface"), filled=chosen)
        painter.setFont(theme.font("body", bold=chosen))
        self._fit(painter)
        painter.setPen(lake if chosen else theme.color("text"))
        words = QRectF(0, 24 + size, self.width(), self.height() - size - 32)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())

    def _fit(self, painter: QPainter) -> None:
        """The longest grade has five characters: as much smaller as it takes to show them all."""
        room = self.width() - 12
        font = painter.font()
        wide = painter.fontMetrics().horizontalAdvance(self.text())
        if wide > room:
            font.setPixelSize(max(20, font.pixelSize() * room // wide))
            painter.setFont(font)
