"""The list of materials: photographed, loaded, taken from the card, or promised."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.session import events as ev
from core.session.setting import MATERIALS
from core.session.states import GivingMaterials
from kiosk.crumb import crumb_of
from kiosk.material_sheet import Entry, MaterialSheet, material_sheet, promise_text
from kiosk.page import Context
from kiosk.widgets.material_entry import MaterialEntry, PromisePanel
from kiosk.widgets.part_list import PartList
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.paragraph import Paragraph
from ui.components.progress_bar import ProgressBar
from ui.components.text import Text

_LONGEST_IN_BUTTON = 12  # characters of a name beside 返回


class MaterialsPage(TwoPartPage):
    """Board picture 08. The list's pages are those of the state; where there is little room, a
    page is turned in parts."""

    step = 5
    _state: GivingMaterials | None = None

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(4, 9), upright=(0, 1), folds_low=False)
        theme, words = context.theme, context.words
        self._bar = ProgressBar(theme)
        self._counts = QHBoxLayout() if not self.is_wide else QVBoxLayout()
        self._counts.setSpacing(theme.space("m") if not self.is_wide else 4)
        self._free = Text(theme, "", size="small", role="text_2", wrap=True)
        self.lead.addWidget(self._bar)
        self.lead.addLayout(self._counts)
        self.lead.addWidget(self._free)
        if self.is_wide:
            self.lead.addStretch(1)
        self._list = PartList(theme, words)
        self._list.beyond.connect(lambda by: context.tell(ev.PageTurned(by)))
        self.rest.addWidget(self._list)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    def show_state(self, state: GivingMaterials) -> None:
        """Show the page of the list that the state says."""
        old, self._state = self._state, state
        words, setting = self.context.words, self.context.setting()
        sheet = material_sheet(state.matter, setting, words)
        title = words("materials.title", count=sheet.missing)
        if not sheet.missing:
            title = words("materials.ready")
        self.set_texts(title, crumb=crumb_of(state.matter, setting))
        self._show_counts(sheet)
        self._show_rows(old, state)

    def set_low(self, low: bool) -> None:
        super().set_low(low)
        if self._state is not None:
            self._free.setVisible(not low and bool(self._free.text()))

    def offers(self) -> list[Action]:
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

    def _show_rows(self, old: GivingMaterials | None, state: GivingMaterials) -> None:
        words = self.context.words
        sheet = self._sheet()
        before = state.page * MATERIALS.rows_per_page
        page = sheet.entries[before : before + MATERIALS.rows_per_page]
        rows = [self._row(entry, state) for entry in page]
        if not sheet.entries:
            rows = [Text(self.context.theme, words("materials.nothing"), wrap=True)]
        anchor: int | None = None
        if old is not None and old.page != state.page:
            anchor = 0 if state.page > old.page else -1
        codes = [entry.code for entry in page]
        if state.promising in codes:
            anchor = codes.index(state.promising)
        self._list.set_rows(rows, before=before, whole=max(len(sheet.entries), 1), anchor=anchor)

    def _row(self, entry: Entry, state: GivingMaterials) -> QWidget:
        is_open = entry.code == state.promising
        row = MaterialEntry(self.context.theme, entry, bare=is_open)
        row.acted.connect(lambda key, code=entry.code: self._touch(code, key))
        if not is_open:
            return row
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
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(row)
        row.setVisible(self.context.theme.mode != "elder")  # the panel says its name once more
        column.addWidget(panel)
        return holder

    def _touch(self, code: str, key: str) -> None:
        touched: dict[str, ev.Event] = {
            "photograph": ev.PhotographTouched(code),
            "load": ev.LoadTouched(code),
            "promise": ev.PromiseTouched(code),
            "drop": ev.PicturesDropped(code),
            "yes": ev.PromiseMade(code),
        }
        self.context.tell(touched[key])
