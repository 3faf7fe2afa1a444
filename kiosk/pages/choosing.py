"""The choosing pages: for whom (主体), which situation (情形), where (辖区)."""

from collections import Counter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from core.session.events import BackTouched, Confirmed, OptionTouched
from core.session.states import ChoosingOrgan
from kiosk.page import Context
from kiosk.pages.counties import MANY, county_names
from kiosk.pages.option_sheet import Choice, OptionState, Sheet, is_same_page, sheet_of
from kiosk.widgets.chip_flow import ChipFlow
from kiosk.widgets.list_row import Entry, ListRow
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.radio_row import RadioRow
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action
from ui.components.button import TextLink
from ui.components.option_card import OptionCard
from ui.components.stat_band import Figure, StatBand
from ui.components.text import Text

_CHIP_LINES = 3
_MOST_PAGES = 4  # of a list that leaves its room to what stands beside it


class ChoosingPage(TitledPage):
    """One decision. What is touched is marked at once; it counts when it is confirmed."""

    step = 1

    def __init__(self, context: Context) -> None:
        self._state: OptionState | None = None
        self._sheet: Sheet | None = None
        super().__init__(context)
        theme = context.theme
        self._list = PagedList(theme, context.words)
        self._rows: dict[str, QAbstractButton] = {}
        self._unsure = NoticeLine(theme, "info", context.words("choosing.mark"))
        self._taken = self._make_taken()
        self._figures = self._make_figures()
        self.besides = (self._taken, self._figures)
        self.main.addWidget(self._list)
        self.main.addWidget(self._unsure)
        if self.is_wide:
            self.main.addStretch(1)
        self.side.addWidget(self._taken)
        self.side.addStretch(1)
        self.side.addWidget(self._figures)

    def show_state(self, state: OptionState) -> None:
        """Show a question; a touched option only moves the mark and the figures."""
        old, self._state = self._state, state
        words = self.context.words
        sheet = self._sheet = sheet_of(state, self.context.setting(), words)
        counted = words("choosing.place", number=sheet.number, count=sheet.count)
        self.set_texts(sheet.title, crumb=sheet.crumb, aside=counted, hint=sheet.hint)
        if not is_same_page(old, state):
            self._fill(sheet)
            self._chips.set_texts(sheet.taken)
            self._unsure.setVisible(not sheet.is_sure)
        self._mark(sheet)
        self._show_figures(sheet)
        self._make_room()

    def _fill(self, sheet: Sheet) -> None:
        """Put the choices into the list."""
        self._rows = {choice.code: self._row(choice) for choice in sheet.choices}
        self._list.set_rows(list(self._rows.values()))

    def set_low(self, low: bool) -> None:
        """In low position the frame shows the figures."""
        super().set_low(low)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def offers(self) -> list[Action]:
        """Back and on; on says why it does not go yet."""
        words = self.context.words
        if self._sheet is None or self._state is None:
            return []
        back = "choosing.home" if self._sheet.number == 1 else "choosing.back"
        onwards = "choosing.next"
        if isinstance(self._state, ChoosingOrgan):
            onwards = "choosing.to_notice"
        elif self._sheet.refuses:
            onwards = "choosing.to_refusal"
        return [
            Action("back", words(back)),
            Action(
                "confirm",
                words(onwards),
                "primary",
                "arrow_right",
                enabled=bool(self._state.chosen),
                reason=words("choosing.nothing_chosen"),
            ),
        ]

    def act(self, key: str) -> None:
        self.context.tell(Confirmed() if key == "confirm" else BackTouched())

    def _make_room(self) -> None:
        """The choices come first: what stands beside them goes where that shows all of them."""
        if self._sheet is None:
            return
        self._taken.setVisible(bool(self._sheet.taken) and not self._low)
        self._figures.setVisible(not self._low)
        if self.is_wide or self._low:
            return
        self._whole.activate()
        if self._list.shows_several() and self._list.page_count() <= _MOST_PAGES:
            return
        for widget in (self._taken, self._figures):
            if self._list.page_count() > 1:
                widget.hide()
                self._whole.activate()

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _make_taken(self) -> QWidget:
        """What was chosen before, with the way back to it."""
        theme, words = self.context.theme, self.context.words
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        self._chips = ChipFlow(
            theme,
            most_lines=_CHIP_LINES,
            more=lambda count: words("choosing.taken_more", count=count),
        )
        change = TextLink(theme, words("choosing.change"))
        change.setObjectName("link:change")
        change.clicked.connect(lambda: self.context.tell(BackTouched()))
        row.addWidget(Text(theme, words("choosing.taken"), size="small", role="text_2"))
        row.addWidget(self._chips, 1)
        row.addWidget(change)
        return holder

    def _make_figures(self) -> QWidget:
        theme, words = self.context.theme, self.context.words
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        self._caption = Text(theme, words("choosing.so_far"), size="small", role="text_2")
        self._band = StatBand(theme)
        self._refusal = NoticeLine(theme, "warning", words("choosing.refuses"), "warn")
        for widget in (self._caption, self._band, self._refusal):
            column.addWidget(widget)
        return holder

    def _row(self, choice: Choice) -> QAbstractButton:
        theme, name = self.context.theme, f"option:{choice.code}"
        row: QAbstractButton
        if isinstance(self._state, ChoosingOrgan):
            chips = [(choice.chip, "ok")] if choice.chip else []
            row = RadioRow(theme, Entry(choice.title, chips=chips), name=name)
        else:
            words = self.context.words
            row = OptionCard(
                theme,
                words,
                choice.title,
                choice.meaning,
                choice.consequence,
                code=choice.code,
            )
            row.setObjectName(name)
        row.clicked.connect(lambda _=False, code=choice.code: self._touch(code))
        return row

    def _touch(self, code: str) -> None:
        self.context.tell(OptionTouched(code))

    def _mark(self, sheet: Sheet) -> None:
        chosen = self._rows.get(sheet.chosen)
        if chosen is not None and not chosen.isChecked():
            chosen.setChecked(True)

    def _show_figures(self, sheet: Sheet) -> None:
        self.figures = figures_of(sheet, self.context.words, "low")
        self._band.set_figures(figures_of(sheet, self.context.words, "unit"))
        self._band.setVisible(not sheet.refuses)
        self._caption.setVisible(not sheet.refuses)
        self._refusal.setVisible(sheet.refuses)


def figures_of(sheet: Sheet, words: WordSource, units: str) -> tuple[Figure, ...]:
    """Items, materials and days with what is touched now; none where the way ends. `units` are
    the words behind the numbers: `unit`, or `low` where no caption stands below."""
    if sheet.refuses:
        return ()
    plan = sheet.plan
    numbers = {
        "items": str(len(plan.items)),
        "materials": str(plan.after.materials),
        "days": str(plan.after.days or words("choosing.at_once")),
    }
    figures = []
    for key, number in numbers.items():
        unit = words(f"choosing.{units}.{key}") if number.isdigit() else ""
        figures.append((number, unit, words(f"choosing.figure.{key}")))
    return tuple(figures)


class SubjectPage(ChoosingPage):
    """主体."""


class AnsweringPage(ChoosingPage):
    """情形."""


class OrganPage(ChoosingPage):
    """辖区. A long list is shown county by county, the nearest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._county = ""
        self._head, self._where = self._make_head()
        self.main.insertWidget(self.main.indexOf(self._list), self._head)

    def _fill(self, sheet: Sheet) -> None:
        codes = [choice.code for choice in sheet.choices]
        self._head.setVisible(len(codes) > MANY)
        if len(codes) <= MANY:
            super()._fill(sheet)
            return
        chosen = sheet.choices[codes.index(sheet.chosen) if sheet.chosen in codes else 0]
        self._show_county(self._county or chosen.county)

    def _show_county(self, county: str) -> None:
        """The organs of one county."""
        assert self._sheet is not None
        self._county = county
        self._where.setText(county_names(self.context.setting().catalogue).get(county, ""))
        here = [choice for choice in self._sheet.choices if choice.county == county]
        self._rows = {choice.code: self._row(choice) for choice in here}
        self._list.set_rows(list(self._rows.values()))
        self._mark(self._sheet)
        self._make_room()

    def _show_counties(self) -> None:
        """All counties in the place of the organs."""
        assert self._sheet is not None
        theme, words = self.context.theme, self.context.words
        names = county_names(self.context.setting().catalogue)
        rows = []
        for county, count in Counter(each.county for each in self._sheet.choices).items():
            entry = Entry(names.get(county, county), words("choosing.organ.places", count=count))
            row = ListRow(theme, entry, name=f"county:{county}")
            row.clicked.connect(lambda _=False, county=county: self._show_county(county))
            rows.append(row)
        self._rows = {}
        self._where.setText(words("choosing.organ.which_county"))
        self._list.set_rows(rows)
        self._make_room()

    def _make_head(self) -> tuple[QWidget, Text]:
        theme, words = self.context.theme, self.context.words
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        where = Text(theme, "", size="h2", bold=True)
        other = TextLink(theme, words("choosing.organ.other_county"), "chevron_right")
        other.setObjectName("link:county")
        other.clicked.connect(self._show_counties)
        row.addWidget(where)
        row.addStretch(1)
        row.addWidget(other)
        return head, where
