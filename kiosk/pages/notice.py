"""The one-time notice (一次告知): what is to be done, brought and waited for, before one begins."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.session.events import CodeTouched, Confirmed, PrintTouched
from core.session.states import ReadingNotice
from kiosk.page import Context
from kiosk.pages.notice_cards import (
    changes_card,
    facts_card,
    item_blocks,
    items_card,
    materials_card,
    ways_row,
)
from kiosk.pages.notice_sheet import NoticeSheet, notice_sheet
from kiosk.trouble import trouble_of
from kiosk.widgets.code_panel import CodePanel
from kiosk.widgets.fact_row import FactRow
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action
from ui.components.before_after import BeforeAfter, Change
from ui.components.button import SecondButton
from ui.components.card import Card

_ROOM, _ROOM_WIDE = 5, 4  # rows of items and materials together that fit on one page
_UNITS = ("workdays", "workdays_short")
_CRUMB_ROOM = {False: 968, True: 820}  # px, in portrait and where the title stands at the left


class NoticePage(TitledPage):
    """Everything at one glance; lists and the code open in its place and close again."""

    step = 2
    shares = (21, 20)
    gap = 20

    def __init__(self, context: Context) -> None:
        self._state: ReadingNotice | None = None
        self._sheet: NoticeSheet | None = None
        super().__init__(context)
        self._opened = ""  # materials, fees or nothing
        self._gap = 14 if self.is_wide else 20
        self._is_large = context.theme.mode == "elder" or context.theme.scale > 1
        self._places = {"side": QWidget(), "main": QWidget()}
        if self.is_wide:
            self.side.addWidget(self._places["side"], 1)
        self.main.addWidget(self._places["main"], 1)

    def show_state(self, state: ReadingNotice) -> None:
        """Show the notice, or its code."""
        self._state = state
        self._sheet = notice_sheet(state.matter, self.context.setting(), self.context.words)
        self._opened = ""
        self._show()

    def set_low(self, low: bool) -> None:
        """In low position only the lists stay; the figures stand in the upper half."""
        changed = low != self._low
        super().set_low(low)
        if changed and self._state is not None:
            self._show()

    def offers(self) -> list[Action]:
        """Print, take along, begin."""
        words, state = self.context.words, self._state
        if state is None:
            return []
        code = "notice.code_away" if state.shows_code else "notice.code"
        paper = "notice.print_again" if state.printed else "notice.print"
        return [
            Action("print", words(paper), icon="printer"),
            Action("code", words(code), icon="qr"),
            Action("begin", words("notice.begin"), "primary", "arrow_right"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "print":
                self.context.tell(PrintTouched())
            case "code":
                self.context.tell(CodeTouched())
            case _:
                self.context.tell(Confirmed())

    # ── which content ─────────────────────────────────────────────────────────────────────────

    def _open(self, name: str) -> None:
        self._opened = name
        self._show()

    def _show(self) -> None:
        """Put the content that is open in its place."""
        state, sheet = self._state, self._sheet
        assert state is not None
        assert sheet is not None
        if state.shows_code:
            self._show_code()
        elif self._opened:
            self._show_listing(sheet)
        else:
            self._show_notice(sheet)

    def _put(self, place: str, *widgets: QWidget) -> None:
        """Put a column of widgets in the place of the one that is there."""
        new = QWidget()
        column = QVBoxLayout(new)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._gap)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        old, self._places[place] = self._places[place], new
        (self.side if place == "side" else self.main).replaceWidget(old, new)
        old.hide()
        old.deleteLater()

    def _put_pages(self, blocks: list[QWidget]) -> None:
        """Large text: the blocks of the notice one after the other, in pages."""
        pages = PagedList(self.context.theme, self.context.words)
        pages.set_rows(blocks)
        self._put("main", pages)
        if self.is_wide:
            self._put("side")

    def _set_title(self, title: str, hint: str = "") -> None:
        assert self._sheet is not None
        words = self.context.words
        mark = "" if self._sheet.is_sure else words("notice.mark")
        self.set_texts(title, crumb=self._crumb(mark), aside=mark, hint=hint)

    def _crumb(self, mark: str) -> str:
        """As much of where one is as fits on the line beside the mark."""
        assert self._sheet is not None
        theme, words = self.context.theme, self.context.words
        metrics = QFontMetrics(theme.font("body", bold=True))
        room = _CRUMB_ROOM[self.is_wide] - metrics.horizontalAdvance(mark) - theme.space("l")
        crumbs = list(self._sheet.crumbs)
        while len(crumbs) > 1:
            if metrics.horizontalAdvance(words("notice.join").join(crumbs)) <= room:
                break
            crumbs.pop()
        return words("notice.join").join(crumbs)

    # ── the notice ────────────────────────────────────────────────────────────────────────────

    def _show_notice(self, sheet: NoticeSheet) -> None:
        words = self.context.words
        self._set_title(words("notice.title_short" if self._is_large else "notice.title"))
        self.figures = tuple(
            (each.after, words(f"notice.low.{key}") if each.unit else "", each.caption)
            for key, each in zip(("applications", "materials", "days"), sheet.changes, strict=True)
        )
        changes: QWidget = BeforeAfter(self.context.theme, self._changes(sheet))
        if self.context.theme.scale > 1:
            changes = changes_card(self.context, sheet)
        facts = facts_card(self.context, sheet, self._open)
        ways = ways_row(self.context)
        if self._is_large:
            blocks = [*self._news(), changes, facts, *item_blocks(self.context, sheet), ways]
            self._put_pages(blocks[:-1] if self._low else blocks)
            return
        items = items_card(self.context, sheet, padding=24 if self.is_wide else 28)
        listed = [materials_card(self.context, sheet)] if self._has_room_for(sheet) else []
        if self.is_wide:
            self._put("side", *self._news(), changes, facts)
            self._put("main", items, *listed, ways)
        elif self._low:
            self._put("main", *self._news(), items, facts)
        else:
            self._put("main", *self._news(), changes, items, facts, *listed, ways)

    def _has_room_for(self, sheet: NoticeSheet) -> bool:
        """Whether the materials stand on the page itself, beside so few items."""
        count = len(sheet.material_rows)
        room = _ROOM_WIDE if self.is_wide else _ROOM
        return 0 < count <= room - len(sheet.items) and not self._low and not self._news()

    def _news(self) -> list[QWidget]:
        """What became of the paper, if anything."""
        assert self._state is not None
        theme, words = self.context.theme, self.context.words
        if self._state.fault is not None:
            trouble = trouble_of(self._state.fault, words)
            text = words("notice.fault", title=trouble.title, code=trouble.code.value)
            return [NoticeLine(theme, "warning", text, "warn")]
        if self._state.printed:
            return [NoticeLine(theme, "check_circle", words("notice.printed"), "ok")]
        return []

    def _changes(self, sheet: NoticeSheet) -> list[Change]:
        """The figures, with a shorter unit where the columns are narrow."""
        long, short = (self.context.words(f"notice.{key}") for key in _UNITS)
        if not (self.is_wide or self._is_large):
            return list(sheet.changes)
        return [
            replace(each, unit=short if each.unit == long else each.unit) for each in sheet.changes
        ]

    # ── what opens in its place ───────────────────────────────────────────────────────────────

    def _show_listing(self, sheet: NoticeSheet) -> None:
        """All materials, or all fees with their basis."""
        theme, words = self.context.theme, self.context.words
        if self._opened == "materials":
            facts = sheet.material_rows
            hint = "materials_hint" if sheet.has_form else "materials_hint_plain"
            title = words("notice.panel.materials", count=len(facts))
            self._set_title(title, words(f"notice.panel.{hint}"))
        else:
            facts = sheet.fee_rows
            self._set_title(words("notice.panel.fees"))
        card = Card(theme, padding=28)
        listing = PagedList(theme, words, gap=8)
        listing.set_rows([FactRow(theme, fact, edge=10) for fact in facts])
        card.body.addWidget(listing)
        self._put_closable([card], lambda: self._open(""))

    def _show_code(self) -> None:
        words = self.context.words
        assert self._state is not None
        self._set_title(words("notice.panel.code"), words("notice.panel.code_hint"))
        panel = CodePanel(self.context, self._state.matter)
        self._put_closable([*self._news(), panel], lambda: self.context.tell(CodeTouched()))

    def _put_closable(self, widgets: list[QWidget], close: Callable[[], None]) -> None:
        """Put widgets in the place of the notice, with the way back to it."""
        theme, words = self.context.theme, self.context.words
        back = SecondButton(theme, words("notice.panel.back"), "arrow_left", small=True)
        back.setObjectName("link:back")
        back.clicked.connect(close)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(back)
        across.addStretch(1)
        if self.is_wide:
            self._put("side", row)
            self._put("main", *widgets)
        else:
            self._put("main", *widgets, row)
