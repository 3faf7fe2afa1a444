"""The records are making the application durable; or they could not."""

from PySide6.QtCore import Qt

from core.session import events as ev
from core.session.states import Submitting, SubmitTrouble
from kiosk.page import Context, Page
from kiosk.trouble import trouble_of
from kiosk.widgets.busy_ring import BusyRing
from kiosk.widgets.trouble_page import TroublePage
from ui.components.action_bar import Action
from ui.components.info_band import InfoBand
from ui.components.text import Text


class SubmittingPage(Page):
    """Nothing is shown as received before it is durable."""

    step = 6

    def __init__(self, context: Context) -> None:
        super().__init__(context, bleed=True)
        theme, words = context.theme, context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        self.set_texts(words("submitting.title"), hint=words("submitting.line"))
        self.body.addStretch(2)
        self.body.addWidget(BusyRing(theme, 160), 0, centre)
        self.body.addSpacing(20)
        title = Text(theme, words("submitting.title"), size="h1", bold=True, align=centre)
        self.body.addWidget(title)
        for key in ("submitting.line", "submitting.wait"):
            self.body.addWidget(Text(theme, words(key), role="text_2", wrap=True, align=centre))
        self.body.addStretch(3)

    def show_state(self, state: Submitting) -> None:
        """It takes no touch."""


class SubmitTroublePage(TroublePage):
    """The disk said no. What was filled in is still there."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "warning")

    def show_state(self, state: SubmitTrouble) -> None:
        """Say what failed, and that nothing is lost."""
        theme, words = self.context.theme, self.context.words
        safe = InfoBand(
            theme,
            "check_circle",
            words("submitting.safe"),
            words("submitting.safe_line"),
            kind="ok",
        )
        self.show_trouble(trouble_of(state.code, words), besides=safe)

    def offers(self) -> list[Action]:
        words = self.context.words
        return [
            Action("back", words("handling.back")),
            Action("again", words("submitting.again"), "primary", "refresh"),
        ]

    def act(self, key: str) -> None:
        self.context.tell(ev.TriedAgain() if key == "again" else ev.BackTouched())
