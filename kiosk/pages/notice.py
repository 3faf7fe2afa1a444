"""The one-time notice (一次告知): what is to be done, brought and waited for, before one begins."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.session.events import CodeTouched, Confirmed, PrintTouched
from core.session.states import ReadingNotice
from kiosk.page import Context
from kiosk.pages.notice_sheet import NoticeSheet, Pair, notice_sheet
from kiosk.widgets.code_panel import CodePanel
from kiosk.widgets.fact_row import FactRow
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.point_card import PointCard
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action
from ui.components.before_after import BeforeAfter
from ui.components.button import SecondButton, TextLink
from ui.components.card import Card
from ui.components.rule import Rule
from ui.components.text import Text
from ui.icons import IconLabel

_CRUMB_ROOM = {False: 968, True: 820}  # px, in portrait and where the title stands at the left


class NoticePage(TitledPage):
    """Everything at one glance; lists and the code open in its place and close again."""

    step = 2
    shares = (21, 20)
    gap = 20

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state: ReadingNotice | None = None
        self._sheet: NoticeSheet | None = None
        self._opened = ""  # materials, fees or nothing
        self._gap = 14 if self.is_wide else 20
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

    def actions(self) -> list[Action]:
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
        events = {"print": PrintTouched, "code": CodeTouched, "begin": Confirmed}
        self.context.tell(events[key]())

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
        self._set_title(words("notice.title"))
        self.figures = tuple(
            (each.after, words(f"notice.low.{key}") if each.unit else "", each.caption)
            for key, each in zip(("applications", "materials", "days"), sheet.changes, strict=True)
        )
        changes = BeforeAfter(self.context.theme, sheet.changes)
        items, facts, ways = self._items(sheet), self._facts(sheet), self._ways()
        if self.is_wide:
            self._put("side", *self._news(), changes, facts)
            self._put("main", items, ways)
        elif self._low:
            self._put("main", *self._news(), items, facts)
        else:
            self._put("main", *self._news(), changes, items, facts, ways)

    def _news(self) -> list[QWidget]:
        """What became of the paper, if anything."""
        assert self._state is not None
        theme, words = self.context.theme, self.context.words
        if self._state.fault is not None:
            text = words("notice.fault", code=self._state.fault.value)
            return [NoticeLine(theme, "warning", text, "warn")]
        if self._state.printed:
            return [NoticeLine(theme, "check_circle", words("notice.printed"), "ok")]
        return []

    def _items(self, sheet: NoticeSheet) -> Card:
        theme = self.context.theme
        card = Card(theme, padding=24 if self.is_wide else 28)
        head = QHBoxLayout()
        head.addWidget(Text(theme, sheet.heading, size="h2", bold=True))
        head.addStretch(1)
        head.addWidget(Text(theme, sheet.order, size="small", role="text_2"))
        card.body.addLayout(head)
        items = PagedList(theme, self.context.words, gap=0)
        items.set_rows([FactRow(theme, fact) for fact in sheet.items])
        card.body.addWidget(items)
        return card

    def _facts(self, sheet: NoticeSheet) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme, padding=28)
        card.body.setContentsMargins(28, 12, 28, 12)
        card.body.setSpacing(6)
        rows = (
            ("documents", "material", sheet.materials, bool(sheet.material_rows)),
            ("yen", "fee", sheet.fees, bool(sheet.fee_rows)),
            ("pin", "result", Pair(sheet.result), False),
        )
        for place, (icon, name, pair, has_list) in enumerate(rows):
            if place:
                card.body.addWidget(Rule(theme))
            row = QHBoxLayout()
            row.setSpacing(theme.space("s"))
            row.addWidget(IconLabel(theme, icon, "lake", "s"))
            row.addWidget(Text(theme, words(f"notice.{name}_row"), role="text_2"))
            if has_list:
                row.addSpacing(8)
                row.addWidget(self._link(f"{name}s", words(f"notice.{name}_list")))
            row.addLayout(self._values(pair), 1)
            card.body.addLayout(row)
        return card

    def _link(self, name: str, text: str) -> TextLink:
        link = TextLink(self.context.theme, text, "chevron_right")
        link.setObjectName(f"link:{name}")
        link.clicked.connect(lambda: self._open(name))
        return link

    def _values(self, pair: Pair) -> QVBoxLayout:
        theme, right = self.context.theme, Qt.AlignmentFlag.AlignRight
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(Text(theme, pair.value, bold=True, wrap=True, align=right))
        if pair.line:
            line = Text(theme, pair.line, size="small", role="text_2", wrap=True, align=right)
            column.addWidget(line)
        column.addStretch(1)
        return column

    def _ways(self) -> QWidget:
        """What works now, and what follows by itself; other words with and without network."""
        theme, words = self.context.theme, self.context.words
        link = "online" if self.context.queue().online else "offline"
        now = PointCard(
            theme,
            "ok",
            "check_circle",
            words(f"notice.now.{link}"),
            [words(f"notice.now.{point}") for point in ("one", "two", f"three_{link}")],
        )
        later = PointCard(
            theme,
            "lake" if link == "online" else "offline",
            "cloud",
            words(f"notice.later.{link}"),
            [words(f"notice.later.{point}") for point in ("one", "two", "three")],
        )
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(now, 1)
        row.addWidget(later, 1)
        return holder

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
        if self.is_wide:
            self._put("side", back)
            self._put("main", *widgets)
        else:
            self._put("main", *widgets, back)
