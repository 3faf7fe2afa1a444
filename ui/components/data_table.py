"""DataTable: rows of 34 px with chips, numbers at the right, a bar on the chosen row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.components.chip import chip_size, paint_chip
from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in px, 0 takes the free width; `right` aligns numbers."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`chip` is a chip kind, empty for plain words in a colour role."""

    text: str
    chip: str = ""
    role: str = "text"
    bold: bool = False
    icon: str = ""


Row = Sequence[Cell | str]


class _Rows(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column], parent: QObject) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[tuple[Cell, ...]] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = [tuple(Cell(c) if isinstance(c, str) else c for c in row) for row in rows]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.text
        return cell if role == Qt.ItemDataRole.UserRole else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        chosen = self._table.selectionModel().isRowSelected(index.row())
        painter.fillRect(rect, theme.color("lake_soft" if chosen else "surface"))
        if chosen and index.column() == 0:
            bar = QRectF(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, theme.color("lake"))
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, theme.color("line"))
        self._paint_cell(painter, rect, index, chosen)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: Index, chosen: bool) -> None:
        theme = self._theme
        cell = index.data(Qt.ItemDataRole.UserRole)
        model = index.model()
        assert isinstance(cell, Cell)
        assert isinstance(model, _Rows)
        inner = rect.adjusted(theme.space("m"), 0, -theme.space("xs"), 0)
        if cell.chip:
            size = chip_size(theme, cell.text, cell.icon)
            top = rect.center().y() - size.height() / 2
            room = QRectF(inner.left(), top, size.width(), size.height())
            blends = chosen and cell.chip in ("lake", "ok")
            fill = "surface" if blends else ""
            paint_chip(painter, theme, room, cell.text, cell.chip, cell.icon, fill)
            return
        painter.setFont(theme.font("body", bold=cell.bold))
        painter.setPen(theme.color(cell.role))
        shown = painter.fontMetrics().elidedText(
            cell.text, Qt.TextElideMode.ElideRight, int(inner.width())
        )
        right = model.columns[index.column()].right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)


class DataTable(QTableView):
    """`chosen` carries the row under the cursor, `opened` the row of Enter or a double click."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[Column],
        name: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = _Rows(columns, self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
        self.setFont(theme.font("body"))
        self.setPalette(theme.widget_palette())
        self.setStyleSheet(theme.qss())
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._set_headers(theme, columns)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen place stays where it can."""
        row = self.chosen_row()
        self._rows.set_rows(rows)
        if rows:
            self.selectRow(min(max(row, 0), len(rows) - 1))

    def chosen_row(self) -> int:
        """The row under the cursor, −1 for none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.chosen_row() >= 0:
            self.opened.emit(self.chosen_row())
            return
        super().keyPressEvent(event)

    def _set_headers(self, theme: Theme, columns: Sequence[Column]) -> None:
        upright = self.verticalHeader()
        upright.hide()
        upright.setMinimumSectionSize(theme.target("row"))
        upright.setDefaultSectionSize(theme.target("row"))
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setFixedHeight(32)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        for place, column in enumerate(columns):
            if column.width:
                across.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
                across.resizeSection(place, column.width)
            else:
                across.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.row())
