"""Help: whom to call, and how to go on alone."""

from core.session.events import BackTouched
from core.session.states import Helping
from kiosk.page import Context
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.step_card import StepCard
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action

_BY_SELF = ("see", "reach", "stop")


class HelpPage(TitledPage):
    """The page that was left is kept behind it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, folds=False)
        theme, words = context.theme, context.words
        self.set_texts(words("help.title"), hint=words("help.hint"))
        by_self = [(words(f"help.{key}"), words(f"help.{key}_line")) for key in _BY_SELF]
        cards = PagedList(theme, words, columns=2 if context.is_landscape() else 1)
        cards.set_rows(
            [
                StepCard(theme, words("help.by_phone"), self._by_phone()),
                StepCard(theme, words("help.by_self"), by_self),
            ]
        )
        self.body.addWidget(cards)
        self.body.addStretch(1)

    def show_state(self, state: Helping) -> None:
        """The same for every page that asked for it."""

    def offers(self) -> list[Action]:
        """Back to the page that was left."""
        return [Action("back", self.context.words("help.back"), "primary", "arrow_left")]

    def act(self, key: str) -> None:
        self.context.tell(BackTouched())

    def _by_phone(self) -> list[tuple[str, str]]:
        words, terminal = self.context.words, self.context.setting().terminal
        place = words("help.place_line", place=terminal.place, code=terminal.code)
        return [
            (words("help.call"), words("help.call_line")),
            (words("help.place"), place),
            (words("help.error"), words("help.error_line")),
        ]
