"""Which file of the USB stick: a panel over the page, with the newest files first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ports import WordSource
from kiosk.widgets.list_row import Entry, ListRow
from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.text import Text
from ui.theme import Theme

MOST_FILES = 5
_WIDTH = 900
_LONGEST = 24  # characters of a file name


class FilePanel(QWidget):
    """Lists files; a touched one goes to `take`, and the panel away. Without files it says so."""

    def __init__(
        self,
        theme: Theme,
        words: WordSource,
        files: Sequence[Path],
        take: Callable[[Path], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._take = take
        box = Card(theme, padding=48)
        box.setFixedWidth(_WIDTH)
        box.body.setSpacing(20)
        box.body.addWidget(Text(theme, words("files.title"), size="h1", bold=True))
        hint = words("files.hint" if files else "files.none")
        box.body.addWidget(Text(theme, hint, role="text_2", wrap=True))
        for place, path in enumerate(files):
            box.body.addWidget(self._row(place, path))
        close = SecondButton(theme, words("files.close"))
        close.setObjectName("file:close")
        close.clicked.connect(self._leave)
        box.body.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(words("files.title"))
        self.setGeometry(parent.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("scrim"))

    def _row(self, place: int, path: Path) -> ListRow:
        when = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        size = max(1, path.stat().st_size // 1024)
        name = path.name if len(path.name) <= _LONGEST else f"…{path.name[-_LONGEST:]}"
        entry = Entry(name, f"{when:%Y-%m-%d %H:%M}  {size} KB")
        row = ListRow(self._theme, entry, name=f"file:{place}")
        row.clicked.connect(lambda _=False: self._choose(path))
        return row

    def _choose(self, path: Path) -> None:
        self._leave()
        self._take(path)

    def _leave(self) -> None:
        self.hide()
        self.deleteLater()
