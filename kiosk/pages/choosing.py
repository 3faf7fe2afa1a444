"""The choosing pages: for whom (主体), which situation (情形), where (辖区)."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from core.session.events import BackTouched, Confirmed, OptionTouched
from core.session.states import ChoosingOrgan
from kiosk.page import Context
from kiosk.pages.option_sheet import Choice, OptionState, Sheet, is_same_page, sheet_of
from kiosk.widgets.chip_flow import ChipFlow
from kiosk.widgets.list_row import Entry
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


class ChoosingPage(TitledPage):
    """One decision. What is touched is marked at once; it counts when it is confirmed."""

    step = 1

    def __init__(self, context: Context) -> None:
        self._state: OptionState | None = None
        self._sheet: Sheet | None = None
        super().__init__(context)
        theme = context.theme
        self._list = PagedList(theme, context.words)
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
            self._list.set_rows([self._row(choice) for choice in sheet.choices])
            self._chips.set_texts(sheet.taken)
            self._unsure.setVisible(not sheet.is_sure)
        self._mark(sheet)
        self._show_figures(sheet)
        self._make_room()

    def set_low(self, low: bool) -> None:
        """In low position the frame shows the figures."""
        super().set_low(low)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def actions(self) -> list[Action]:
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
        if self._list.shows_several():
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
        for row, choice in zip(self._list.rows(), sheet.choices, strict=True):
            assert isinstance(row, QAbstractButton)
            if choice.code == sheet.chosen and not row.isChecked():
                row.setChecked(True)

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
    """辖区."""
