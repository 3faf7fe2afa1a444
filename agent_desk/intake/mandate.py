"""The mandate: the principal reads it and signs on a screen of their own."""

from typing import Any

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.citizen_mark import CitizenMark
from core.session import events as ev
from core.session.document import mandate_words
from core.session.states import SigningMandate
from ui.components import Card, InfoBand, Text


class MandatePanel(Panel):
    """Shows SigningMandate."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self.add_title(words("desk.mandate.title"), words("desk.mandate.line"))
        self._paper = Card(theme, padding=theme.space("xl"))
        self._head = Text(theme, "", size="h1", bold=True)
        # Plain text: the stars of a masked number must not be taken for marks of bold words.
        self._text = Text(theme, "", size="h2", wrap=True)
        self._paper.body.setSpacing(theme.space("m"))
        self._paper.body.addWidget(self._head)
        self._paper.body.addWidget(self._text)
        self._paper.body.addStretch(1)
        self._mark = CitizenMark(context)
        self._other = InfoBand(theme, "warning", words("desk.mandate.other"), kind="warn")
        self.body.addWidget(self._paper, 1)
        self.body.addWidget(self._other)
        self.body.addWidget(self._mark)
        self._state: SigningMandate | None = None

    def show_state(self, state: Any) -> None:
        self._state = state
        title, _, text = mandate_words(state.matter, self.context.setting()).partition("\n")
        self._head.setText(title)
        self._text.setText(text)
        agent, card = self.context.agent(), state.matter.agent_card
        differs = agent is not None and card is not None and card.name != agent.display_name
        self._other.setVisible(differs)
        signed = (self.context.words("desk.citizen.signed"), state.matter.mandate is not None)
        self._mark.show_marks((signed,))

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        signed = self._state is not None and self._state.matter.mandate is not None
        reason = "" if signed else words("desk.mandate.unsigned")
        confirm = words("desk.mandate.take")
        hand_over = self.hand_over(words("desk.citizen.hand_over"))
        return [
            self.back(),
            *hand_over,
            PanelAction("confirm", confirm, "arrow_right", "primary", reason),
        ]

    def act(self, key: str) -> None:
        if key == "hand_over":
            self.context.hand_over()
            return
        self.context.tell(ev.BackTouched() if key == "back" else ev.Confirmed(self.context.at()))

    def wipe(self) -> None:
        self._text.setText("")
