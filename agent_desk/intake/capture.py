"""The document camera over one material, page by page."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.states import CapturingMaterial
from ui.camera_view import DocumentView
from ui.components import NoticeBar, SecondButton, Text


class CapturePanel(Panel):
    """Shows CapturingMaterial: live at the left, the last page taken at the right."""

    step = 5

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._title = Text(theme, "", size="h1", bold=True, wrap=True)
        self._notice = NoticeBar(theme, "error")
        self._live = DocumentView(theme, words)
        self._live.setObjectName("capture:live")
        self._taken = DocumentView(theme, words)
        self._count = Text(theme, "", role="text_2")
        self._shutter = SecondButton(theme, words("desk.capture.shoot"), "camera")
        self._shutter.setObjectName("action:shoot")
        self._shutter.clicked.connect(context.shoot)
        self._drop = SecondButton(theme, words("desk.capture.drop"), "trash")
        self._drop.setObjectName("action:drop")
        self._drop.clicked.connect(lambda: context.tell(ev.PicturesDropped(self._material())))
        self.body.addWidget(self._title)
        self.body.addWidget(self._notice)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(self._column(words("desk.capture.live"), self._live, self._shutter), 1)
        row.addLayout(self._column("", self._taken, self._drop), 1)
        self.body.addLayout(row, 1)
        self._state: CapturingMaterial | None = None

    def show_state(self, state: Any) -> None:
        self._state = state
        words = self.context.words
        package = self.context.setting().package_of(state.matter)
        names = {material.code: material.name for material in package.materials}
        self._title.setText(words("desk.capture.title", name=names[state.material]))
        self._notice.setVisible(state.fault is not None)
        if state.fault is not None:
            code = state.fault.value
            title, do = words(f"error.{code}.title"), words(f"error.{code}.do1")
            self._notice.set_notice("error", f"{title}　{do}　{code}")
        self._count.setText(words("desk.capture.taken", count=len(state.taken)))
        if state.taken:
            self._taken.set_still(state.taken[-1].octets)
        else:
            self._taken.forget()
        self._drop.setEnabled(bool(state.taken))

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        self._live.set_frame(frame)

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        state = self._state
        offers = [self.back()]
        if state is not None and state.fault is not None:
            offers.append(PanelAction("again", words("desk.capture.again"), "refresh"))
        whole = state is not None and bool(state.taken)
        reason = "" if whole else words("desk.capture.none")
        take = words("desk.capture.take")
        return [*offers, PanelAction("confirm", take, "check", "primary", reason)]

    def act(self, key: str) -> None:
        match key:
            case "back":
                self.context.tell(ev.BackTouched())
            case "again":
                self.context.tell(ev.TriedAgain())
            case _:
                self.context.tell(ev.Confirmed(self.context.at()))

    def arrive(self) -> None:
        self._shutter.setFocus()

    def wipe(self) -> None:
        self._live.forget()
        self._taken.forget()

    def _material(self) -> str:
        return self._state.material if self._state is not None else ""

    def _column(self, name: str, view: DocumentView, button: SecondButton) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        label = Text(self.context.theme, name, role="text_2") if name else self._count
        column.addWidget(label)
        column.addWidget(view, 1)
        column.addWidget(button)
        return column
