"""StatBand: a few figures side by side, each with its unit and its name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.components.card import Card
from ui.components.rule import Rule
from ui.components.text import Text
from ui.theme import Theme

FOLDS_ABOVE = 1.25  # text scale from which columns fold to one
Figure = tuple[str, str, str]  # number, unit, caption


class StatBand(Card):
    """Figures as (number, unit, caption)."""

    def __init__(
        self, theme: Theme, figures: Sequence[Figure] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "lake", padding=24, parent=parent)
        self._theme = theme
        self._stacks = theme.scale > FOLDS_ABOVE
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row = QBoxLayout(down if self._stacks else across)
        self._row.setSpacing(0)
        self.body.addLayout(self._row)
        self.set_figures(figures)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, figure in enumerate(figures):
            if place:
                self._row.addWidget(Rule(self._theme, upright=not self._stacks))
            self._row.addWidget(self._column(figure), 1)
        self.setAccessibleName("，".join(f"{name} {n} {unit}" for n, unit, name in figures))

    def _column(self, figure: Figure) -> QWidget:
        number, unit, caption = figure
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(Text(self._theme, number, size="h1", role="lake", bold=True))
        unit_label = Text(self._theme, unit, size="small")
        unit_label.setAlignment(Qt.AlignmentFlag.AlignBottom)
        unit_label.setContentsMargins(0, 0, 0, 8)
        row.addWidget(unit_label)
        row.addStretch()
        column.addLayout(row)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Text(self._theme, caption, size="small", role="text_2", align=centre))
        return holder
