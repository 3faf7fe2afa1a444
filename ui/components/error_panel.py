"""ErrorPanel: what happened, what to do, another way, and a person."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.text import Text
from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class IconCircle(QWidget):
    """A large icon on a soft circle. `kind`: error, warn, ok, lake, offline."""

    def __init__(self, theme: Theme, icon: str, kind: str, size: int) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._kind = kind
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        colour = theme.color(self._kind)
        line = colour if theme.is_contrast else None
        fill = theme.color(f"{self._kind}_soft")
        paint_box(painter, rect, self.width() / 2, fill, line, theme.border("control"))
        inset = self.width() * 0.27
        paint_icon(painter, self._icon, rect.adjusted(inset, inset, -inset, -inset), colour)


class NumberDot(QWidget):
    """A number on a soft circle."""

    def __init__(self, theme: Theme, number: int, *, strong: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._strong = strong
        size = 24 if theme.mode == "desk" else round(58 * min(theme.scale, 1.25))
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        lake = theme.color("lake")
        fill = lake if self._strong else theme.color("lake_soft")
        line = lake if theme.is_contrast else None
        paint_box(painter, rect, self.width() / 2, fill, line, theme.border("hairline"))
        painter.setFont(theme.font_px(round(self.width() * 0.48), bold=True))
        painter.setPen(theme.color("on_lake") if self._strong else lake)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self._number))


class ErrorPanel(QWidget):
    """`steps` are (what to do, one more line or empty). `other` and `helped` are its two ways on;
    the page's own primary action tries again."""

    other = Signal()
    helped = Signal()

    def __init__(
        self,
        theme: Theme,
        say: WordSource,
        *,
        icon: str,
        title: str,
        line: str,
        steps: Sequence[tuple[str, str]],
        code: str,
        other: str = "",
        kind: str = "error",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(28)
        column.addWidget(IconCircle(theme, icon, kind, 192), 0, centre)
        column.addSpacing(8)
        heading = Text(theme, title, size="h1", bold=True, wrap=True, align=centre)
        column.addWidget(heading)
        column.addWidget(Text(theme, line, role="text_2", wrap=True, align=centre))
        column.addWidget(self._steps(say("ui.error.try"), steps))
        column.addLayout(self._ways(say, other))
        words = say("ui.error.code", code=code)
        column.addWidget(Text(theme, words, size="small", role="text_2", wrap=True, align=centre))
        column.addStretch(1)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def _steps(self, heading: str, steps: Sequence[tuple[str, str]]) -> Card:
        theme = self._theme
        card = Card(theme, padding=40)
        card.body.setSpacing(20)
        card.body.addWidget(Text(theme, heading, size="h2", bold=True))
        for number, (what, more) in enumerate(steps, start=1):
            row = QHBoxLayout()
            row.setSpacing(20)
            row.addWidget(NumberDot(theme, number), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addStretch()
            words.addWidget(Text(theme, what, bold=True, wrap=True))
            if more:
                words.addWidget(Text(theme, more, size="small", role="text_2", wrap=True))
            words.addStretch()
            row.addLayout(words, 1)
            card.body.addLayout(row)
        return card

    def _ways(self, say: WordSource, other: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        if other:
            another = SecondButton(self._theme, other, "swap")
            another.clicked.connect(self.other)
            row.addWidget(another, 1)
        person = SecondButton(self._theme, say("ui.error.person"), "person_plus")
        person.clicked.connect(self.helped)
        row.addWidget(person, 1)
        return row
