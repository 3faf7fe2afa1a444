"""OptionCard: one answer to a question, with its meaning and its effect in words."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from core.ports import WordSource
from ui.components.chip import Chip
from ui.components.laid_out import LaidOut, let_through
from ui.components.text import Text
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class RadioMark(QWidget):
    """The circle of an option."""

    def __init__(self, theme: Theme, size: int) -> None:
        super().__init__()
        self._theme = theme
        self._chosen = False
        self.setFixedSize(size, size)
        let_through(self)

    def set_chosen(self, chosen: bool) -> None:
        """Fill it or empty it."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        line = self._theme.color("lake" if self._chosen else "line_strong")
        rect = QRectF(self.rect())
        width = self._theme.border("control") + (1 if self._chosen else 0)
        surface = self._theme.color("surface")
        paint_box(painter, rect, self.width() / 2, surface, line, width)
        if self._chosen:
            inset = self.width() * 0.27
            inner = rect.adjusted(inset, inset, -inset, -inset)
            paint_box(painter, inner, self.width() / 2, line)


class OptionCard(LaidOut, QRadioButton):
    """A radio button as a card. Cards with the same parent exclude each other. Disabled: pass
    the reason as `consequence` and call setEnabled(False)."""

    def __init__(
        self,
        theme: Theme,
        say: WordSource,
        title: str,
        meaning: str = "",
        consequence: str = "",
        *,
        code: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code = code
        self._theme = theme
        self._mark = RadioMark(theme, 22 if theme.mode == "desk" else round(46 * theme.scale))
        self._title = Text(theme, title, size="h2", bold=True, wrap=True)
        self._meaning = Text(theme, meaning, role="text_2", wrap=True)
        self._consequence = Text(theme, consequence, size="small", role="lake", wrap=True)
        self._chosen = Chip(theme, say("ui.chosen"), "bare", "check")
        self._lay_out()
        self.setMinimumHeight(theme.target("row" if theme.mode == "desk" else "option"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (meaning, consequence) if part))
        self.toggled.connect(self._show_state)
        self._show_state(False)

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        fill = "lake_soft" if self.isChecked() or self.isDown() else "surface"
        line, width = "line_strong", theme.border("control")
        if self.isChecked():
            line, width = "lake", theme.border("selected")
        if not self.isEnabled():
            fill, line = "sunken", "line"
        paint_box(
            smooth_painter(self),
            QRectF(self.rect()),
            theme.radius("card"),
            theme.color(fill),
            theme.color(line),
            width,
        )

    def _lay_out(self) -> None:
        theme = self._theme
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        for label in (self._title, self._meaning, self._consequence):
            let_through(label)
            if not label.text():  # showing it now would make it a window: it has no parent yet
                label.hide()
            words.addWidget(label)
        words.addStretch()
        let_through(self._chosen)
        policy = self._chosen.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._chosen.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 16, 40, 16)
        if theme.mode == "desk":
            row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(theme.space("l"))
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self._chosen)

    def _show_state(self, chosen: bool) -> None:
        self._mark.set_chosen(chosen)
        self._chosen.setVisible(chosen)
        self.update()
