"""SignBox: the signature pad with its state in words and a way to wipe it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from agent_desk.context import Context
from core.ports import Attachment
from core.session.matter import Signature
from ui.components import Card, Chip, SecondButton, Text
from ui.signature_pad import SignaturePad


class SignBox(Card):
    """`drawn` carries a full signature, `wiped` that there is none any more."""

    drawn = Signal(object)
    wiped = Signal()

    def __init__(self, context: Context, title: str, role: str, *, tallest: int = 280) -> None:
        super().__init__(context.theme)
        theme, words = context.theme, context.words
        self._words = words
        self._role = role
        self._whole = False
        self._pad = SignaturePad(theme, words)
        self._pad.setObjectName("signature")
        self._pad.setMinimumSize(380, 200)
        self._pad.setMaximumHeight(tallest)
        self._pad.changed.connect(self._look)
        self._chip = Chip(theme, "", "sunken")
        self._again = SecondButton(theme, words("ui.signature.again"), "pencil", small=True)
        self._again.setObjectName("action:wipe_signature")
        self._again.clicked.connect(self._pad.clear)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Text(theme, title, size="h2", bold=True))
        head.addWidget(self._chip)
        head.addStretch(1)
        head.addWidget(self._again)
        self.body.setSpacing(10)
        self.body.addLayout(head)
        self.body.addWidget(self._pad)
        self._look()

    def lock(self) -> None:
        """It was handed in."""
        self._pad.lock()
        self._again.setEnabled(False)

    def wipe(self) -> None:
        """The person has left."""
        self._pad.forget()

    def _look(self) -> None:
        enough = self._pad.is_enough()
        words = self._words
        if enough:
            self._chip.set_state(words("desk.sign.done"), "ok", "check")
        elif self._pad.has_ink():
            self._chip.set_state(words("ui.signature.short"), "warn", "pencil")
        else:
            self._chip.set_state(words("desk.sign.open"), "sunken", "")
        if enough:
            self._whole = True
            picture = Attachment(self._role, "image/png", self._pad.png())
            strokes = Attachment("strokes", "application/json", self._pad.strokes_json())
            self.drawn.emit(Signature(picture, strokes))
        elif self._whole:
            self._whole = False
            self.wiped.emit()
