"""A card with a heading and what one can do, one after the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components.card import Card
from ui.components.error_panel import NumberDot
from ui.components.text import Text
from ui.theme import Theme


class StepCard(Card):
    """`steps` are (what to do, one more line or empty)."""

    def __init__(
        self,
        theme: Theme,
        heading: str,
        steps: Sequence[tuple[str, str]],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, padding=theme.space("l") + 8, parent=parent)
        self.body.setSpacing(20)
        self.body.addWidget(Text(theme, heading, size="h2", bold=True, wrap=True))
        for number, (what, more) in enumerate(steps, start=1):
            row = QHBoxLayout()
            row.setSpacing(20)
            row.addWidget(NumberDot(theme, number), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(Text(theme, what, bold=True, wrap=True))
            if more:
                words.addWidget(Text(theme, more, size="small", role="text_2", wrap=True))
            row.addLayout(words, 1)
            self.body.addLayout(row)
        self.body.addStretch(1)
        self.setAccessibleName(heading)
