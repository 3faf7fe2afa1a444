"""新收办件: the session's state in desk density, one panel after the other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.book import is_under_way, panel_class
from agent_desk.intake.panel import Panel
from agent_desk.intake.side import IntakeSide
from agent_desk.page import DeskPage
from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.matter import Matter
from core.session.states import State
from ui.components import SecondButton


class IntakePage(DeskPage):
    """Ctrl+Enter is the primary action, Esc goes back, digits choose."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        words = context.words
        self._leave = SecondButton(context.theme, words("desk.intake.leave"), "logout")
        self._leave.setObjectName("action:leave")
        self._leave.clicked.connect(lambda: context.tell(ev.HomeTouched(context.at())))
        self.bar.add(self._leave)
        self._place = QVBoxLayout()
        self.side = IntakeSide(context)
        self.side.acted.connect(self._act)
        self.body.addLayout(self._place, 1)
        self.body.addWidget(self.side)
        self._shown: tuple[int, type[State]] | None = None
        self._panel: Panel | None = None

    def panel(self) -> Panel:
        """The panel that is shown now."""
        assert self._panel is not None
        return self._panel

    def show_session(self) -> None:
        """Show the session's state; another kind of state gets a new panel."""
        session = self.context.session()
        state = session.state
        kind = (session.number, type(state))
        is_new = kind != self._shown
        if is_new:
            self._shown = kind
            panel = panel_class(type(state))(self.context)
            panel.show_state(state)
            self._renew(panel)
        else:
            panel = self.panel()
            panel.show_state(state)
        self.side.show_progress(panel.step, self._matter(state))
        self.side.show_offers(panel.offers())
        self._leave.setVisible(is_under_way(state))
        self._show_title(state)
        if is_new and self.isVisible():
            panel.arrive()

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        """A camera frame for the panel."""
        self.panel().show_frame(frame, verdict)

    def wipe(self) -> None:
        """Everything personal goes: the panel is emptied and made anew."""
        if self._panel is not None:
            self._panel.wipe()
        self._shown = None

    def arrive(self) -> None:
        self.panel().arrive()

    def go_to_search(self) -> None:
        self.panel().arrive()

    def set_wide(self, wide: bool) -> None:
        self.side.set_wide(wide)

    def confirm(self) -> None:
        """Ctrl+Enter."""
        if key := self.side.primary():
            self._act(key)

    def step_back(self) -> None:
        """Esc."""
        if self.side.has("back"):
            self._act("back")

    def press(self, key: int) -> bool:
        """A key that nothing inside wanted; whether it was a digit for the panel."""
        digit = key - Qt.Key.Key_0
        if not 1 <= digit <= 9 or isinstance(self.focusWidget(), QLineEdit):
            return False
        self.panel().digit(digit)
        return True

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _renew(self, panel: Panel) -> None:
        """The old panel goes first: the two together may be taller than the window."""
        if self._panel is not None:
            self._place.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
        self._panel = panel
        self._place.addWidget(panel)
        panel.show()  # at once: what is not visible does not take the focus

    def _act(self, key: str) -> None:
        self.panel().act(key)

    @staticmethod
    def _matter(state: State) -> Matter | None:
        matter = getattr(state, "matter", None)
        return matter if isinstance(matter, Matter) else None

    def _show_title(self, state: State) -> None:
        words, setting = self.context.words, self.context.setting()
        matter = self._matter(state)
        agent = self.context.agent()
        aside = words("desk.intake.aside", agent=agent.display_name if agent else "")
        if matter is None:
            self.bar.set_texts(words("desk.new_case"), aside)
            return
        name = setting.package_of(matter).name
        self.bar.set_texts(words("desk.intake.title", name=name), aside)
