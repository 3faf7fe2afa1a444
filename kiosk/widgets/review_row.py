"""A row of the review: a name, what it is, and the way back to change it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components.button import TextLink
from ui.components.rule import Rule
from ui.components.text import Text
from ui.theme import Theme

_LEAST = 74
_NAME_LONGEST = 6  # characters beside each other; a longer name takes two lines


class ReviewRow(QWidget):
    """`edited` when the link was touched. `link` is (object name, words), or None."""

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        value: str,
        *,
        link: tuple[str, str] | None = None,
        line: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        right = Qt.AlignmentFlag.AlignRight
        row = QHBoxLayout()
        row.setSpacing(20)
        label = Text(theme, name, size="small", role="text_2", wrap=True)
        natural = label.fontMetrics().horizontalAdvance(name) + 4
        label.setFixedWidth(min(natural, _NAME_LONGEST * theme.px("small")))
        row.addWidget(label)
        values = QVBoxLayout()
        values.setSpacing(0)
        values.addStretch()
        values.addWidget(Text(theme, value, wrap=True, align=right))
        if line:
            values.addWidget(Text(theme, line, size="small", role="text_2", wrap=True, align=right))
        values.addStretch()
        row.addLayout(values, 1)
        if link is None:
            row.addSpacing(theme.target("min"))
        else:
            change = TextLink(theme, link[1])
            change.setObjectName(link[0])
            change.setAccessibleName(f"{link[1]} {name}")
            change.clicked.connect(lambda _=False: self.edited.emit())
            row.addWidget(change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(Rule(theme))
        self.setMinimumHeight(max(_LEAST, theme.target("min") + 2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{name} {value}")
