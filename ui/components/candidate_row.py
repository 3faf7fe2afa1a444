"""CandidateRow: one thing that was found, with the letters that matched underlined."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.components.chip import Chip
from ui.components.laid_out import LaidOut, let_through
from ui.components.text import Text
from ui.icons import IconLabel
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class CandidateRow(LaidOut, QPushButton):
    """`hits` are the places of the characters that matched; `best` is drawn with a strong line."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        hits: Sequence[int] = (),
        pinyin: str = "",
        chips: Sequence[str] = (),
        line: str = "",
        key: str = "",
        best: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._theme = theme
        self._best = best
        title = Text(theme, "", size="h2", bold=True)
        title.setTextFormat(Qt.TextFormat.RichText)
        title.setText(_marked(name, frozenset(hits), theme.hex("lake")))
        reading = Text(theme, pinyin, size="small", role="text_3")
        above = QHBoxLayout()
        above.setSpacing(16)
        below = QHBoxLayout()
        below.setSpacing(10)
        for label in (title, reading):
            let_through(label)
            above.addWidget(label)
        above.addStretch(1)
        for text in chips:
            chip = Chip(theme, text, "lake")
            let_through(chip)
            below.addWidget(chip)
        second = Text(theme, line, size="small", role="text_2")
        let_through(second)
        below.addWidget(second)
        below.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addLayout(above)
        words.addLayout(below)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(34, 8, 34, 8)
        row.addLayout(words, 1)
        row.addWidget(IconLabel(theme, "chevron_right", "lake", theme.icon("s") + 4))
        self.setMinimumHeight(152)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(" ".join((*chips, line)))

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        fill = theme.color("lake_soft" if self.isDown() else "surface")
        line = theme.color("lake" if self._best else "line")
        width = theme.border("selected" if self._best else "hairline")
        rect = QRectF(self.rect())
        paint_box(smooth_painter(self), rect, theme.radius("card"), fill, line, width)


def _marked(name: str, hits: frozenset[int], colour: str) -> str:
    return "".join(
        f'<u style="color:{colour}">{escape(sign)}</u>' if place in hits else escape(sign)
        for place, sign in enumerate(name)
    )
