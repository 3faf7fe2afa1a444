"""A signature pad that shows again what was written before, and keeps it when it is resized."""

from dataclasses import replace

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.ports import WordSource
from ui.signature_pad import Point, SignaturePad
from ui.theme import Theme


class _Strokes(msgspec.Struct):
    width: int
    height: int
    strokes: list[list[list[float]]]
    device: str = ""


class KeptPad(SignaturePad):
    """The writing belongs to the matter, not to the page: help, contrast or a turned screen make
    a new page."""

    def __init__(self, theme: Theme, say: WordSource, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, say, parent=parent)
        self._drawn_at = self.size()  # the size that the strokes are in

    def restore(self, document: bytes) -> None:
        """Show strokes as `strokes_json` wrote them; anything else leaves the pad empty."""
        try:
            kept = msgspec.json.decode(document, type=_Strokes)
            strokes = [[_read(point) for point in stroke] for stroke in kept.strokes]
        except (msgspec.MsgspecError, TypeError):
            return
        self._strokes = strokes
        self._device = kept.device
        self._drawn_at = QSize(kept.width, kept.height)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Bring the strokes from the size they are in to the size of the pad."""
        old, new = self._drawn_at, self.size()
        if new.isEmpty():
            return
        self._drawn_at = new
        if old == new or old.isEmpty():
            return
        across, down = new.width() / old.width(), new.height() / old.height()
        self._strokes = [
            [replace(point, x=point.x * across, y=point.y * down) for point in stroke]
            for stroke in self._strokes
        ]
        self.update()


def _read(written: list[float]) -> Point:
    """A point as it was written down. Raises TypeError for another count of numbers."""
    if len(written) not in (3, 4):
        raise TypeError("a point has three or four numbers")
    x, y, moment = written[:3]
    return Point(x, y, int(moment), written[3] if len(written) == 4 else None)
