"""FactRow: a name at the left, a bold value with a small line under it at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components import Text
from ui.theme import Theme


class FactRow(QWidget):
    """For values that need a second line."""

    def __init__(
        self, theme: Theme, name: str, value: str, line: str, *, bold: bool = False
    ) -> None:
        super().__init__()
        right = Qt.AlignmentFlag.AlignRight
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("l"))
        row.addWidget(Text(theme, name, size="small", role="text_2"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(theme, value, bold=bold, wrap=True, align=right))
        words.addWidget(Text(theme, line, size="small", role="text_2", align=right))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{name} {value}")
        self.setAccessibleDescription(line)
