"""A way that ends: why, and what to do instead."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.ports import WordSource
from core.session.events import BackTouched, HelpTouched
from core.session.states import Refused
from kiosk.page import Context
from kiosk.trouble import trouble_of
from kiosk.widgets.step_card import StepCard
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.text import Text
from ui.icons import IconLabel


def reason_text(reason: str, words: WordSource) -> str:
    """The sentence of a word key, or the text that the catalogue's row says itself."""
    try:
        return words(reason)
    except KeyError:
        return reason


class RefusedPage(TitledPage):
    """Never a dead end: a number to call, another thing, another answer."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._content = QWidget()
        self.main.addWidget(self._content, 1)
        if self.is_wide:
            self.side.addStretch(1)

    def show_state(self, state: Refused) -> None:
        """Show why it ends here."""
        words, theme = self.context.words, self.context.theme
        name = self.context.setting().catalogue.package(state.package).name
        trouble = trouble_of(state.code, words) if state.code is not None else None
        self.set_texts(trouble.title if trouble else words("refused.title"), crumb=name)
        steps = [
            (words("refused.call"), words("refused.call_line", name=name)),
            (words("refused.other"), words("refused.other_line")),
            (words("refused.change"), words("refused.change_line")),
        ]
        if trouble is not None:
            steps = [*((step, "") for step in trouble.steps[:2]), steps[0]]
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(28)
        column.addWidget(self._why(reason_text(state.reason, words)))
        column.addWidget(StepCard(theme, words("refused.try"), steps))
        if trouble is not None:
            said = words("ui.error.code", code=trouble.code.value)
            code = Text(theme, said, size="small", role="text_2", wrap=True)
            code.setObjectName(f"code:{trouble.code.value}")
            column.addWidget(code)
        column.addStretch(1)
        old, self._content = self._content, content
        self.main.replaceWidget(old, content)
        old.hide()
        old.deleteLater()

    def _why(self, reason: str) -> Card:
        theme = self.context.theme
        card = Card(theme, "warn")
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(IconLabel(theme, "info", "warn", "l"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(theme, reason, size="h2", wrap=True), 1)
        card.body.addLayout(row)
        return card

    def offers(self) -> list[Action]:
        """A person, or the first page."""
        words = self.context.words
        return [
            Action("help", words("refused.person"), icon="person_plus"),
            Action("back", words("refused.back"), "primary"),
        ]

    def act(self, key: str) -> None:
        self.context.tell(HelpTouched() if key == "help" else BackTouched())
