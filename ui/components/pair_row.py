"""PairRow: a name at the left, a value at the right, and optionally a way to change it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components.button import TextLink
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme


class PairRow(QWidget):
    """`line` is a second, grey line under the value. `changed` when the link was touched."""

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        value: str,
        *,
        line: str = "",
        link: str = "",
        key: str = "",
        icon: str = "",
        bold: bool = False,
        keep_room: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        right = Qt.AlignmentFlag.AlignRight
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        if icon:
            row.addWidget(IconLabel(theme, icon, "lake", theme.icon("s") + 4))
        row.addWidget(Text(theme, name, size="small" if not icon else "body", role="text_2"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(Text(theme, value, bold=bold, wrap=True, align=right))
        second = Text(theme, line, size="small", role="text_2", wrap=True, align=right)
        if not line:  # showing it now would make it a window: it has no parent yet
            second.hide()
        words.addWidget(second)
        words.addStretch()
        row.addLayout(words, 1)
        if link:
            change = TextLink(theme, link)
            change.setAccessibleName(f"{link} {name}")
            change.clicked.connect(lambda: self.changed.emit(key))
            row.addWidget(change)
        elif keep_room:
            row.addSpacing(theme.target("min") + row.spacing())
        self.setMinimumHeight(theme.target("min") if theme.mode != "desk" else 0)
        self.setAccessibleName(f"{name} {value}")
