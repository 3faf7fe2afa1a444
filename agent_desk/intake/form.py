"""The one form in two columns, with live checks; what the card said is locked."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.choice_grid import ChoiceGrid
from agent_desk.widgets.scroll import ScrollColumn
from core.catalogue import Field
from core.check import Check, CheckState
from core.form_checks import check, missing, visible_fields
from core.session import events as ev
from core.session.filling import is_locked, shown_value
from core.session.matter import Matter
from core.session.states import Filling
from ui.components import FieldBox, FieldKind, FieldState, NoticeBar, Text

_STATES = {
    CheckState.OK: FieldState.GOOD,
    CheckState.WRONG: FieldState.WRONG,
    CheckState.TYPING: FieldState.OPEN,
    CheckState.EMPTY: FieldState.OPEN,
}


class FormPanel(Panel):
    """Shows Filling, one group a page. Enter goes to the next field."""

    step = 4

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._title = Text(theme, "", size="h1", bold=True)
        self._line = Text(theme, "", role="text_2", wrap=True)
        self._notice = NoticeBar(theme, "error")
        self._scroll = ScrollColumn(theme)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._scroll.body.addWidget(self._holder)
        self._scroll.body.addStretch(1)
        for widget in (self._title, self._line, self._notice):
            self.body.addWidget(widget)
        self.body.addWidget(self._scroll, 1)
        self._fields: dict[str, FieldBox | ChoiceGrid] = {}
        self._state: Filling | None = None

    def show_state(self, state: Any) -> None:
        turned = self._state is None or self._state.page != state.page
        self._state = state
        if turned:
            self._build(state)
        self._show_values(state)
        self._notice.setVisible(state.fault is not None)
        if state.fault is not None:
            words = self.context.words
            title = words(f"error.{state.fault.value}.title")
            line = words(f"error.{state.fault.value}.line")
            self._notice.set_notice("error", f"{title}　{line}")
        if turned and self.isVisible():
            self.arrive()

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        pages = self._pages()
        state = self._shown()
        last = state.page + 1 == len(pages)
        key = "desk.form.to_materials" if last else "desk.form.next_page"
        return [self.back(), PanelAction("confirm", words(key), "arrow_right", "primary")]

    def act(self, key: str) -> None:
        if key == "back":
            self.context.tell(ev.BackTouched())
            return
        self.context.tell(ev.Confirmed(self.context.at()))
        self._go_to_missing()

    def arrive(self) -> None:
        for field in self._fields.values():
            if isinstance(field, FieldBox) and field.kind is FieldKind.TEXT and not field.value():
                field.setFocus()
                return
        self.setFocus()

    def wipe(self) -> None:
        for field in self._fields.values():
            if isinstance(field, FieldBox):
                field.set_value("")

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _shown(self) -> Filling:
        assert self._state is not None
        return self._state

    def _pages(self) -> tuple[Any, ...]:
        return self.context.setting().plan_of(self._shown().matter).pages

    def _build(self, state: Filling) -> None:
        words = self.context.words
        pages = self._pages()
        page = pages[state.page]
        self._title.setText(page.title)
        place = words("desk.form.place", place=state.page + 1, count=len(pages))
        self._line.setText(place)
        self._fields = {}
        self._renew_grid()
        visible = visible_fields(page, state.matter.answer_map())
        for place_on_page, field in enumerate(visible):
            widget = self._make(field, state.matter)
            self._fields[field.key] = widget
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(widget, place_on_page // 2, place_on_page % 2, top)

    def _renew_grid(self) -> None:
        old = self._holder
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(2, 2, 10, 2)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._scroll.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()

    def _make(self, field: Field, matter: Matter) -> FieldBox | ChoiceGrid:
        theme, words = self.context.theme, self.context.words
        optional = "" if field.required else words("desk.form.optional")
        label = words("desk.form.label", label=field.label, unit=field.unit, optional=optional)
        locked = is_locked(field, matter)
        if field.kind == "choice" and not locked:
            grid = ChoiceGrid(theme, label, field.choices, field.key)
            grid.edited.connect(lambda value, key=field.key: self._typed(key, value))
            return grid
        box = FieldBox(
            theme,
            label,
            placeholder=field.placeholder,
            kind=FieldKind.LOCKED if locked else FieldKind.TEXT,
            aside=words("desk.form.from_card") if locked else "",
            max_length=max(field.max_length, 20),
        )
        box.setObjectName(f"field:{field.key}")
        box.edited.connect(lambda value, key=field.key: self._typed(key, value))
        box.submitted.connect(lambda: self.focusNextChild())
        return box

    def _typed(self, key: str, value: str) -> None:
        self.context.tell(ev.FieldTyped(key, value))

    def _show_values(self, state: Filling) -> None:
        values = state.matter.form_map()
        page = self._pages()[state.page]
        today = self.context.setting().today
        for field in visible_fields(page, state.matter.answer_map()):
            value = values.get(field.key, "")
            verdict = check(field, value, today)
            widget = self._fields[field.key]
            if isinstance(widget, ChoiceGrid):
                widget.set_value(value)
                lacks = state.shows_missing and field.required and not value
                widget.set_wrong(self.context.words("check.empty.required") if lacks else "")
                continue
            shown = shown_value(field, value, locked=widget.kind is FieldKind.LOCKED)
            if widget.value() != shown:
                widget.set_value(shown)
            if widget.kind is FieldKind.TEXT:
                self._show_check(widget, field, verdict, state.shows_missing)

    def _show_check(self, box: FieldBox, field: Field, verdict: Check, shows_missing: bool) -> None:
        state = _STATES[verdict.state]
        unfinished = verdict.state in (CheckState.EMPTY, CheckState.TYPING)
        if shows_missing and unfinished and (field.required or box.value()):
            state = FieldState.WRONG
        silent = verdict.state is CheckState.EMPTY and state is FieldState.OPEN
        note = "" if silent else self.context.words(verdict.key, **verdict.gaps)
        box.set_state(state, note)

    def _go_to_missing(self) -> None:
        """After a confirmation that was too early: the first field that stops it."""
        state = self.context.session().state
        if not isinstance(state, Filling) or not state.shows_missing:
            return
        page = self._pages()[state.page]
        today = self.context.setting().today
        values, answers = state.matter.form_map(), state.matter.answer_map()
        for key in missing((page,), values, answers, today)[:1]:
            self._fields[key].setFocus()
            self._scroll.ensureWidgetVisible(self._fields[key])
