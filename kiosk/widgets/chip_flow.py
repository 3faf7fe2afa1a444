"""Chips one after the other, in as many lines as they need."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.components.chip import chip_size, paint_chip
from ui.paint import smooth_painter
from ui.theme import Theme


class ChipFlow(QWidget):
    """Painted whole; `kind` is one for all chips."""

    def __init__(
        self,
        theme: Theme,
        texts: Sequence[str] = (),
        kind: str = "plain",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = tuple(texts)
        self._kind = kind
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        for text, box in self._boxes(self.width()):
            paint_chip(painter, self._theme, box, text, self._kind, "")

    def _boxes(self, width: int) -> Iterator[tuple[str, QRectF]]:
        gap = self._theme.space("xs")
        left = top = 0
        for text in self._texts:
            size = chip_size(self._theme, text, "")
            if left and left + size.width() > width:
                left, top = 0, top + size.height() + gap
            yield text, QRectF(left, top, min(size.width(), width), size.height())
            left += size.width() + gap
