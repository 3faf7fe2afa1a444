"""CandidateStrip: the letters that were typed and the Hanzi they may mean, page by page."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.ports import WordSource
from resources.hanzi import Match
from ui.components.text import Text
from ui.key import Key
from ui.theme import Theme

_GAP = 8
_EDGE = 22


class CandidateStrip(QWidget):
    """`chosen` carries the words and how many letters they take; 0 for a sign or a street word
    that needs no letters. Nothing typed: the signs and words that addresses need most."""

    chosen = Signal(str, int)

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quick = [Match(word, 0) for word in say("ui.keys.quick").split()]
        self._compose_words = say("ui.keys.compose")
        self._matches: Sequence[Match] = self._quick
        self._starts = [0]
        self._keys: list[Key] = []
        self._typed = Text(theme, self._compose_words, size="small", role="text_2")
        self._typed.setMinimumWidth(150)
        self._earlier = Key(
            theme, "", kind="soft", icon="chevron_left", name=say("ui.pager.previous")
        )
        self._later = Key(theme, "", kind="soft", icon="chevron_right", name=say("ui.pager.next"))
        self._earlier.clicked.connect(self._turn_back)
        self._later.clicked.connect(self._turn_on)
        self._row = QHBoxLayout()
        self._row.setSpacing(_GAP)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_GAP)
        whole.addWidget(self._typed)
        whole.addLayout(self._row, 1)
        for key in (self._earlier, self._later):
            key.setFixedWidth(theme.target("key"))
            whole.addWidget(key)
        self.setFixedHeight(theme.target("key"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_matches(self, letters: str, matches: Sequence[Match]) -> None:
        """Show the candidates of the letters; no letters show the quick words."""
        self._typed.setText(letters or self._compose_words)
        self._typed.set_role("lake" if letters else "text_2")
        self._matches = matches if letters else self._quick
        self._starts = [0]
        self._fill()

    def take_first(self) -> None:
        """Choose the first candidate that is shown."""
        if self._keys:
            self._keys[0].click()

    def shown(self) -> list[str]:
        """The candidates on this page."""
        return [key.text() for key in self._keys]

    def candidate(self, place: int) -> Key:
        """A candidate on this page. Raises IndexError."""
        return self._keys[place]

    def sizeHint(self) -> QSize:
        return QSize(600, self._theme.target("key"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.target("key"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._starts = self._starts[:1]
        self._fill()

    def _fill(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._keys = []
        start = self._starts[-1]
        room = self._room()
        metrics = QFontMetrics(self._theme.font("h2", bold=True))
        for match in self._matches[start:]:
            wide = max(self._theme.target("min"), metrics.horizontalAdvance(match.text) + 2 * _EDGE)
            if room < wide and self._keys:
                break
            room -= wide + _GAP
            self._add(match, wide)
        self._row.addStretch(1)
        self._earlier.setEnabled(len(self._starts) > 1)
        self._later.setEnabled(start + len(self._keys) < len(self._matches))

    def _add(self, match: Match, wide: int) -> None:
        key = Key(self._theme, match.text)
        key.setFont(self._theme.font("h2", bold=True))
        key.setFixedWidth(wide)
        key.clicked.connect(lambda: self.chosen.emit(match.text, match.used))
        self._row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._keys.append(key)

    def _room(self) -> int:
        typed = max(self._typed.minimumWidth(), self._typed.sizeHint().width())
        return self.width() - typed - 2 * self._theme.target("key") - 3 * _GAP

    def _turn_on(self) -> None:
        self._starts.append(self._starts[-1] + len(self._keys))
        self._fill()

    def _turn_back(self) -> None:
        self._starts.pop()
        self._fill()
