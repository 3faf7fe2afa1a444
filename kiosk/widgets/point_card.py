"""A soft card with a heading and a few points."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components.card import Card
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme


class PointCard(Card):
    """`kind` ok, lake or offline colours it and its icon."""

    def __init__(
        self,
        theme: Theme,
        kind: str,
        icon: str,
        heading: str,
        points: Sequence[str],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, kind, padding=theme.space("m"), parent=parent)
        self.body.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(theme.space("s") - 2)
        head.addWidget(IconLabel(theme, icon, kind, "s"))
        head.addWidget(Text(theme, heading, role=kind, bold=True, wrap=True), 1)
        self.body.addLayout(head)
        self.body.addSpacing(4)
        for point in points:
            row = QHBoxLayout()
            row.setSpacing(theme.space("xs"))
            row.addWidget(Text(theme, "·", size="small", bold=True))
            row.addWidget(Text(theme, point, size="small", wrap=True), 1)
            self.body.addLayout(row)
        self.body.addStretch(1)
        self.setAccessibleName(heading)
        self.setAccessibleDescription("，".join(points))
