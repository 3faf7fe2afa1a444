"""The document camera looks at the pages of one material."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Code
from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.states import CapturingMaterial
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.trouble import trouble_of
from kiosk.widgets.page_thumb import PageThumb
from kiosk.widgets.two_parts import TwoPartPage
from ui.camera_view import DocumentView
from ui.components.action_bar import Action
from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.text import Text
from ui.icons import IconLabel

_CAMERA = frozenset({Code.CAMERA_ABSENT, Code.CAMERA_LOST})
_THUMBS = 5  # the newest pages that are shown small


class CaptureMaterialPage(TwoPartPage):
    """The picture is live until it is taken; what was taken stands small beside it."""

    step: int | None = 5

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(5, 8), upright=(0, 1), turned=True)
        theme, words = context.theme, context.words
        self._state: CapturingMaterial | None = None
        self._view = DocumentView(theme, words)
        self.rest.addWidget(self._view)
        self._count = Text(theme, "", bold=True)
        self._drop = SecondButton(theme, "", "refresh", small=True)
        self._drop.setObjectName("capture:drop")
        self._drop.clicked.connect(self._on_drop)
        self._again = SecondButton(theme, words("capture.again"), "refresh", small=True)
        self._again.setObjectName("capture:again")
        self._again.clicked.connect(lambda: context.tell(ev.TriedAgain()))
        head = QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self._drop)
        self.lead.addWidget(self._make_fault())
        self.lead.addLayout(head)
        self._strip = QWidget()
        self._thumbs = QHBoxLayout(self._strip)
        self._thumbs.setContentsMargins(0, 0, 0, 0)
        self._thumbs.setSpacing(16)
        self.lead.addWidget(self._strip)
        self.lead.addStretch(1)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    def show_state(self, state: CapturingMaterial) -> None:
        """Show what was taken, and what was wrong with the last try."""
        before, self._state = self._state, state
        words, setting = self.context.words, self.context.setting()
        package = setting.package_of(state.matter)
        material = next(m for m in package.materials if m.code == state.material)
        title = words("capture.title", name=material.name)
        hint = material.hint or words("capture.hint")
        self.set_texts(title, crumb=crumb_of(state.matter, setting), hint=hint)
        self._show_fault(state.fault)
        if before is None or before.taken != state.taken:
            self._show_taken(state)
        elder = self.context.theme.mode == "elder"
        crowded = elder or (self.is_wide and state.fault is not None)
        self._strip.setVisible(bool(state.taken) and not crowded)

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        """The live picture."""
        self._view.set_frame(frame)

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words, taken = self.context.words, len(self._state.taken)
        back = Action("back", words("handling.back"))
        lost = self._state.fault in _CAMERA
        reason = trouble_of(self._state.fault, words).title if lost and self._state.fault else ""
        if not taken:
            shoot = words("capture.shoot")
            return [
                back,
                Action("shoot", shoot, "primary", "camera", enabled=not lost, reason=reason),
            ]
        return [
            back,
            Action("shoot", words("capture.more"), icon="camera", enabled=not lost, reason=reason),
            Action("use", words("capture.use", count=taken), "primary", "check"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "shoot":
                self.context.shoot()
            case "use":
                at = self.context.now().isoformat(timespec="seconds")
                self.context.tell(ev.Confirmed(at))
            case _:
                self.context.tell(ev.BackTouched())

    def wipe(self) -> None:
        """No page of anybody stays on the screen."""
        self._view.forget()
        self._clear_thumbs()

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _make_fault(self) -> Card:
        theme = self.context.theme
        self._fault = Card(theme, "error", padding=theme.space("m"))
        row = QHBoxLayout()
        row.setSpacing(theme.space("s"))
        row.addWidget(IconLabel(theme, "warning", "error", "m"))
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self._fault_title = Text(theme, "", bold=True, wrap=True)
        self._fault_line = Text(theme, "", size="small", wrap=True)
        lines.addWidget(self._fault_title)
        lines.addWidget(self._fault_line)
        row.addLayout(lines, 1)
        self._fault.body.addLayout(row)
        if self.is_wide:
            self._fault.body.addWidget(self._again)
        else:
            row.addWidget(self._again)
        return self._fault

    def _show_fault(self, fault: Code | None) -> None:
        self._fault.setVisible(fault is not None)
        if fault is None:
            return
        words = self.context.words
        trouble = trouble_of(fault, words)
        self._fault.setObjectName(f"code:{fault.value}")
        self._fault_title.setText(f"{trouble.title}（{fault.value}）")
        lost = fault in _CAMERA
        line = words("capture.lost") if lost else f"{trouble.line}{trouble.steps[0]}。"
        self._fault_line.setText(line)
        self._again.setVisible(lost)

    def _show_taken(self, state: CapturingMaterial) -> None:
        words, theme = self.context.words, self.context.theme
        count = len(state.taken)
        self._count.setText(words("capture.count", count=count) if count else words("capture.none"))
        self._drop.setVisible(bool(count))
        self._drop.set_words(words("capture.drop", number=count))
        self._drop.setAccessibleName(words("capture.drop", number=count))
        self._clear_thumbs()
        first = max(0, count - self._thumb_count())
        for number, page in enumerate(state.taken[first:], start=first + 1):
            name = words("capture.page", number=number)
            self._thumbs.addWidget(PageThumb(theme, page.octets, number, name))
        self._thumbs.addStretch(1)

    def _thumb_count(self) -> int:
        return 3 if self.is_wide or self.is_low() else _THUMBS

    def _clear_thumbs(self) -> None:
        while (item := self._thumbs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_drop(self) -> None:
        if self._state is not None:
            self.context.tell(ev.PicturesDropped(self._state.material))
