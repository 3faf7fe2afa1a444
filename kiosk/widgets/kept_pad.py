"""A signature pad that shows again what was written before, and keeps it when it is resized."""

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from ui.signature_pad import SignaturePad


class _Strokes(msgspec.Struct):
    width: int
    height: int
    strokes: list[list[tuple[float, float, int]]]


class KeptPad(SignaturePad):
    """The writing belongs to the matter, not to the page: help, contrast or a turned screen make
    a new page."""

    def restore(self, document: bytes) -> None:
        """Show strokes as `strokes_json` wrote them; anything else leaves the pad empty."""
        try:
            kept = msgspec.json.decode(document, type=_Strokes)
        except msgspec.MsgspecError:
            return
        self._strokes = kept.strokes
        self._scale(QSize(kept.width, kept.height), self.size())
        self.update()

    def has_ink(self) -> bool:
        """Whether anything is written."""
        return bool(self._strokes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().isValid():
            self._scale(event.oldSize(), event.size())

    def _scale(self, old: QSize, new: QSize) -> None:
        if old == new or old.isEmpty() or new.isEmpty():
            return
        across, down = new.width() / old.width(), new.height() / old.height()
        self._strokes = [
            [(x * across, y * down, moment) for x, y, moment in stroke] for stroke in self._strokes
        ]
