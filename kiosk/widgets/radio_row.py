"""A row of a long list of which one is chosen."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk.widgets.list_row import Entry, ListRow
from ui.paint import paint_box
from ui.theme import Theme

_MARK = 46


class RadioRow(ListRow):
    """Checked when it is the chosen one. Rows with the same parent exclude each other."""

    def __init__(
        self, theme: Theme, entry: Entry, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, entry, name=name, least=120, icon="check", parent=parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def _left(self) -> int:
        return super()._left() + self._mark_size() + self._theme.space("l")

    def _mark_size(self) -> int:
        return round(_MARK * self._theme.scale)

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        fill = "lake_soft" if self.isChecked() or self.isDown() else "surface"
        line, width = "line_strong", theme.border("control")
        if self.isChecked():
            line, width = "lake", theme.border("selected")
        rect = QRectF(self.rect())
        paint_box(painter, rect, theme.radius("card"), theme.color(fill), theme.color(line), width)
        self._paint_mark(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        theme, size = self._theme, self._mark_size()
        line = theme.color("lake" if self.isChecked() else "line_strong")
        rect = QRectF(super()._left(), (self.height() - size) / 2, size, size)
        width = theme.border("control") + (1 if self.isChecked() else 0)
        paint_box(painter, rect, size / 2, theme.color("surface"), line, width)
        if self.isChecked():
            inset = size * 0.27
            paint_box(painter, rect.adjusted(inset, inset, -inset, -inset), size / 2, line)

    def _paint_trail(self, painter: QPainter) -> None:
        if self.isChecked():
            super()._paint_trail(painter)
