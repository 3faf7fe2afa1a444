"""Pages on which the citizen has nothing to do: before, between and after."""

from typing import Any

from PySide6.QtCore import Qt

from agent_desk.citizen.page import CitizenPage
from agent_desk.context import Context
from core.session.matter import Matter
from ui.components import Text
from ui.icons import IconLabel

_ICON = 120


class _Plain(CitizenPage):
    """An icon, one sentence and one line in the middle."""

    icon = "home"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        centre = Qt.AlignmentFlag.AlignHCenter
        theme = context.theme
        self._title = Text(theme, "", size="h1", bold=True, wrap=True, align=centre)
        self._line = Text(theme, "", role="text_2", wrap=True, align=centre)
        self.body.addStretch(1)
        self.body.addWidget(IconLabel(theme, self.icon, "lake", _ICON), 0, centre)
        self.body.addWidget(self._title)
        self.body.addWidget(self._line)
        self.body.addStretch(2)

    def say(self, title: str, line: str) -> None:
        """Show these words."""
        self._title.setText(title)
        self._line.setText(line)


class WelcomePage(_Plain):
    """Nobody is served, or somebody else's turn is over."""

    def show_state(self, state: Any) -> None:
        words = self.context.words
        self.say(words("citizen.welcome.title"), words("citizen.welcome.line"))


class FollowPage(_Plain):
    """A case is being taken; what it is, and nothing that names anybody."""

    icon = "id_card"

    def show_state(self, state: Any) -> None:
        words = self.context.words
        matter = getattr(state, "matter", None)
        title = words("citizen.follow.title")
        if isinstance(matter, Matter):
            name = self.context.setting().package_of(matter).name
            title = words("citizen.follow.matter", name=name)
        self.say(title, words("citizen.follow.line"))


class KeepingPage(_Plain):
    """Submitting, or a disk that says no: nothing is said to be received yet."""

    icon = "lock"

    def show_state(self, state: Any) -> None:
        words = self.context.words
        self.say(words("citizen.keeping.title"), words("citizen.keeping.line"))


class TakeCardPage(_Plain):
    """A card still lies on the reader."""

    icon = "id_card"

    def show_state(self, state: Any) -> None:
        words = self.context.words
        self.say(words("citizen.take_card.title"), words("citizen.take_card.line"))
