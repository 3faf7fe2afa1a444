"""Card: a box that holds what belongs together."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

# kind -> fill, line; an empty line is drawn only in high contrast.
_KINDS = {
    "surface": ("surface", "line"),
    "lake": ("lake_soft", ""),
    "ok": ("ok_soft", ""),
    "warn": ("warn_soft", "warn"),
    "error": ("error_soft", "error"),
    "offline": ("offline_soft", ""),
    "sunken": ("sunken", ""),
}


class Card(QWidget):
    """A box with padding; put things into `body`. `kind`: surface, lake, ok, warn, error, offline,
    sunken."""

    def __init__(
        self,
        theme: Theme,
        kind: str = "surface",
        *,
        padding: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self.body = QVBoxLayout(self)
        edge = theme.space("l") if padding is None else padding
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(theme.space("xs"))

    def set_kind(self, kind: str) -> None:
        """Show it as another kind."""
        self._kind = kind
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, line = _KINDS[self._kind]
        if not line and self._theme.is_contrast:
            line = "line"
        theme = self._theme
        width = theme.border("control" if self._kind in ("warn", "error") else "hairline")
        paint_box(
            smooth_painter(self),
            QRectF(self.rect()),
            theme.radius("card"),
            theme.color(fill),
            theme.color(line) if line else None,
            width,
        )
