"""FigureCard: one number that staff look at, with its name and one line."""

from PySide6.QtWidgets import QWidget

from ui.components import Card, Text
from ui.theme import Theme


class FigureCard(Card):
    """`role` colours the number."""

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._name = Text(theme, name, size="small", role="text_2")
        self._value = Text(theme, "", size="number", bold=True)
        self._line = Text(theme, "", size="micro", role="text_2")
        self.body.setContentsMargins(16, 8, 16, 10)
        self.body.setSpacing(0)
        for label in (self._name, self._value, self._line):
            self.body.addWidget(label)

    def set_figure(self, value: str, line: str, role: str = "text") -> None:
        """Show another number."""
        self._value.setText(value)
        self._value.set_role(role)
        self._line.setText(line)
        self.setAccessibleName(f"{self._name.text()} {value}")
        self.setAccessibleDescription(line)

    def value(self) -> str:
        """The number as shown."""
        return self._value.text()
