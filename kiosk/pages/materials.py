"""The list of materials: photographed, loaded, taken from the card, or promised."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.session import events as ev
from core.session.handing_in import list_pages
from core.session.setting import MATERIALS
from core.session.states import GivingMaterials
from kiosk.crumb import crumb_of
from kiosk.material_sheet import Entry, MaterialSheet, material_sheet, promise_text
from kiosk.page import Context
from kiosk.widgets.material_entry import MaterialEntry, PromisePanel
from kiosk.widgets.paged_list import TurnBar
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.paragraph import Paragraph
from ui.components.progress_bar import ProgressBar
from ui.components.rule import Rule
from ui.components.text import Text

_LONGEST_IN_BUTTON = 12  # characters of a name beside 返回
_LOW_ROWS = 4
_ELDER_ROWS = 4


class MaterialsPage(TwoPartPage):
    """Board picture 08. Where there is little room, a page of the list is turned in parts, and an
    open promise stands alone with its row."""

    step = 5
    _rows: QWidget | None = None

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(4, 9), upright=(0, 1), folds_low=False)
        theme, words = context.theme, context.words
        self._state: GivingMaterials | None = None
        self._part = 0
        self._bar = ProgressBar(theme)
        self._counts = QHBoxLayout() if not self.is_wide else QVBoxLayout()
        self._counts.setSpacing(theme.space("m") if not self.is_wide else 4)
        self._free = Text(theme, "", size="small", role="text_2", wrap=True)
        self.lead.addWidget(self._bar)
        self.lead.addLayout(self._counts)
        self.lead.addWidget(self._free)
        if self.is_wide:
            self.lead.addStretch(1)
        self._card = Card(theme, padding=0)
        self._card.body.setContentsMargins(theme.space("l"), 12, theme.space("l"), 12)
        self._card.body.setSpacing(0)
        self._turn_bar = TurnBar(theme, words)
        self._turn_bar.back.clicked.connect(lambda: self._turn_list(-1))
        self._turn_bar.on.clicked.connect(lambda: self._turn_list(1))
        self.rest.addWidget(self._card)
        self.rest.addWidget(self._turn_bar)
        self.rest.addStretch(1)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    def show_state(self, state: GivingMaterials) -> None:
        """Show the page of the list that the state says."""
        if self._state is not None and state.page != self._state.page:
            self._part = 0 if state.page > self._state.page else self._parts_of(state.page) - 1
        self._state = state
        words, setting = self.context.words, self.context.setting()
        sheet = material_sheet(state.matter, setting, words)
        title = words("materials.title", count=sheet.missing)
        if not sheet.missing:
            title = words("materials.ready")
        self.set_texts(title, crumb=crumb_of(state.matter, setting))
        self._show_counts(sheet)
        self._show_rows(state, sheet)

    def set_low(self, low: bool) -> None:
        super().set_low(low)
        if self._rows is not None and self._state is not None:
            self._part = 0
            self._free.setVisible(not low and bool(self._free.text()))
            self._show_rows(self._state, self._sheet())

    def actions(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        back = Action("back", words("handling.back"))
        entry = self._sheet().next_entry()
        if entry is None:
            return [back, Action("sign", words("materials.sign"), "primary", "arrow_right")]
        verb = "reshoot" if entry.has_fault else "shoot"
        text = words(f"materials.{verb}", name=entry.name)
        if len(entry.name) > _LONGEST_IN_BUTTON:
            text = words(f"materials.{verb}_number", number=entry.number)
        return [back, Action("shoot", text, "primary", "camera")]

    def act(self, key: str) -> None:
        entry = self._sheet().next_entry()
        if key == "shoot" and entry is not None:
            self.context.tell(ev.PhotographTouched(entry.code))
        elif key == "sign":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.Confirmed(at))
        elif key == "back":
            self.context.tell(ev.BackTouched())

    # ── counts ────────────────────────────────────────────────────────────────────────────────

    def _sheet(self) -> MaterialSheet:
        assert self._state is not None
        return material_sheet(self._state.matter, self.context.setting(), self.context.words)

    def _show_counts(self, sheet: MaterialSheet) -> None:
        words = self.context.words
        numbers = {"done": sheet.done, "promised": sheet.promised, "missing": sheet.missing}
        self._bar.set_parts(tuple(numbers.values()), words("materials.progress", **numbers))
        while (item := self._counts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, number in numbers.items():
            if number or key == "done":
                text = words(f"materials.{key}", count=number)
                label = Paragraph(self.context.theme, text, size="small")
                label.setWordWrap(False)
                self._counts.addWidget(label)
        self._counts.addStretch(1)
        self._free.setText(sheet.free)
        self._free.setVisible(bool(sheet.free) and not self.is_low())

    # ── rows ──────────────────────────────────────────────────────────────────────────────────

    def _rows_per_part(self) -> int:
        if self.is_low():
            return _LOW_ROWS
        return _ELDER_ROWS if self.context.theme.mode == "elder" else MATERIALS.rows_per_page

    def _parts_of(self, page: int) -> int:
        """How many parts a page of the list is shown in."""
        whole = len(self._sheet().entries) - page * MATERIALS.rows_per_page
        rows = min(MATERIALS.rows_per_page, max(whole, 0))
        return max(1, -(-rows // self._rows_per_part()))

    def _turn_list(self, by: int) -> None:
        assert self._state is not None
        part = self._part + by
        if 0 <= part < self._parts_of(self._state.page):
            self._part = part
            self._show_rows(self._state, self._sheet())
        else:
            self.context.tell(ev.PageTurned(by))

    def _shown(self, state: GivingMaterials, sheet: MaterialSheet) -> list[Entry]:
        start = state.page * MATERIALS.rows_per_page
        page = sheet.entries[start : start + MATERIALS.rows_per_page]
        cramped = self.is_wide or self.is_low() or self.context.theme.mode == "elder"
        if state.promising and cramped:
            return [entry for entry in page if entry.code == state.promising]
        size = self._rows_per_part()
        return list(page[self._part * size : (self._part + 1) * size])

    def _show_rows(self, state: GivingMaterials, sheet: MaterialSheet) -> None:
        theme = self.context.theme
        if self._rows is not None:
            self._card.body.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for place, entry in enumerate(self._shown(state, sheet)):
            if place:
                column.addWidget(Rule(theme))
            self._add_entry(column, entry, state)
        if not sheet.entries:
            column.addWidget(Text(theme, self.context.words("materials.nothing"), wrap=True))
        self._card.body.addWidget(self._rows)
        self._show_turn_bar(state)

    def _add_entry(self, column: QVBoxLayout, entry: Entry, state: GivingMaterials) -> None:
        is_open = entry.code == state.promising
        row = MaterialEntry(self.context.theme, entry, bare=is_open)
        row.acted.connect(lambda key, code=entry.code: self._touch(code, key))
        column.addWidget(row)
        if not is_open:
            return
        words = self.context.words
        promise = promise_text(entry.code, state.matter, self.context.setting(), words)
        buttons = {
            "yes": words("materials.promise.yes"),
            "photograph": words("materials.button.now"),
            "load": words("materials.button.load"),
            "promise": words("materials.button.shut"),
        }
        panel = PromisePanel(self.context.theme, promise, buttons)
        panel.acted.connect(lambda key, code=entry.code: self._touch(code, key))
        column.addWidget(panel)
        column.addSpacing(8)

    def _show_turn_bar(self, state: GivingMaterials) -> None:
        pages = list_pages(state.matter, self.context.setting())
        parts = [self._parts_of(page) for page in range(pages)]
        here = sum(parts[: state.page]) + self._part
        self._turn_bar.show_page(here, sum(parts))
        self._turn_bar.setVisible(sum(parts) > 1)

    def _touch(self, code: str, key: str) -> None:
        touched: dict[str, ev.Event] = {
            "photograph": ev.PhotographTouched(code),
            "load": ev.LoadTouched(code),
            "promise": ev.PromiseTouched(code),
            "drop": ev.PicturesDropped(code),
            "yes": ev.PromiseMade(code),
        }
        self.context.tell(touched[key])
