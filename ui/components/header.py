"""Header: who speaks, where it stands, the network and the time."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components.chip import Chip
from ui.components.text import Text
from ui.icons import Drawing
from ui.paint import paint_box, round_pen, smooth_painter
from ui.theme import Theme

_WAVE = "M 5 12.6 C 6.6 8.6 9.2 8.6 12 11.2 C 14.8 13.8 17.4 13.6 19 9.6 M 8.6 17 H 15.4"


class LogoMark(QWidget):
    """A wave over its shore, in the house colour."""

    def __init__(self, theme: Theme, size: int, *, inverted: bool = False) -> None:
        super().__init__()
        self._ground = theme.color("surface" if inverted else "lake")
        self._line = theme.color("lake" if inverted else "on_lake")
        self._wave = Drawing(_WAVE)
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        paint_box(painter, QRectF(self.rect()), self.width() * 0.27, self._ground)
        painter.scale(self.width() / 24, self.height() / 24)
        painter.strokePath(self._wave.stroked, round_pen(self._line, 2.1))


class Header(QWidget):
    """Fixed furniture. Elder mode shows the name and the time only."""

    def __init__(
        self, theme: Theme, name: str, place: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        elder = theme.mode == "elder"
        self._place = Text(theme, place, size="small", role="text_2")
        self._name = Text(theme, name, size="label", bold=True)
        self._network = Chip(theme, "", "offline", "cloud_off")
        self._network.hide()
        self._clock = Text(theme, "", size="label" if elder else "h2", bold=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._place)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(48, 0, 48, 0)
        row.setSpacing(theme.space("s"))
        logo = LogoMark(theme, 72 if elder else 60)
        logo.setAccessibleName(name)
        row.addWidget(logo)
        row.addLayout(words, 1)
        row.addWidget(self._network)
        row.addSpacing(8)
        row.addWidget(self._clock)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._make_room()

    def set_place(self, place: str) -> None:
        """Show where the terminal stands."""
        self._place.setText(place)
        self._make_room()

    def set_network(self, online: bool, text: str) -> None:
        """Show the network as a state in words; nothing in elder mode, which has a strip."""
        kind, icon = ("ok", "cloud") if online else ("offline", "cloud_off")
        self._network.set_state(text, kind, icon)
        self._network.setVisible(bool(text) and self._theme.mode != "elder")
        self._make_room()

    def set_clock(self, text: str) -> None:
        """Show the time as words."""
        self._clock.setText(text)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def sizeHint(self) -> QSize:
        inner = super().sizeHint()
        return QSize(inner.width(), max(inner.height() + 12, self._theme.frame("header")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.setPen(QPen(self._theme.color("line"), self._theme.border("hairline")))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _make_room(self) -> None:
        """Large text: first the place gives way, then the name; the mark stays."""
        network = 0 if self._network.isHidden() else self._network.sizeHint().width()
        room = self.width() - 96 - 72 - 80 - network - self._clock.sizeHint().width()
        place = self._place.sizeHint().width()
        has_place = bool(self._place.text()) and self._theme.mode != "elder"
        self._place.setVisible(has_place and place <= room)
        self._name.setVisible(self._name.sizeHint().width() <= room)
