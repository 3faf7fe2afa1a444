"""Dock and Rail: the ways that are always there, in the same order on every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class DockItem:
    """One way. `selected` = this mode is on."""

    key: str
    icon: str
    text: str
    selected: bool = False


class DockButton(QPushButton):
    """Icon above a word."""

    def __init__(self, theme: Theme, item: DockItem) -> None:
        super().__init__(item.text)
        self._theme = theme
        self._item = item
        self.setFont(theme.font("small", bold=item.selected or theme.mode == "elder"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAutoDefault(False)
        self.setAccessibleName(item.text)
        self.setMinimumHeight(theme.target("min"))

    def set_lit(self, item: DockItem) -> None:
        """The same way, in this mode or not."""
        self._item = item
        bold = item.selected or self._theme.mode == "elder"
        self.setFont(self._theme.font("small", bold=bold))
        self.update()

    def is_way(self, item: DockItem) -> bool:
        """Whether it shows this way already, lit or not."""
        return (self._item.key, self._item.icon, self._item.text) == (
            item.key,
            item.icon,
            item.text,
        )

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        icon = self._theme.icon("m")
        width = max(metrics.horizontalAdvance(self.text()), icon) + 16
        return QSize(width, icon + metrics.height() + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.target("min"), self.sizeHint().height() - 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        lit = self._item.selected or self.isDown()
        colour = theme.color("on_dock")
        rect = QRectF(self.rect()).adjusted(6, 10, -6, -10)
        radius = theme.radius("field")
        if lit:
            paint_box(painter, rect, radius, theme.color("dock_selected"))
            colour = theme.color("on_lake") if theme.is_contrast else colour
        elif theme.is_contrast:
            paint_box(painter, rect, radius, None, colour, theme.border("control"))
        metrics = QFontMetrics(self.font())
        size = theme.icon("m")
        top = (self.height() - size - 2 - metrics.height()) / 2
        middle = self.width() / 2
        paint_icon(painter, self._item.icon, QRectF(middle - size / 2, top, size, size), colour)
        painter.setPen(colour)
        words = QRectF(0, top + size + 2, self.width(), metrics.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class Dock(QWidget):
    """Across the bottom (portrait) or, `upright`, down the left side (landscape)."""

    touched = Signal(str)

    def __init__(
        self,
        theme: Theme,
        items: Sequence[DockItem] = (),
        *,
        upright: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(0)
        self._buttons: dict[str, DockButton] = {}
        self.set_upright(upright)
        self.set_items(items)

    def set_items(self, items: Sequence[DockItem]) -> None:
        """Show other ways; the order given is the order shown. The same ways stay the same buttons:
        one may just be being pressed."""
        shown = list(self._buttons.values())
        if len(shown) == len(items) and all(map(DockButton.is_way, shown, items)):
            for button, item in zip(shown, items, strict=True):
                button.set_lit(item)
            return
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for item in items:
            button = DockButton(self._theme, item)
            button.setObjectName(f"dock:{item.key}")
            button.clicked.connect(lambda _=False, key=item.key: self.touched.emit(key))
            self._row.addWidget(button, 1)
            self._buttons[item.key] = button

    def button(self, key: str) -> DockButton:
        """The button of a way. Raises KeyError."""
        return self._buttons[key]

    def set_upright(self, upright: bool) -> None:
        """Lie at the bottom or stand at the left."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if upright else across)
        margins = (0, 24, 0, 24) if upright else (16, 0, 16, 0)
        self._row.setContentsMargins(*margins)

    def sizeHint(self) -> QSize:
        inner = super().sizeHint()
        return QSize(inner.width(), max(inner.height(), self._theme.frame("dock")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("dock"))
        if self._theme.is_contrast:
            painter.setPen(self._theme.color("line"))
            painter.drawLine(QPointF(0, 0), QPointF(self.width(), 0))


class Rail(Dock):
    """The dock of landscape: the same ways in the same order, from top to bottom."""

    def __init__(
        self, theme: Theme, items: Sequence[DockItem] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, items, upright=True, parent=parent)
