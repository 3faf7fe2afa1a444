"""Separate consent to a picture of the face (PIPL art. 29); both answers are equally easy."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from core.session import events as ev
from core.session.states import AskingConsent
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.paragraph import Paragraph
from ui.components.text import Text
from ui.icons import IconLabel

_POINTS = (("what", "camera"), ("why", "person"), ("keep", "clock"), ("free", "hand"))


class ConsentPage(TwoPartPage):
    """The words of the consent are shown whole: their digest goes into the document."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context, upright=(0, 1))
        theme, words = context.theme, context.words
        points = self._points()
        points.setVisible(theme.mode != "elder")  # the consent itself says all of it
        self.lead.addWidget(points)
        self.lead.addStretch(1)
        text = Card(theme, "lake", padding=theme.space("m"))
        text.body.addWidget(Text(theme, words("consent.heading"), bold=True))
        self._text = Paragraph(theme, words("consent.face.text"))
        text.body.addWidget(self._text)
        self.rest.addWidget(text)
        self.rest.addStretch(1)
        give = SecondButton(theme, words("consent.give"), "camera")
        decline = SecondButton(theme, words("handling.decline_face"), "person")
        give.setObjectName("consent:give")
        decline.setObjectName("consent:decline")
        give.clicked.connect(lambda: context.tell(ev.ConsentGiven(self._at())))
        decline.clicked.connect(lambda: context.tell(ev.ConsentDeclined(self._at())))
        self.rest.addWidget(give)
        self.rest.addWidget(decline)

    def show_state(self, state: AskingConsent) -> None:
        """Ask."""
        words = self.context.words
        crumb = crumb_of(state.matter, self.context.setting())
        self.set_texts(words("consent.title"), crumb=crumb, hint=words("consent.hint"))

    def offers(self) -> list[Action]:
        return [Action("back", self.context.words("handling.back"))]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched())

    def _at(self) -> str:
        return self.context.now().isoformat(timespec="seconds")

    def _points(self) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme, padding=theme.space("m"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space("m"))
        grid.setVerticalSpacing(theme.space("s"))
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, icon) in enumerate(_POINTS):
            grid.addWidget(IconLabel(theme, icon, "lake", "m"), row, 0, top)
            grid.addWidget(Text(theme, words(f"consent.{name}"), bold=True), row, 1, top)
            line = Text(theme, words(f"consent.{name}_line"), role="text_2", wrap=True)
            grid.addWidget(line, row, 2, top)
        grid.setColumnStretch(2, 1)
        card.body.addLayout(grid)
        return card
