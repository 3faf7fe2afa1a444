"""The place to sign: a heading, the way to wipe it, the pad and one line below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.ports import Attachment, WordSource
from core.session.matter import Signature
from kiosk.widgets.kept_pad import KeptPad
from ui.components.button import TextLink
from ui.components.text import Text
from ui.theme import Theme

_SHORT = 260
_TALL = 16777215  # Qt's own largest size


class SignBox(QWidget):
    """`drawn` carries a Signature after each stroke that makes a whole name; `wiped` when what
    is on the pad is none (any more)."""

    drawn = Signal(object)
    wiped = Signal()

    def __init__(
        self, theme: Theme, words: WordSource, note: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._short = words("ui.signature.short")
        self._note_words = note
        self._is_short = False
        self.pad = KeptPad(theme, words)
        self.pad.setObjectName("signature")
        self.pad.setMinimumSize(400, 220)
        self.pad.changed.connect(self._on_changed)
        wipe = TextLink(theme, words("signing.wipe"), "refresh")
        wipe.setObjectName("link:wipe")
        wipe.clicked.connect(self.pad.clear)
        head = QHBoxLayout()
        head.addWidget(Text(theme, words("signing.sign"), size="h2", bold=True))
        head.addStretch(1)
        head.addWidget(wipe)
        self._note = Text(theme, note, size="small", role="text_2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.pad, 1)
        column.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_short(self, is_short: bool) -> None:
        """Leave the room to what is read: a lower pad, and the line only when it is needed."""
        self._is_short = is_short
        self.pad.setMaximumHeight(_SHORT if is_short else _TALL)
        self._note.setVisible(not is_short)

    def show_signature(self, signature: Signature | None) -> None:
        """Show what the matter holds, where the pad is new; what is being written stays."""
        if signature is not None and not self.pad.has_ink():
            self.pad.restore(signature.strokes.octets)

    def forget(self) -> None:
        """The citizen has left: no word of it to anybody."""
        self.pad.blockSignals(True)
        self.pad.forget()
        self.pad.blockSignals(False)

    def _on_changed(self) -> None:
        enough = self.pad.is_enough()
        short = self.pad.has_ink() and not enough
        self._note.setText(self._short if short else self._note_words)
        self._note.setVisible(short or not self._is_short)
        self._note.set_role("warn" if short else "text_2")
        self._note.set_bold(short)
        if not enough:
            self.wiped.emit()
            return
        self.drawn.emit(
            Signature(
                Attachment("signature", "image/png", self.pad.png()),
                Attachment("strokes", "application/json", self.pad.strokes_json()),
            )
        )
