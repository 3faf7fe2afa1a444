"""长辈版: four large squares; one of them opens the life events in its place."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from core.session.events import HelpTouched, MyCasesTouched
from kiosk.page import Context
from kiosk.widgets.paged_list import PagedList
from ui.components.button import SecondButton
from ui.components.page_title import PageTitle
from ui.components.tile import BigTile


class ElderHome(QWidget):
    """At most four choices at a time."""

    def __init__(self, context: Context, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._layers = QStackedLayout(self)
        self._list = PagedList(context.theme, context.words, gap=24)
        self._layers.addWidget(self._squares())
        self._layers.addWidget(self._picking())

    def set_tiles(self, tiles: Sequence[QWidget]) -> None:
        """The life events behind the first square."""
        self._list.set_rows(tiles)

    def _sheet(self, title: str, hint: str = "") -> tuple[QWidget, QVBoxLayout]:
        theme = self._context.theme
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        edge = theme.space("page")
        column.setContentsMargins(edge, theme.space("l"), edge, theme.space("m"))
        column.setSpacing(theme.space("m"))
        column.addWidget(PageTitle(theme, title, hint=hint))
        return sheet, column

    def _squares(self) -> QWidget:
        context, words = self._context, self._context.words
        sheet, column = self._sheet(words("idle.elder_title"), words("idle.elder_hint"))
        grid = QGridLayout()
        grid.setSpacing(28)
        columns = 4 if context.is_landscape() else 2
        squares = (
            ("apply", "document", lambda: self._layers.setCurrentIndex(1)),
            ("progress", "clock", lambda: context.tell(MyCasesTouched())),
            ("fetch", "printer", lambda: context.tell(MyCasesTouched())),
            ("person", "person_plus", lambda: context.tell(HelpTouched())),
        )
        for place, (key, icon, act) in enumerate(squares):
            title, line = words(f"idle.elder.{key}"), words(f"idle.elder.{key}_line")
            square = BigTile(context.theme, icon, title, line, key=key, strong=place == 0)
            square.setObjectName(f"tile:{key}")
            square.clicked.connect(act)
            grid.addWidget(square, place // columns, place % columns)
        column.addLayout(grid)
        column.addStretch(1)
        return sheet

    def _picking(self) -> QWidget:
        words = self._context.words
        sheet, column = self._sheet(words("idle.by_life"))
        column.addWidget(self._list)
        column.addStretch(1)
        back = SecondButton(self._context.theme, words("idle.elder.back"), "arrow_left")
        back.setObjectName("link:back")
        back.clicked.connect(lambda: self._layers.setCurrentIndex(0))
        column.addWidget(back)
        return sheet
