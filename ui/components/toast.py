"""Toast: good news for six seconds, never the only place where it is said."""

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.components.text import Text
from ui.icons import IconLabel
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class Toast(QWidget):
    """Hides itself after `toast_stay` and tells `gone`."""

    gone = Signal()

    def __init__(
        self, theme: Theme, text: str = "", aside: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = Text(theme, text, role="on_toast", wrap=True)
        self._aside = Text(theme, aside, size="small", role="on_toast")
        self._aside.setVisible(bool(aside))
        row = QHBoxLayout(self)
        edge = theme.space("l")
        row.setContentsMargins(edge, theme.space("s"), edge, theme.space("s"))
        row.setSpacing(theme.space("s"))
        row.addWidget(IconLabel(theme, "check_circle", "on_toast", "m"))
        row.addWidget(self._text, 1)
        row.addWidget(self._aside)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self._leave)
        self.setMinimumHeight(theme.target("row") if theme.mode == "desk" else 88)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_text(self, text: str) -> None:
        """Show news, for six seconds from now."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        stay = self._theme.tokens.motion["toast_stay"]
        assert isinstance(stay, int)
        self._leaving.start(stay)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        rect = QRectF(self.rect())
        paint_box(smooth_painter(self), rect, theme.radius("field"), theme.color("toast"))

    def _leave(self) -> None:
        self.hide()
        self.gone.emit()
