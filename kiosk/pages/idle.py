"""The first page: the lake, the search, the tiles of life events, one's own cases."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue import LifeEvent, Package
from core.session.events import (
    DepartmentTouched,
    LifeEventTouched,
    MyCasesTouched,
    PackageChosen,
    SearchTouched,
)
from core.session.states import Idle
from kiosk.page import Context, Page
from kiosk.pages.offer import entry_of, life_events, offered, short_names
from kiosk.widgets.elder_home import ElderHome
from kiosk.widgets.fitting_rows import FittingRows
from kiosk.widgets.hero import Hero
from kiosk.widgets.list_row import ListRow
from kiosk.widgets.paged_list import PagedList
from ui.components.button import PrimaryButton, TextLink
from ui.components.info_band import InfoBand
from ui.components.search_box import SearchBox
from ui.components.text import Text
from ui.components.tile import Tile

ICONS = {
    LifeEvent.BUSINESS: "store",
    LifeEvent.HOME: "home",
    LifeEvent.BIRTH: "baby",
    LifeEvent.WORK: "briefcase",
    LifeEvent.OLD_AGE: "elder",
    LifeEvent.HEALTH: "heart_plus",
    LifeEvent.FAMILY: "people",
    LifeEvent.HARDSHIP: "hand",
}
_LINE_ROOM = 13  # characters below a tile's title
_HERO_PART = 0.313  # of the page's height, in portrait
_HERO_WIDE = 600
_BOX = 120
_OVERLAP = 58  # of the search box over the lake
_OFTEN = 4
_TILE, _TILE_WIDE, _TILE_ELDER = 182, 150, 240  # px, at least


class IdlePage(Page):
    """Portrait: the lake above; landscape: at the left; low position: the frame shows it."""

    def __init__(self, context: Context) -> None:
        self._hero: Hero | None = None
        self._elder: ElderHome | None = None
        super().__init__(context, bleed=True)
        self._shown: tuple[str, date] | None = None
        self._is_wide = context.is_landscape()
        words = context.words
        if context.theme.mode == "elder":
            self.set_texts(words("idle.elder_title"), hint=words("idle.elder_hint"))
            self._elder = ElderHome(context)
            self.body.addWidget(self._elder)
            return
        self.set_texts(words("idle.title"), hint=words("idle.line"))
        self._place_parts()

    def show_state(self, state: Idle) -> None:
        """Show what is offered today."""
        setting = self.context.setting()
        shown = (setting.catalogue.digest, setting.today)
        if shown == self._shown:
            return
        self._shown = shown
        packages = offered(setting)
        tiles = [self._tile(event, packages) for event in life_events(packages)]
        if self._elder is not None:
            self._elder.set_tiles(tiles)
            return
        self._tiles.set_rows(tiles)
        self._often.set_rows([self._row(package) for package in packages[:_OFTEN]])

    def set_low(self, low: bool) -> None:
        """In low position the lake is the frame's."""
        super().set_low(low)
        if self._hero is not None:
            self._hero.setVisible(not low)
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _place_parts(self) -> None:
        theme, words = self.context.theme, self.context.words
        self._hero = Hero(self.context, upright=self._is_wide)
        self._hero.setParent(self)
        self._box = SearchBox(theme, words("idle.search"), action=words("idle.find"))
        self._box.setParent(self)
        self._box.setObjectName("link:search")
        self._box.opened.connect(lambda: self.context.tell(SearchTouched()))
        for find in self._box.findChildren(PrimaryButton):
            find.setObjectName("action:search")
        self._rest = QWidget(self)
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addSpacing(12)
        self._tiles = PagedList(theme, words, columns=2)
        self._often = FittingRows(theme, words("idle.often"))
        column.addWidget(self._tiles)
        column.addSpacing(24)
        column.addWidget(self._often, 1)
        if not self._is_wide:
            column.addSpacing(20)
            column.addWidget(self._mine())
        self._box.raise_()

    def _head(self) -> QHBoxLayout:
        theme, words = self.context.theme, self.context.words
        by_department = TextLink(theme, words("idle.by_department"), "chevron_right")
        by_department.setObjectName("link:departments")
        by_department.clicked.connect(lambda: self.context.tell(DepartmentTouched()))
        head = QHBoxLayout()
        head.addWidget(Text(theme, words("idle.by_life"), size="h2", bold=True))
        head.addStretch(1)
        head.addWidget(by_department)
        return head

    def _mine(self) -> InfoBand:
        words = self.context.words
        band = InfoBand(
            self.context.theme,
            "id_card",
            words("idle.mine"),
            words("idle.mine_line"),
            action=words("idle.show_mine"),
        )
        band.acted.connect(lambda: self.context.tell(MyCasesTouched()))
        assert band.action_button is not None
        band.action_button.setObjectName("link:my_cases")
        return band

    def _tile(self, event: LifeEvent, packages: Sequence[Package]) -> Tile:
        words = self.context.words
        held = [package for package in packages if package.life_event is event]
        line = short_names(held, words, _LINE_ROOM)
        title = words(f"life.{event.value}")
        tile = Tile(self.context.theme, ICONS[event], title, line, key=event.value)
        tile.setObjectName(f"tile:{event.value}")
        tile.clicked.connect(lambda: self.context.tell(LifeEventTouched(event)))
        least = _TILE_WIDE if self._is_wide else _TILE
        tile.setMinimumHeight(_TILE_ELDER if self._elder else least)
        return tile

    def _row(self, package: Package) -> ListRow:
        entry = entry_of(package, self.context.setting(), self.context.words)
        row = ListRow(self.context.theme, entry, name=f"package:{package.code}", least=132)
        row.clicked.connect(lambda: self._choose(package.code))
        return row

    def _choose(self, code: str) -> None:
        self.context.tell(PackageChosen(code, self.context.new_id()))

    # ── arrangement ───────────────────────────────────────────────────────────────────────────

    def _arrange(self) -> None:
        if self._hero is None:
            return
        edge = self.context.theme.space("page")
        wide, tall = self.width(), self.height()
        if self._is_wide:
            self._hero.setGeometry(0, 0, _HERO_WIDE, tall)
            left, top = _HERO_WIDE + edge, 36
        elif self._low:
            left, top = edge, 24
        else:
            hero = round(tall * _HERO_PART)
            self._hero.setGeometry(0, 0, wide, hero)
            left, top = edge, hero - _OVERLAP
        self._box.setGeometry(left, top, wide - left - edge, _BOX)
        below = top + _BOX + 20
        self._rest.setGeometry(left, below, wide - left - edge, tall - below - 28)
