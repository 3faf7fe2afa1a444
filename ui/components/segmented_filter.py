"""SegmentedFilter: a few ways to see a list, each with how many it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Segment:
    """`count` is words, empty for none; `urgent` shows it in the error colour."""

    key: str
    text: str
    count: str = ""
    urgent: bool = False


class _SegmentButton(QPushButton):
    def __init__(self, theme: Theme, segment: Segment) -> None:
        super().__init__(segment.text)
        self._theme = theme
        self._segment = segment
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setFont(theme.font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{segment.text} {segment.count}".strip())

    def sizeHint(self) -> QSize:
        theme = self._theme
        width = QFontMetrics(theme.font("body")).horizontalAdvance(self._segment.text)
        if self._segment.count:
            bold = QFontMetrics(theme.font("body", bold=True))
            width += bold.horizontalAdvance(self._segment.count) + theme.space("xs") * 2
        tall = 32 if theme.mode == "desk" else theme.target("min")
        return QSize(width + 2 * theme.space("m"), tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        chosen = self.isChecked()
        fill = "lake" if chosen else "lake_soft" if self.isDown() else "surface"
        line = None if chosen else theme.color("line_strong")
        rect = QRectF(self.rect())
        radius = theme.radius("button")
        paint_box(painter, rect, radius, theme.color(fill), line, theme.border("control"))
        left = theme.space("m")
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("on_lake" if chosen else "text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(left, 0, 0, 0), flags, self._segment.text)
        left += painter.fontMetrics().horizontalAdvance(self._segment.text) + theme.space("xs") * 2
        # White bold at 14 px smears on the dark fill: regular weight there.
        painter.setFont(theme.font("body", bold=not chosen))
        if self._segment.urgent and not chosen:
            painter.setPen(theme.color("error"))
        painter.drawText(rect.adjusted(left, 0, 0, 0), flags, self._segment.count)


class SegmentedFilter(QWidget):
    """Tells the key of the chosen segment."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, segments: Sequence[Segment] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.space("s"))
        self._buttons: dict[str, _SegmentButton] = {}
        self.set_segments(segments)

    def set_segments(self, segments: Sequence[Segment], chosen: str = "") -> None:
        """Show other segments; `chosen` is the lit one, otherwise the first."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for place, segment in enumerate(segments):
            button = _SegmentButton(self._theme, segment)
            button.setChecked(segment.key == chosen or (not chosen and place == 0))
            button.clicked.connect(lambda _=False, key=segment.key: self.chosen.emit(key))
            self._row.addWidget(button)
            self._buttons[segment.key] = button
        self._row.addStretch(1)

    def button(self, key: str) -> QPushButton:
        """The button of a segment. Raises KeyError."""
        return self._buttons[key]
