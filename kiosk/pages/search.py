"""Searching by the first letters of pinyin, by pinyin, or by Hanzi: the best four at once."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.search import Hit, find
from core.session.events import BackTouched, DepartmentTouched, PackageChosen, QueryTyped
from core.session.states import Searching
from kiosk.page import Context
from kiosk.pages.offer import entry_of, offered
from kiosk.widgets.list_row import Entry, ListRow
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.titled_page import TitledPage
from resources.hanzi import matches
from ui.components.button import SecondButton, TextLink
from ui.components.search_box import SearchBox
from ui.components.text import Text
from ui.keyboard import Keyboard

_MOST = 4
_LEAST = 152  # px of a row
_ROOM_FOR_FOOT = 420  # px of the page
_KEYS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM"


class SearchPage(TitledPage):
    """Every key searches again; a row leads on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._is_filling = False
        hint = "" if self.is_wide else words("search.hint")
        self.set_texts(words("search.title"), hint=hint)
        self._keyboard = self._make_keyboard()
        self._box = SearchBox(theme, words("search.empty"), clear_name=words("search.clear"))
        self._box.setObjectName("field:query")
        self._box.edited.connect(self._tell_query)
        self._count = Text(theme, "", size="h2", bold=True)
        self._best = Text(theme, words("search.best"), size="small", role="text_2")
        self._list = PagedList(theme, words, columns=2 if self.is_wide else 1)
        self._nothing = self._make_nothing()
        self._foot = self._make_foot()
        self._keyboard.set_target(self._box)
        self._place_parts()

    def show_state(self, state: Searching) -> None:
        """Show what fits; nothing typed shows what is often wanted."""
        if self._box.value() != state.query:
            self._fill(state.query)
        if state.query:
            hits = find(self.context.index(), state.query, _MOST + 1)
            self._show_hits(hits)
        else:
            self._show_often()
        if not self._box.hasFocus():
            self._box.setFocus()

    def keyboard(self) -> QWidget:
        """Open from the start."""
        return self._keyboard

    def _place_parts(self) -> None:
        """In landscape the keyboard takes half of the height: only the rows stand at the right."""
        head = QHBoxLayout()
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._best)
        beside = self.side if self.is_wide else self.main
        self.side.addWidget(self._box)
        beside.addLayout(head)
        self.main.addWidget(self._list)
        self.main.addWidget(self._nothing)
        beside.addWidget(self._foot)
        self.main.addStretch(1)
        if self.is_wide:
            self.side.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the taller keyboard of Hanzi there is no room for the foot."""
        super().resizeEvent(event)
        self._foot.setVisible(self.height() >= _ROOM_FOR_FOOT)

    # ── typing ────────────────────────────────────────────────────────────────────────────────

    def _tell_query(self, text: str) -> None:
        if not self._is_filling:
            self.context.tell(QueryTyped(text))

    def _fill(self, query: str) -> None:
        """Put the state's text into the field, where it was not typed there."""
        self._is_filling = True
        self._box.clear()
        self._box.insert(query)
        self._is_filling = False

    def _make_keyboard(self) -> Keyboard:
        keyboard = Keyboard(self.context.theme, self.context.words, matches)
        for character in _KEYS:
            keyboard.key(character).setObjectName(f"key:{character}")
        for name in ("clear", "backspace", "space", "close", "initials", "hanzi"):
            keyboard.function(name).setObjectName(f"key:{name}")
        keyboard.close_wanted.connect(self._close_keyboard)
        keyboard.mode_changed.connect(lambda _mode: self._ask_for_keyboard())
        return keyboard

    def _ask_for_keyboard(self) -> None:
        self._open.hide()
        self.keyboard_wanted.emit(self._keyboard)

    def _close_keyboard(self) -> None:
        self._open.show()
        self.keyboard_wanted.emit(None)

    # ── what is found ─────────────────────────────────────────────────────────────────────────

    def _show_hits(self, hits: Sequence[Hit]) -> None:
        words, setting = self.context.words, self.context.setting()
        shown = hits[:_MOST]
        rows: list[QWidget] = []
        for place, hit in enumerate(shown):
            alias = words("search.alias", alias=hit.alias) if hit.alias else ""
            entry = entry_of(
                hit.package,
                setting,
                words,
                hits=hit.hit_positions,
                pinyin=hit.pinyin,
                line=alias,
                brief=self.is_wide,
            )
            rows.append(self._row(hit.package.code, entry, strong=place == 0))
        self._list.set_rows(rows)
        found = words("search.found", count=len(shown))
        if len(hits) > _MOST:
            found = words("search.closest", count=_MOST)
        self._count.setText(found if shown else words("search.none"))
        self._best.setVisible(len(shown) > 1)
        self._nothing.setVisible(not shown)
        self._foot_text.setVisible(bool(shown))

    def _show_often(self) -> None:
        words, setting = self.context.words, self.context.setting()
        rows: list[QWidget] = []
        for package in offered(setting)[:_MOST]:
            entry = entry_of(package, setting, words, brief=self.is_wide)
            rows.append(self._row(package.code, entry))
        self._list.set_rows(rows)
        self._count.setText(words("search.often"))
        self._best.hide()
        self._nothing.hide()
        self._foot_text.show()

    def _row(self, code: str, entry: Entry, *, strong: bool = False) -> ListRow:
        row = ListRow(
            self.context.theme, entry, name=f"package:{code}", strong=strong, least=_LEAST
        )
        row.clicked.connect(lambda: self._choose(code))
        return row

    def _choose(self, code: str) -> None:
        self.context.tell(PackageChosen(code, self.context.new_id()))

    # ── where nothing is found ────────────────────────────────────────────────────────────────

    def _make_nothing(self) -> QWidget:
        """Two other ways in."""
        theme, words = self.context.theme, self.context.words
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addWidget(Text(theme, words("search.none_line"), role="text_2", wrap=True))
        ways = QHBoxLayout()
        ways.setSpacing(20)
        for name, icon, event in (
            ("by_life", "home", BackTouched()),
            ("by_department", "building", DepartmentTouched()),
        ):
            way = SecondButton(theme, words(f"search.{name}"), icon)
            way.setObjectName(f"link:{name}")
            way.clicked.connect(lambda _=False, event=event: self.context.tell(event))
            ways.addWidget(way, 1)
        column.addLayout(ways)
        return holder

    def _make_foot(self) -> QWidget:
        theme, words = self.context.theme, self.context.words
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self._foot_text = NoticeLine(theme, "info", words("search.not_there"))
        self._open = TextLink(theme, words("search.keyboard"), "keyboard")
        self._open.setObjectName("link:keyboard")
        self._open.clicked.connect(self._ask_for_keyboard)
        self._open.hide()
        row.addWidget(self._foot_text, 1)
        row.addWidget(self._open)
        return holder
