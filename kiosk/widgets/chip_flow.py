"""Chips one after the other, in as many lines as they need, or in a few lines and a last word."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.components.chip import chip_size, paint_chip
from ui.paint import smooth_painter
from ui.theme import Theme

_Boxes = list[tuple[str, QRectF]]


class ChipFlow(QWidget):
    """Painted whole. Where `most_lines` are not enough, the last chip is `more(count of all)`."""

    def __init__(
        self,
        theme: Theme,
        texts: Sequence[str] = (),
        kind: str = "plain",
        *,
        most_lines: int = 99,
        more: Callable[[int], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = tuple(texts)
        self._kind = kind
        self._most_lines = most_lines
        self._more = more
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_texts(texts)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Show other chips."""
        self._texts = tuple(texts)
        self.setAccessibleName("，".join(texts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(max((box.bottom() for _, box in self._boxes(width)), default=0.0))

    def shown(self) -> list[str]:
        """The chips as they stand in the present width."""
        return [text for text, _ in self._boxes(self.width())]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        for text, box in self._boxes(self.width()):
            paint_chip(painter, self._theme, box, text, self._kind, "")

    def _boxes(self, width: int) -> _Boxes:
        boxes = self._flow(self._texts, width)
        for kept in range(len(self._texts) - 1, 0, -1):
            if self._lines(boxes) <= self._most_lines:
                break
            last = self._more(len(self._texts))
            boxes = self._flow((*self._texts[:kept], last), width)
        return boxes

    def _lines(self, boxes: _Boxes) -> int:
        return len({box.top() for _, box in boxes})

    def _flow(self, texts: Sequence[str], width: int) -> _Boxes:
        gap = self._theme.space("xs")
        left = top = 0
        boxes: _Boxes = []
        for text in texts:
            size = chip_size(self._theme, text, "")
            if left and left + size.width() > width:
                left, top = 0, top + size.height() + gap
            boxes.append((text, QRectF(left, top, min(size.width(), width), size.height())))
            left += size.width() + gap
        return boxes
