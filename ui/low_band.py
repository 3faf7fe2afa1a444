"""LowBand: the upper half in low position, where nothing is touched: the question, large."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from ui.components.card import Card
from ui.components.chip import Chip
from ui.components.rule import Rule
from ui.components.stat_band import Figure
from ui.components.text import Text
from ui.page import Page
from ui.paint import smooth_painter
from ui.scene import LakeScene
from ui.theme import Theme


class LowBand(QWidget):
    """Shows the title, the hint and the figures of a page over the lake."""

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._say = say
        self._scene = LakeScene(theme, "low", parent=self)
        self._words = QWidget(self)

    def show_page(self, page: Page, *, reading: bool) -> None:
        """Show what a page asks; `reading` says that it is being read out."""
        self._words.hide()
        self._words.deleteLater()
        self._words = QWidget(self)
        column = QVBoxLayout(self._words)
        edge = self._theme.space("page")
        column.setContentsMargins(edge, 44, edge, 24)
        column.setSpacing(16)
        texts = page.texts
        crumb = " · ".join(part for part in (texts.crumb, texts.aside) if part)
        theme = self._theme
        column.addWidget(Text(theme, crumb, role="lake", bold=True))
        column.addWidget(Text(theme, texts.title, size="display", bold=True, wrap=True))
        if texts.hint:
            hint = Text(theme, texts.hint, role="text_2", wrap=True)
            hint.setFont(theme.font_px(theme.px("body") + 4))
            column.addWidget(hint)
        column.addLayout(self._chips(reading))
        if page.figures:
            column.addWidget(self._figures(page.figures))
        column.addStretch(1)
        self._words.setGeometry(self.rect())
        self._words.show()
        self.setAccessibleName(texts.title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scene.setGeometry(self.rect())
        self._words.setGeometry(self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        painter.fillRect(QRectF(self.rect()), self._theme.color("lake_soft"))

    def _chips(self, reading: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Chip(self._theme, self._say("ui.low.on"), "plain", "wheelchair"))
        if reading:
            row.addWidget(Chip(self._theme, self._say("ui.low.reading"), "plain", "speaker"))
        row.addStretch(1)
        return row

    def _figures(self, figures: tuple[Figure, ...]) -> Card:
        card = Card(self._theme, padding=20)
        row = QHBoxLayout()
        row.setSpacing(16)
        for place, (number, unit, _caption) in enumerate(figures):
            if place:
                row.addWidget(Rule(self._theme, upright=True))
            row.addWidget(Text(self._theme, number, size="body", bold=True))
            row.addWidget(Text(self._theme, unit, size="body"), 1)
        card.body.addLayout(row)
        return card
