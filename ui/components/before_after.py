"""BeforeAfter: what it was and what it is now, the old one struck through."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.components.card import Card
from ui.components.rule import Rule
from ui.components.stat_band import FOLDS_ABOVE
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Change:
    """`before` may be empty: then only the figure of now is shown."""

    caption: str
    before: str
    after: str
    unit: str = ""


class BeforeAfter(Card):
    """Changes side by side."""

    def __init__(
        self, theme: Theme, changes: Sequence[Change], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, padding=24, parent=parent)
        stacks = theme.scale > FOLDS_ABOVE
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        row = QBoxLayout(down if stacks else across)
        row.setSpacing(0)
        self.body.addLayout(row)
        for place, change in enumerate(changes):
            if place:
                row.addWidget(Rule(theme, upright=not stacks))
            row.addWidget(_column(theme, change), 1)
        names = [f"{c.caption} {c.before} → {c.after} {c.unit}" for c in changes]
        self.setAccessibleName("，".join(names))


def _column(theme: Theme, change: Change) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    centre = Qt.AlignmentFlag.AlignHCenter
    column.addWidget(Text(theme, change.caption, size="small", role="text_2", align=centre))
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch()
    if change.before:
        before = Text(theme, change.before, size="h2", role="text_2")
        font = before.font()
        font.setStrikeOut(True)
        before.setFont(font)
        row.addWidget(before)
        row.addWidget(IconLabel(theme, "arrow_right", "lake", "s"))
    row.addWidget(Text(theme, change.after, size="number", role="lake", bold=True))
    unit = Text(theme, change.unit, size="small")
    unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
    unit.setContentsMargins(0, 0, 0, 14)
    if not change.unit:  # showing it now would make it a window: it has no parent yet
        unit.hide()
    row.addWidget(unit)
    row.addStretch()
    column.addLayout(row)
    return holder
