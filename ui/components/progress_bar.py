"""ProgressBar: how far it is, in up to three parts."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.paint import smooth_painter
from ui.theme import Theme

_ROLES = ("lake", "lake_line", "line")
_GAP = 4


class ProgressBar(QWidget):
    """`parts` are amounts: done, promised, missing. The words stand beside it, not in it."""

    def __init__(
        self,
        theme: Theme,
        parts: Sequence[float] = (),
        name: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(10 if theme.mode == "desk" else 18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_parts(parts, name)

    def set_parts(self, parts: Sequence[float], name: str = "") -> None:
        """Show other amounts; `name` is what is read out."""
        self._parts = tuple(parts)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setClipPath(clip)
        # In high contrast the lines are all bright: the rest stays dark inside a frame.
        rest = "surface" if self._theme.is_contrast else "line"
        painter.fillRect(rect, self._theme.color(rest))
        total = sum(self._parts)
        left = 0.0
        for place, part in enumerate(self._parts[:2]):
            wide = rect.width() * part / total if total else 0.0
            if wide:
                piece = QRectF(left, 0, max(0.0, wide - _GAP), rect.height())
                painter.fillRect(piece, self._theme.color(_ROLES[place]))
            left += wide
        if self._theme.is_contrast:
            painter.setPen(self._theme.color("line"))
            painter.drawPath(clip)
