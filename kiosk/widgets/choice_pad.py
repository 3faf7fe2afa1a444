"""Options to touch, in the place of the keyboard, for a field that is chosen from a list."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.components.text import Text
from ui.key import Key
from ui.theme import Theme

_MARGIN = 24
_MOST_COLUMNS = 3


class ChoicePad(QWidget):
    """`chosen` carries the option; the keys are named `option:KEY:OPTION`."""

    chosen = Signal(str)
    close_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        key: str,
        heading: str,
        choices: Sequence[str],
        close: str,
        *,
        width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: dict[str, Key] = {}
        grid = QGridLayout(self)
        page = theme.space("page")
        grid.setContentsMargins(page, _MARGIN, page, _MARGIN)
        grid.setSpacing(theme.target("key_gap") + 4)
        columns = self._columns(choices, width - 2 * page)
        grid.addWidget(Text(theme, heading, size="small", role="text_2"), 0, 0, 1, columns)
        for place, choice in enumerate(choices):
            option = Key(theme, choice)
            option.setObjectName(f"option:{key}:{choice}")
            option.clicked.connect(lambda _=False, text=choice: self.chosen.emit(text))
            self._keys[choice] = option
            grid.addWidget(option, 1 + place // columns, place % columns)
        shut = Key(theme, close, kind="soft")
        shut.setObjectName(f"option:{key}:")
        shut.clicked.connect(self.close_wanted)
        rows = -(-len(choices) // columns)
        free = len(choices) % columns
        if free:
            grid.addWidget(shut, rows, columns - 1)
        else:
            grid.addWidget(shut, rows + 1, 0, 1, columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self.setAccessibleName(heading)

    def show_chosen(self, choice: str) -> None:
        """Light the option that is in the field."""
        for text, key in self._keys.items():
            key.set_kind("strong" if text == choice else "plain")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("sunken"))
        line = self._theme.border("hairline")
        painter.fillRect(0, 0, self.width(), line, self._theme.color("line"))

    def _columns(self, choices: Sequence[str], width: int) -> int:
        metrics = QFontMetrics(self._theme.font("body", bold=True))
        widest = max((metrics.horizontalAdvance(text) for text in choices), default=0) + 48
        return max(1, min(_MOST_COLUMNS, width // widest, max(len(choices), 1)))
