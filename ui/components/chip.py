"""Chip: a state in a word with an icon."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

# kind -> words, fill
KINDS = {
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "error": ("error", "error_soft"),
    "sunken": ("text_2", "sunken"),
    "offline": ("offline", "offline_soft"),
    "lake": ("lake", "lake_soft"),
    "plain": ("text", "surface"),
    "bare": ("lake", ""),
}


def chip_size(theme: Theme, text: str, icon: str) -> QSize:
    """How much room a chip takes."""
    metrics = QFontMetrics(theme.font("small"))
    width = metrics.horizontalAdvance(text) + 2 * _edge(theme)
    if icon:
        width += _icon_size(theme) + _icon_gap(theme)
    tall = 22 if theme.mode == "desk" else 48
    return QSize(width, max(tall, metrics.height() + theme.space("xs")))


def paint_chip(
    painter: QPainter, theme: Theme, rect: QRectF, text: str, kind: str, icon: str, fill: str = ""
) -> None:
    """Paint a chip; `fill` replaces the kind's own, e.g. on a chosen row."""
    words, own = KINDS[kind]
    ground = fill or own
    colour = theme.color(words)
    line = _line(theme, kind, colour)
    if ground or line:
        width = theme.border("hairline")
        under = theme.color(ground) if ground else None
        paint_box(painter, rect, theme.radius("chip"), under, line, width)
    left = rect.left() + _edge(theme)
    if icon:
        size = _icon_size(theme)
        square = QRectF(left, rect.center().y() - size / 2, size, size)
        paint_icon(painter, icon, square, colour)
        left += size + _icon_gap(theme)
    painter.setFont(theme.font("small"))
    painter.setPen(colour)
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _line(theme: Theme, kind: str, colour: QColor) -> QColor | None:
    if theme.is_contrast:
        return colour
    return theme.color("line") if kind == "plain" else None


def _edge(theme: Theme) -> int:
    return 8 if theme.mode == "desk" else 16


def _icon_size(theme: Theme) -> int:
    return round((14 if theme.mode == "desk" else 26) * theme.scale)


def _icon_gap(theme: Theme) -> int:
    return 4 if theme.mode == "desk" else 8


class Chip(QWidget):
    """`kind`: ok, warn, error, sunken, offline, lake, plain, bare (no box)."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "lake",
        icon: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, kind, icon)

    def set_state(self, text: str, kind: str, icon: str = "") -> None:
        """Show another state."""
        self._text = text
        self._kind = kind
        self._icon = icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self._theme, self._text, self._icon)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        paint_chip(painter, self._theme, rect, self._text, self._kind, self._icon)
