"""On-screen keyboards: letters with pinyin, and a pad of digits."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from resources.hanzi import Match
from ui.candidate_strip import CandidateStrip
from ui.key import Key, backspace_key
from ui.theme import Theme

_ROWS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_HALVES = 20  # a row is ten keys; half keys let a row start between two
_MARGIN = 24


class KeyTarget(Protocol):
    """A field that can be typed in. FieldBox and SearchBox are such."""

    def insert(self, text: str) -> None: ...
    def backspace(self) -> None: ...
    def clear(self) -> None: ...


class _Bed(QWidget):
    """The ground of a keyboard. Keys type into `target`; without one they only tell `typed`."""

    typed = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._target: KeyTarget | None = None
        self._characters: dict[str, Key] = {}

    def set_target(self, target: KeyTarget | None) -> None:
        """Type into this field from now on."""
        self._target = target

    def set_offered(self, characters: str | None) -> None:
        """Grey the keys that lead nowhere; None offers all."""
        for character, key in self._characters.items():
            key.setEnabled(characters is None or character.lower() in characters.lower())

    def key(self, character: str) -> Key:
        """The key of a character. Raises KeyError."""
        return self._characters[character]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("sunken"))
        line = self.theme.border("hairline")
        painter.fillRect(0, 0, self.width(), line, self.theme.color("line"))

    def _character(self, character: str) -> Key:
        key = Key(self.theme, character)
        key.setObjectName(f"key:{character}")
        key.clicked.connect(lambda: self._on_character(character))
        self._characters[character] = key
        return key

    def _on_character(self, character: str) -> None:
        self._type(character)

    def _type(self, text: str) -> None:
        if self._target is not None:
            self._target.insert(text)
        self.typed.emit(text)

    def _backspace(self) -> None:
        if self._target is not None:
            self._target.backspace()

    def _clear(self) -> None:
        if self._target is not None:
            self._target.clear()


class NumberPad(_Bed):
    """Digits, with one more character (`extra`: . X -) where a field needs it."""

    def __init__(
        self, theme: Theme, say: WordSource, extra: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        grid = QGridLayout(self)
        page = theme.space("page")
        grid.setContentsMargins(page, _MARGIN, page, _MARGIN)
        grid.setSpacing(theme.target("key_gap") + 4)
        for place, digit in enumerate("123456789"):
            grid.addWidget(self._character(digit), place // 3, place % 3)
        grid.addWidget(self._character("0"), 3, 1)
        back = backspace_key(theme, say("ui.keys.backspace"))
        back.clicked.connect(self._backspace)
        grid.addWidget(back, 3, 2)
        functions = self._functions(say)
        if extra:
            grid.addWidget(self._character(extra), 3, 0)
            for row, name in enumerate(("next", "previous", "clear", "close")):
                grid.addWidget(functions[name], row, 3)
        else:
            grid.addWidget(functions["clear"], 3, 0)
            grid.addWidget(functions["next"], 0, 3, 2, 1)
            grid.addWidget(functions["previous"], 2, 3)
            grid.addWidget(functions["close"], 3, 3)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.setAccessibleName("0123456789")

    def function(self, name: str) -> Key:
        """A function key: next, previous, clear, close. Raises KeyError."""
        return self._function_keys[name]

    def sizeHint(self) -> QSize:
        key, gap = self.theme.target("key"), self.theme.target("key_gap") + 4
        return QSize(super().sizeHint().width(), 4 * key + 3 * gap + 2 * _MARGIN)

    def _functions(self, say: WordSource) -> dict[str, Key]:
        kinds = {"next": "strong", "previous": "line", "clear": "soft", "close": "soft"}
        self._function_keys = {
            name: Key(self.theme, say(f"ui.keys.{name}"), kind=kind) for name, kind in kinds.items()
        }
        for name, key in self._function_keys.items():
            key.setObjectName(f"key:{name}")
        self._function_keys["next"].clicked.connect(self.next_wanted)
        self._function_keys["previous"].clicked.connect(self.previous_wanted)
        self._function_keys["clear"].clicked.connect(self._clear)
        self._function_keys["close"].clicked.connect(self.close_wanted)
        return self._function_keys


class Keyboard(_Bed):
    """Letters and digits. `modes`: initials (small letters, for the search), hanzi (pinyin with
    candidates), letters (capitals as they are drawn). `find` gives the candidates of letters."""

    mode_changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        say: WordSource,
        find: Callable[[str], list[Match]],
        modes: Sequence[str] = ("initials", "hanzi"),
        *,
        with_next: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._find = find
        self._modes = tuple(modes)
        self._mode = self._modes[0]
        self._letters = ""
        self._strip = CandidateStrip(theme, say)
        self._strip.chosen.connect(self._take)
        self._function_keys: dict[str, Key] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 22)
        column.setSpacing(theme.target("key_gap") + 2)
        column.addWidget(self._strip)
        column.addLayout(self._grid(say, with_next))
        self.set_mode(self._mode)
        self.setAccessibleName(say(f"ui.keys.{self._mode}"))

    def set_mode(self, mode: str) -> None:
        """Write initials, Hanzi or capital letters. What was begun is dropped."""
        self._mode = mode
        self._compose("")
        self._strip.setVisible(mode == "hanzi")
        for name in self._modes:
            self._function_keys[name].set_kind("strong" if name == mode else "soft")
        self.updateGeometry()
        self.mode_changed.emit(mode)

    def mode(self) -> str:
        """The way of writing now."""
        return self._mode

    def function(self, name: str) -> Key:
        """A function key: clear, backspace, space, close, next or a mode. Raises KeyError."""
        return self._function_keys[name]

    def strip(self) -> CandidateStrip:
        """The row of candidates."""
        return self._strip

    def set_target(self, target: KeyTarget | None) -> None:
        super().set_target(target)
        self._compose("")

    def sizeHint(self) -> QSize:
        key, gap = self.theme.target("key"), self.theme.target("key_gap") + 2
        rows = 6 if "hanzi" in self._modes and not self._strip.isHidden() else 5
        return QSize(super().sizeHint().width(), rows * key + (rows - 1) * gap + _MARGIN + 22)

    def _grid(self, say: WordSource, with_next: bool) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.target("key_gap") + 2)
        for row, characters in enumerate(_ROWS):
            start = 1 if row == 2 else 3 if row == 3 else 0
            for place, character in enumerate(characters):
                grid.addWidget(self._character(character), row, start + 2 * place, 1, 2)
        for half in range(_HALVES):
            grid.setColumnStretch(half, 1)
        grid.addWidget(self._function("clear", say, self._clear), 3, 0, 1, 3)
        back = backspace_key(self.theme, say("ui.keys.backspace"))
        back.clicked.connect(self._backspace)
        self._function_keys["backspace"] = back
        grid.addWidget(back, 3, 17, 1, 3)
        last = [self._mode_key(mode, say) for mode in self._modes]
        last.append(self._function("space", say, self._space))
        if with_next:
            last.append(self._function("next", say, self._leave, "strong"))
        last.append(self._function("close", say, self.close_wanted.emit))
        edges = [round(place * _HALVES / len(last)) for place in range(len(last) + 1)]
        for place, key in enumerate(last):
            grid.addWidget(key, 4, edges[place], 1, edges[place + 1] - edges[place])
        return grid

    def _function(
        self, name: str, say: WordSource, act: Callable[[], object], kind: str = ""
    ) -> Key:
        key = Key(
            self.theme,
            say(f"ui.keys.{name}"),
            kind=kind or ("plain" if name == "space" else "soft"),
        )
        key.setObjectName(f"key:{name}")
        key.clicked.connect(lambda: act())
        self._function_keys[name] = key
        return key

    def _mode_key(self, mode: str, say: WordSource) -> Key:
        return self._function(mode, say, lambda: self.set_mode(mode))

    def _on_character(self, character: str) -> None:
        if self._mode == "hanzi" and character.isalpha():
            self._compose(self._letters + character.lower())
        elif self._mode == "initials":
            self._type(character.lower())
        else:
            self._type(character)

    def _compose(self, letters: str) -> None:
        self._letters = letters
        self._strip.show_matches(letters, self._find(letters) if letters else [])

    def _take(self, text: str, used: int) -> None:
        self._type(text)
        if used:
            self._compose(self._letters[used:])

    def _space(self) -> None:
        if self._letters:
            self._strip.take_first()
        else:
            self._type(" ")

    def _backspace(self) -> None:
        if self._letters:
            self._compose(self._letters[:-1])
        else:
            super()._backspace()

    def _clear(self) -> None:
        if self._letters:
            self._compose("")
        else:
            super()._clear()

    def _leave(self) -> None:
        self._compose("")
        self.next_wanted.emit()
