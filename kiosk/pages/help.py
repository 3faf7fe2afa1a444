"""Help: whom to call, and how to go on alone."""

from PySide6.QtWidgets import QBoxLayout

from core.session.events import BackTouched
from core.session.states import Helping
from kiosk.page import Context
from kiosk.widgets.step_card import StepCard
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action

_BY_SELF = ("see", "reach", "stop")


class HelpPage(TitledPage):
    """The page that was left is kept behind it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, folds=False)
        words, terminal = context.words, context.setting().terminal
        self.set_texts(words("help.title"), hint=words("help.hint"))
        place = words("help.place_line", place=terminal.place, code=terminal.code)
        by_phone = [
            (words("help.call"), words("help.call_line")),
            (words("help.place"), place),
            (words("help.error"), words("help.error_line")),
        ]
        by_self = [(words(f"help.{key}"), words(f"help.{key}_line")) for key in _BY_SELF]
        across = QBoxLayout.Direction.LeftToRight
        down = QBoxLayout.Direction.TopToBottom
        cards = QBoxLayout(across if context.is_landscape() else down)
        cards.setSpacing(24)
        share = 1 if context.is_landscape() else 0
        cards.addWidget(StepCard(context.theme, words("help.by_phone"), by_phone), share)
        cards.addWidget(StepCard(context.theme, words("help.by_self"), by_self), share)
        self.body.addLayout(cards)
        self.body.addStretch(1)

    def show_state(self, state: Helping) -> None:
        """The same for every page that asked for it."""

    def actions(self) -> list[Action]:
        """Back to the page that was left."""
        return [Action("back", self.context.words("help.back"), "primary", "arrow_left")]

    def act(self, key: str) -> None:
        self.context.tell(BackTouched())
