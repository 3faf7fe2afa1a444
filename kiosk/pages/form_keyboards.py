"""Which keyboard a field wants; each is made once for a page."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.catalogue import Field
from kiosk.page import Context
from kiosk.widgets.choice_pad import ChoicePad
from resources.hanzi import matches
from ui.components.field_box import FieldBox
from ui.keyboard import Keyboard, NumberPad

# Kinds that are typed on the pad, with the one more character that they need.
_PAD_EXTRA = {
    "digits": "",
    "phone": "",
    "landline": "-",
    "decimal": ".",
    "money": ".",
    "date": "-",
    "resident_number": "X",
}
_CODES = frozenset({"uscc", "unit_number"})


class Keyboards(QObject):
    """`chosen` carries field key and option."""

    next_wanted = Signal()
    previous_wanted = Signal()
    close_wanted = Signal()
    chosen = Signal(str, str)

    def __init__(self, context: Context, width: int) -> None:
        super().__init__()
        self._context = context
        self._width = width
        self._made: dict[str, QWidget] = {}

    def board_for(self, field: Field, box: FieldBox) -> QWidget:
        """The keyboard of a field, typing into its box."""
        if field.kind == "choice":
            pad = self._choices(field)
            pad.show_chosen(box.value())
            return pad
        board = self._board(field.kind)
        board.set_target(box)
        return board

    def let_go(self) -> None:
        """They may have come to lie in the frame: what was shown has to go with the page."""
        for board in self._made.values():
            if isValid(board):
                board.hide()
                board.deleteLater()
        self._made = {}

    def _board(self, kind: str) -> NumberPad | Keyboard:
        name = _PAD_EXTRA.get(kind, "code" if kind in _CODES else "words")
        made = self._made.get(name)
        if isinstance(made, NumberPad | Keyboard):
            return made
        theme, words = self._context.theme, self._context.words
        board: NumberPad | Keyboard
        if kind in _PAD_EXTRA:
            board = NumberPad(theme, words, name)
        else:
            modes = ("letters",) if kind in _CODES else ("hanzi", "letters")
            board = Keyboard(theme, words, matches, modes, with_next=True)
        board.next_wanted.connect(self.next_wanted)
        board.previous_wanted.connect(self.previous_wanted)
        board.close_wanted.connect(self.close_wanted)
        self._made[name] = board
        return board

    def _choices(self, field: Field) -> ChoicePad:
        name = f"choice:{field.key}"
        made = self._made.get(name)
        if isinstance(made, ChoicePad):
            return made
        words = self._context.words
        heading = words("form.choose_from", label=field.label)
        pad = ChoicePad(
            self._context.theme,
            field.key,
            heading,
            field.choices,
            words("form.close"),
            width=self._width,
        )
        pad.chosen.connect(lambda choice, key=field.key: self.chosen.emit(key, choice))
        pad.close_wanted.connect(self.close_wanted)
        self._made[name] = pad
        return pad
