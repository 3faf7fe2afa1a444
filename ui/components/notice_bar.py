"""NoticeBar: the state that counts for the whole page, one at a time."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.components.button import TextLink
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme

# kind -> fill, icon colour, icon
KINDS = {
    "offline": ("offline_soft", "offline", "cloud_off"),
    "warn": ("warn_soft", "warn", "warning"),
    "error": ("error_soft", "error", "warning"),
    "ok": ("ok_soft", "ok", "check_circle"),
    "lake": ("lake_soft", "lake", "info"),
}
HEIGHT = 84


class NoticeBar(QWidget):
    """Across the whole width; `link` is an optional way to mend it."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        kind: str = "offline",
        text: str = "",
        link: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = IconLabel(theme, "", "text", "m" if theme.mode != "desk" else "s")
        self._text = Text(theme, "", wrap=True)
        self._link = TextLink(theme, link)
        self._link.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        edge = theme.space("page")
        row.setContentsMargins(edge, theme.space("xs"), edge, theme.space("xs"))
        row.setSpacing(theme.space("s"))
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._link)
        self.setMinimumHeight(theme.target("row") if theme.mode == "desk" else HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_notice(kind, text, link)

    def set_notice(self, kind: str, text: str, link: str = "") -> None:
        """Show another notice."""
        self._kind = kind
        _, role, icon = KINDS[kind]
        self._icon.set_icon(icon, role)
        self._text.setText(text)
        self._link.setText(link)
        self._link.setAccessibleName(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color(KINDS[self._kind][0]))
        width = self._theme.border("hairline")
        line = self._theme.color("line")
        painter.fillRect(0, self.height() - width, self.width(), width, line)
