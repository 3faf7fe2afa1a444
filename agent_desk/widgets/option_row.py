"""OptionRow: an answer in one or two lines, with the digit that chooses it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from ui.components import KeyCap, Text
from ui.components.laid_out import LaidOut, let_through
from ui.components.option_card import RadioMark
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class OptionRow(LaidOut, QRadioButton):
    """`line` says what it means, `effect` what it changes; rows of one parent exclude each
    other. A row that is not offered gives the reason as `effect`."""

    def __init__(
        self,
        theme: Theme,
        code: str,
        title: str,
        line: str = "",
        effect: str = "",
        digit: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code = code
        self._theme = theme
        self._mark = RadioMark(theme, 18)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(theme.space("m"))
        row.addWidget(self._mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        for text in (
            Text(theme, title, bold=True, wrap=True),
            Text(theme, line, size="small", role="text_2", wrap=True),
            Text(theme, effect, size="small", role="lake", wrap=True),
        ):
            let_through(text)
            words.addWidget(text)
            if not text.text():
                text.hide()
        row.addLayout(words, 1)
        if digit:
            cap = KeyCap(theme, str(digit))
            let_through(cap)
            row.addWidget(cap)
        self.setMinimumHeight(theme.target("row") + 6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (line, effect) if part))
        self.setObjectName(f"option:{code}")
        self.toggled.connect(self._mark.set_chosen)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        chosen = self.isChecked()
        fill = "lake_soft" if chosen or self.isDown() else "surface"
        line = "lake" if chosen else "line_strong"
        width = theme.border("selected" if chosen else "control")
        if not self.isEnabled():
            fill, line = "sunken", "line"
        box = QRectF(self.rect())
        radius = theme.radius("button")
        paint_box(smooth_painter(self), box, radius, theme.color(fill), theme.color(line), width)
