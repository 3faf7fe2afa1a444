"""InfoBand: an icon, a bold line and a second one, with an optional way on at the right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme

_ICON_ROLE = {"surface": "lake", "sunken": "text_2"}


class InfoBand(Card):
    """`kind` as of a card. `acted` when the button was touched."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        line: str = "",
        *,
        kind: str = "lake",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, kind, padding=theme.space("m"), parent=parent)
        role = _ICON_ROLE.get(kind, kind)
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.setContentsMargins(theme.space("xs"), 0, 0, 0)
        row.addWidget(IconLabel(theme, icon, role, theme.icon("m") + 8))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(Text(theme, title, bold=True, wrap=True))
        self._second = second = Text(theme, line, size="small", role="text_2", wrap=True)
        if not line:  # showing it now would make it a window: it has no parent yet
            second.hide()
        words.addWidget(second)
        words.addStretch()
        row.addLayout(words, 1)
        self.action_button: SecondButton | None = None
        if action:
            self.action_button = SecondButton(theme, action, small=True)
            self.action_button.clicked.connect(self.acted)
            row.addWidget(self.action_button)
        self.body.addLayout(row)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def set_line(self, line: str) -> None:
        """Say something else below the bold line."""
        self._second.setText(line)
        self._second.setVisible(bool(line))
        self.setAccessibleDescription(line)
