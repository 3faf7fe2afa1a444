"""The one form (一次表单): one group of fields, checked while it is typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from core.catalogue import Field
from core.errors import Code
from core.form_checks import missing, visible_fields
from core.plan import FieldPage
from core.session import events as ev
from core.session.filling import is_locked, owner_of, shown_value
from core.session.states import Filling
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.pages.form_field import is_full, make_box, show_check
from kiosk.pages.form_keyboards import Keyboards
from kiosk.trouble import trouble_of
from kiosk.widgets.field_sheet import FieldSheet
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.field_box import FieldBox, FieldKind

_PORTRAIT_WIDTH = 1080
_BESIDE_WIDTH = 840
_NAMED = 3  # so many missing fields are named in the notice
_CAMERA = frozenset({Code.CAMERA_ABSENT, Code.CAMERA_LOST})


class FormPage(TwoPartPage):
    """Board picture 07. In portrait the keyboard lies in the frame, in landscape beside the
    fields."""

    step = 4

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(7, 8), upright=(1, 0), folds_low=False)
        self._state: Filling | None = None
        self._page_key: tuple[object, ...] = ()
        self._fields: list[Field] = []
        self._boxes: dict[str, FieldBox] = {}
        self._current = ""
        self._keyboard: QWidget | None = None
        self._sheet = FieldSheet(context.theme, context.words)
        self._sheet.turned.connect(self._on_turned)
        self.lead.addWidget(self._sheet, 1)
        self._beside = self.rest_holder
        self._beside.setVisible(False)
        width = _BESIDE_WIDTH if self.is_wide else _PORTRAIT_WIDTH
        self._boards = boards = Keyboards(context, width)
        self._boards.next_wanted.connect(lambda: self._step(1))
        self._boards.previous_wanted.connect(lambda: self._step(-1))
        self._boards.close_wanted.connect(self._close)
        self._boards.chosen.connect(self._choose)
        self.destroyed.connect(lambda: boards.let_go())
        self.rest.addStretch(1)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    def show_state(self, state: Filling) -> None:
        """Another group is built anew; the same group keeps focus and caret."""
        was_missing = self._state is not None and self._state.shows_missing
        self._state = state
        page = self._field_page(state)
        fields = list(visible_fields(page, state.matter.answer_map()))
        self._show_title(state, page)
        key = (state.page, *(field.key for field in fields))
        if key != self._page_key:
            self._page_key = key
            self._build(state, fields)
            self._show_values(state)
            self._begin()
        else:
            self._show_values(state)
        if state.shows_missing and not was_missing:
            self._go(self._missing()[0] if self._missing() else "")

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        pages = self.context.setting().plan_of(self._state.matter).pages
        is_last = self._state.page + 1 >= len(pages)
        onwards = words("form.last" if is_last else "form.next")
        return [
            Action("back", words("handling.back")),
            Action("confirm", onwards, "primary", "arrow_right"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "confirm":
                at = self.context.now().isoformat(timespec="seconds")
                self.context.tell(ev.Confirmed(at))
            case "notice":
                self._go(self._missing()[0] if self._missing() else "")
            case _:
                self.context.tell(ev.BackTouched())

    def notice(self) -> tuple[str, str, str] | None:
        """What is missing, or why a draft or a camera failed."""
        if self._state is None:
            return None
        words = self.context.words
        keys = self._missing() if self._state.shows_missing else ()
        if keys:
            labels = [field.label for field in self._fields if field.key in keys]
            sentence = "form.missing" if len(labels) <= _NAMED else "form.missing_many"
            names = words("form.join").join(labels[:_NAMED])
            return ("error", words(sentence, count=len(keys), names=names), words("form.go"))
        fault = self._state.fault
        if fault is None:
            return None
        title = trouble_of(fault, words).title
        sentence = "form.fault.camera" if fault in _CAMERA else "form.fault.disk"
        if fault is Code.FACE_NOT_LIKE_CARD:
            sentence = "form.fault.face"
        return ("warn", words(sentence, title=title, code=fault.value), "")

    def keyboard(self) -> QWidget | None:
        if self._current:
            self._boxes[self._current].setFocus()
        return None if self.is_wide else self._keyboard

    def wipe(self) -> None:
        """Nothing of what was typed stays in a widget."""
        for box in self._boxes.values():
            box.set_value("")

    # ── the group ─────────────────────────────────────────────────────────────────────────────

    def _field_page(self, state: Filling) -> FieldPage:
        return self.context.setting().plan_of(state.matter).pages[state.page]

    def _show_title(self, state: Filling, page: FieldPage) -> None:
        words, setting = self.context.words, self.context.setting()
        pages = setting.plan_of(state.matter).pages
        hint = "form.hint_kept" if owner_of(state.matter, setting) else "form.hint"
        if state.matter.card is None:
            hint = "form.hint_typed"
        place = words("form.place", page=state.page + 1, pages=len(pages))
        is_elder = self.context.theme.mode == "elder"
        whole = crumb_of(state.matter, setting)
        crumb = setting.package_of(state.matter).name if is_elder else whole
        said = "" if is_elder else words(hint)  # room for the keyboard
        self.set_texts(page.title, crumb=crumb, aside=place, hint=said)

    def _build(self, state: Filling, fields: list[Field]) -> None:
        theme, words = self.context.theme, self.context.words
        self._fields = fields
        self._boxes = {}
        sized: list[tuple[FieldBox, bool]] = []
        for field in fields:
            locked = is_locked(field, state.matter)
            box = make_box(theme, words, field, locked=locked)
            self._boxes[field.key] = box
            sized.append((box, is_full(field, locked=locked)))
            key = field.key
            box.edited.connect(lambda text, key=key: self.context.tell(ev.FieldTyped(key, text)))
            box.entered.connect(lambda key=key: self._enter(key))
            box.opened.connect(lambda key=key: self._go(key))
            # Queued: the key that ended the field must not reach what then has the focus.
            box.submitted.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        self._current = ""
        self._sheet.set_boxes(sized)

    def _show_values(self, state: Filling) -> None:
        typed = state.matter.form_map()
        today, words = self.context.setting().today, self.context.words
        for field in self._fields:
            box = self._boxes[field.key]
            value = typed.get(field.key, "")
            shown = shown_value(field, value, locked=box.kind is FieldKind.LOCKED)
            if box.value() != shown:
                box.set_value(shown)
            show_check(box, field, value, today, words, shows_missing=state.shows_missing)
        self._sheet.refit()

    def _missing(self) -> tuple[str, ...]:
        if self._state is None:
            return ()
        matter = self._state.matter
        page = self._field_page(self._state)
        today = self.context.setting().today
        return missing((page,), matter.form_map(), matter.answer_map(), today)

    # ── moving ────────────────────────────────────────────────────────────────────────────────

    def _editable(self) -> list[str]:
        return [key for key, box in self._boxes.items() if box.kind is not FieldKind.LOCKED]

    def _begin(self) -> None:
        """Where the typing begins: the first field that is typed and still empty."""
        empty = [key for key in self._editable() if not self._boxes[key].value()]
        if empty and self._boxes[empty[0]].kind is FieldKind.TEXT:
            self._go(empty[0])
        else:
            self._close()

    def _go(self, key: str) -> None:
        """Move to a field and open its keyboard."""
        if key in self._boxes and self._boxes[key].kind is not FieldKind.LOCKED:
            self._enter(key)
            self._boxes[key].setFocus()

    def _enter(self, key: str) -> None:
        box = self._boxes.get(key)
        if box is None:  # of a group that is not shown any more
            return
        self._current = key
        self._sheet.set_current(box)
        field = next(field for field in self._fields if field.key == key)
        self._show_keyboard(self._boards.board_for(field, box))

    def _step(self, by: int) -> None:
        """The next or the last field; behind the last one the keyboard closes."""
        keys = self._editable()
        place = keys.index(self._current) + by if self._current in keys else 0
        if place >= len(keys):
            self._close()
        else:
            self._go(keys[max(place, 0)])

    def _leave(self) -> None:
        self._step(1)

    def _choose(self, key: str, choice: str) -> None:
        self._boxes[key].set_value(choice)
        self.context.tell(ev.FieldTyped(key, choice))
        self._step(1)

    def _close(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._sheet.isAncestorOf(focused):
            focused.clearFocus()
        self._current = ""
        self._sheet.set_current(None)
        self._show_keyboard(None)

    def _on_turned(self, boxes: list[FieldBox]) -> None:
        """A page was turned by touch: the typing goes on with its first field."""
        for key, box in self._boxes.items():
            if box in boxes and box.kind is FieldKind.TEXT and self._current:
                self._go(key)
                return
        self._current = ""
        self._show_keyboard(None)

    def _show_keyboard(self, board: QWidget | None) -> None:
        old, self._keyboard = self._keyboard, board
        if not self.is_wide:
            if board is not old:
                self.keyboard_wanted.emit(board)
            return
        if old is not None and old is not board:
            old.hide()
            self.rest.removeWidget(old)
        if board is not None and board is not old:
            self.rest.addWidget(board)
            board.show()
        self._beside.setVisible(board is not None)
