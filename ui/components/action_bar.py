"""ActionBar: what can be done with this page, the primary action always at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ui.components.button import Button
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `text` is verb + noun; `reason` is shown instead when it is not enabled."""

    key: str
    text: str
    kind: str = "second"  # primary, second
    icon: str = ""
    enabled: bool = True
    reason: str = ""


class ActionBar(QWidget):
    """Tells the key of the action that was touched. Stacks when the words need the width."""

    touched = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(20)
        self.set_flat(False)
        self._buttons: dict[str, Button] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_actions(self, actions: Sequence[Action]) -> None:
        """Show these actions; the last one takes the free width. Raises ValueError for more than
        one primary action."""
        if sum(action.kind == "primary" for action in actions) > 1:
            raise ValueError("more than one primary action")
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for place, action in enumerate(actions):
            button = Button(self._theme, action.text, action.icon, kind=action.kind)
            button.setObjectName(f"action:{action.key}")
            button.set_offered(action.enabled, action.reason)
            button.clicked.connect(lambda _=False, key=action.key: self.touched.emit(key))
            self._row.addWidget(button, 1 if place == len(actions) - 1 else 0)
            self._buttons[action.key] = button
        self._arrange()

    def set_flat(self, flat: bool) -> None:
        """Less room above and below, for a screen that is wide and not tall."""
        self._flat = flat
        self._edge = 12 if flat else 24
        page = self._theme.space("page")
        self._row.setContentsMargins(page, self._edge, page, self._edge)

    def button(self, key: str) -> Button:
        """The button of an action. Raises KeyError."""
        return self._buttons[key]

    def keys(self) -> list[str]:
        """The actions shown, in their order."""
        return list(self._buttons)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height_for(self.width()))

    def height_for(self, width: int) -> int:
        """The height that the bar needs at a width."""
        tall = self._theme.target("button")
        rows = len(self._buttons) if self._stacks(width) else 1
        heights = [button.sizeHint().height() for button in self._buttons.values()]
        tall = max([tall, *heights])
        needed = rows * tall + (rows - 1) * 20 + 2 * self._edge
        return max(needed, self._theme.frame("actions", "landscape" if self._flat else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        line = self._theme.border("hairline")
        painter.fillRect(0, 0, self.width(), line, self._theme.color("line"))

    def _stacks(self, width: int) -> bool:
        wide = [button.sizeHint().width() for button in self._buttons.values()]
        gaps = 20 * (len(wide) - 1)
        return sum(wide) + gaps + 2 * self._theme.space("page") > width

    def _arrange(self) -> None:
        down, across = QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if self._stacks(self.width()) else across)
        self.updateGeometry()
