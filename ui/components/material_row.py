"""MaterialRow: one material with where it comes from, its state and one action."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components.button import SecondButton
from ui.components.chip import Chip
from ui.components.text import Text
from ui.theme import Theme


class MaterialRow(QWidget):
    """`chip` is (text, kind, icon); the action tells `acted` with the row's key."""

    acted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        number: str,
        name: str,
        origin: str,
        chip: tuple[str, str, str],
        action: str = "",
        *,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 14, 0, 14)
        row.setSpacing(20)
        row.addWidget(Text(theme, number, role="text_2", bold=True))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(theme, name, bold=True, wrap=True))
        self._origin = Text(theme, origin, size="small", role="text_2", wrap=True)
        words.addWidget(self._origin)
        row.addLayout(words, 1)
        self._chip = Chip(theme, *chip)
        row.addWidget(self._chip)
        self._button = SecondButton(theme, action, small=True)
        self._button.setFixedWidth(max(190, self._button.sizeHint().width()))
        self._button.setVisible(bool(action))
        self._button.setAccessibleName(f"{action} {name}")
        self._button.clicked.connect(lambda: self.acted.emit(self.key))
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(112)
        self.setAccessibleName(f"{name} {chip[0]}")
        self.setAccessibleDescription(origin)

    def set_chip(self, text: str, kind: str, icon: str = "") -> None:
        """Show another state."""
        self._chip.set_state(text, kind, icon)

    def button(self) -> SecondButton:
        """The one action of the row, hidden when there is none."""
        return self._button
