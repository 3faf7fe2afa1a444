"""CheckCard: something that can be ticked, alone or beside others."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from ui.components.laid_out import LaidOut, let_through
from ui.components.text import Text
from ui.paint import paint_box, paint_tick, smooth_painter
from ui.theme import Theme


class CheckMark(QWidget):
    """The square of a check card."""

    def __init__(self, theme: Theme, size: int) -> None:
        super().__init__()
        self._theme = theme
        self._ticked = False
        self.setFixedSize(size, size)
        let_through(self)

    def set_ticked(self, ticked: bool) -> None:
        """Tick or clear it."""
        self._ticked = ticked
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        rect = QRectF(self.rect())
        radius = self.width() * 0.2
        if self._ticked:
            paint_box(painter, rect, radius, theme.color("lake"))
            centre = QPointF(rect.center())
            paint_tick(painter, centre, self.width() * 0.56, theme.color("on_lake"))
            return
        line = theme.color("line_strong")
        paint_box(painter, rect, radius, theme.color("surface"), line, theme.border("control"))


class CheckCard(LaidOut, QCheckBox):
    """A check box as a card. `flat` stands on a soft band without a line (a consent)."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        code: str = "",
        flat: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code = code
        self._theme = theme
        self._flat = flat
        desk = theme.mode == "desk"
        self._mark = CheckMark(theme, 20 if desk else round(50 * min(theme.scale, 1.25)))
        self._words = Text(theme, text, wrap=True)
        let_through(self._words)
        row = QHBoxLayout(self)
        edge = theme.space("m")
        row.setContentsMargins(edge, theme.space("xs"), edge, theme.space("xs"))
        row.setSpacing(20 if not desk else 8)
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        self.setMinimumHeight(theme.target("row") if desk else 92)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)
        self.toggled.connect(self._show_state)

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        lit = self.isChecked() or self.isDown() or self._flat
        fill = theme.color("lake_soft" if lit else "surface")
        line = theme.color("lake" if self.isChecked() else "line_strong")
        plain = self._flat and not theme.is_contrast
        paint_box(
            smooth_painter(self),
            QRectF(self.rect()),
            theme.radius("field"),
            fill,
            None if plain else line,
            theme.border("control"),
        )

    def _show_state(self, ticked: bool) -> None:
        self._mark.set_ticked(ticked)
        if not self._flat:
            self._words.set_bold(ticked)
        self.update()
