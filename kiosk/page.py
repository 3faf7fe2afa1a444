"""What a page of the kiosk is: it shows one state and tells events; it decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.ports import FaceVerdict, Frame, QueueView, WordSource
from core.search import Index
from core.session.events import Event
from core.session.setting import Setting
from core.session.states import Session
from ui.components.action_bar import Action
from ui.page import Page as PlainPage
from ui.theme import Theme


@dataclass(frozen=True)
class Context:
    """What pages are made with. `tell` is the only way out; `new_id` gives a fresh UUIDv7."""

    theme: Theme
    words: WordSource
    setting: Callable[[], Setting]
    session: Callable[[], Session]
    tell: Callable[[Event], None]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    index: Callable[[], Index]
    queue: Callable[[], QueueView]
    shoot: Callable[[], None]  # the shutter of the document camera
    is_landscape: Callable[[], bool]


class Page(PlainPage):
    """A page of the kiosk: set its texts with `set_texts`, put widgets into `body`. `step` is the
    place in the stepper, or None where there is none.

    Every widget that can be touched carries an object name: `option:CODE`, `field:KEY`,
    `material:CODE:photograph`, `tile:KEY`, `link:NAME` and so on, so that a person's touch can be
    repeated by the walk and by the journeys.
    """

    step: int | None = None
    keyboard_wanted = Signal(object)  # a keyboard widget of the page, or None to put it away

    def __init__(self, context: Context, *, bleed: bool = False) -> None:
        super().__init__(context.theme, bleed=bleed)
        self.context = context

    def keyboard(self) -> QWidget | None:
        """The keyboard that the page wants when it is shown first; later by `keyboard_wanted`."""
        return None

    def notice(self) -> tuple[str, str, str] | None:
        """What the notice bar says on this page: kind (offline, warn, error), text, link; or None.
        A touched link comes back as `act("notice")`."""
        return None

    def show_state(self, state: Any) -> None:
        """Show a state of the kind that this page is for. Called at once and at every change;
        a page that is typed into keeps its focus."""
        raise NotImplementedError

    def offers(self) -> list[Action]:
        """The buttons of the action bar, left to right; at most one primary, the last one."""
        return []

    def act(self, key: str) -> None:
        """An action was touched."""

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        """A camera frame, on pages that show one."""

    def second(self) -> None:
        """A second has passed; pages with a countdown show it."""

    def wipe(self) -> None:
        """Drop everything that names the citizen."""
