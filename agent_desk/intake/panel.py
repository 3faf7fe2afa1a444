"""What a panel of a new case is: it shows one state and tells events; it decides nothing."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.context import Context
from core.ports import FaceVerdict, Frame
from ui.components import Text


@dataclass(frozen=True, slots=True)
class PanelAction:
    """A button of the side panel. `kind` as of a button; a `reason` says why it is not offered."""

    key: str
    text: str
    icon: str = ""
    kind: str = "second"
    reason: str = ""


class Panel(QWidget):
    """Put widgets into `body`. `step` is the place among the seven steps.

    A panel is made anew for every other kind of state; while the kind stays, `show_state` is
    called at every change and keeps the focus.
    """

    step = 1
    refreshed = Signal()  # the actions have changed without a change of state

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.body = QVBoxLayout(self)
        edge = context.theme.space("page")
        self.body.setContentsMargins(edge, 12, edge, 12)
        self.body.setSpacing(context.theme.space("m"))

    def show_state(self, state: Any) -> None:
        """Show a state of the kind that this panel is for."""
        raise NotImplementedError

    def offers(self) -> list[PanelAction]:
        """The buttons, top to bottom; the primary one last."""
        return []

    def act(self, key: str) -> None:
        """An action was touched."""

    def digit(self, number: int) -> None:
        """A digit 1–9 was pressed outside a text field."""

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        """A camera frame, on panels that show one."""

    def arrive(self) -> None:
        """The panel is shown first: put the focus where work begins."""
        self.setFocus()

    def wipe(self) -> None:
        """Drop everything that names a person."""

    def add_title(self, title: str, line: str = "") -> None:
        """The question of this panel, with one line of help."""
        theme = self.context.theme
        self.body.addWidget(Text(theme, title, size="h1", bold=True, wrap=True))
        if line:
            self.body.addWidget(Text(theme, line, role="text_2", wrap=True))

    def back(self, text: str = "") -> PanelAction:
        """The action that goes one step back."""
        return PanelAction("back", text or self.context.words("desk.intake.back"), "arrow_left")

    def hand_over(self, text: str) -> list[PanelAction]:
        """The action that gives the only display to the citizen; none where they have their own.
        It comes back as `act("hand_over")`."""
        return [] if self.context.is_beside() else [PanelAction("hand_over", text, "swap")]
