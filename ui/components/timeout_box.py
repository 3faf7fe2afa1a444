"""TimeoutBox: asks whether somebody is still here, over an opaque ground."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from ui.components.button import PrimaryButton, SecondButton
from ui.components.card import Card
from ui.components.paragraph import Paragraph
from ui.components.stat_band import FOLDS_ABOVE
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme


class TimeoutBox(QWidget):
    """`stayed`: go on; `ended`: end and clear. The page is not shown through the ground."""

    stayed = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._say = say
        self._seconds = Paragraph(theme, align="center")
        self._stay = PrimaryButton(theme, say("ui.timeout.stay"))
        self._end = SecondButton(theme, say("ui.timeout.end"))
        self._stay.clicked.connect(self.stayed)
        self._end.clicked.connect(self.ended)
        box = Card(theme, padding=56)
        box.body.setSpacing(20)
        centre = Qt.AlignmentFlag.AlignHCenter
        icon = IconLabel(theme, "clock", "act", "l")
        box.body.addWidget(icon, 0, centre)
        title = Text(theme, say("ui.timeout.title"), size="h1", bold=True, align=centre)
        box.body.addWidget(title)
        box.body.addWidget(self._seconds)
        up, across = QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.LeftToRight
        row = QBoxLayout(up if theme.scale > FOLDS_ABOVE else across)
        row.setSpacing(20)
        row.addWidget(self._end, 1)
        row.addWidget(self._stay, 1)
        box.body.addLayout(row)
        kept = Text(theme, say("ui.timeout.kept"), size="small", role="text_2", align=centre)
        kept.setWordWrap(True)
        box.body.addWidget(kept)
        box.setFixedWidth(min(880, round(760 * theme.scale)))
        column = QVBoxLayout(self)
        column.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)
        self._box = box
        self.setAccessibleName(say("ui.timeout.title"))
        self.set_seconds(0)

    def set_seconds(self, seconds: int) -> None:
        """Show how long there is left."""
        self._seconds.set_text(self._say("ui.timeout.line", seconds=seconds))

    def take_focus(self) -> None:
        """Going on is the first thing that a key finds."""
        self._stay.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_low(self, low: bool) -> None:
        """Stand in the lower half, for somebody who sits."""
        column = self.layout()
        assert column is not None
        top = self.height() // 2 if low else 0
        column.setContentsMargins(0, top, 0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self._theme.color("scrim"))
