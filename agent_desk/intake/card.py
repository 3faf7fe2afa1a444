"""The two cards: the principal's, then the agent's; and what to do when one cannot be used."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.tick_row import TickRow
from core.session import events as ev
from core.session.states import AwaitingCard, CardTrouble, Purpose
from ui.components import Card, InfoBand, Text
from ui.icons import IconLabel


class CardPanel(Panel):
    """Shows AwaitingCard and CardTrouble. Nothing here is orange: the card is waited for."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        self._card = Card(theme, padding=32)
        self._card.setFixedWidth(520)
        self._icon = IconLabel(theme, "id_card", "lake", 72)
        self._title = Text(theme, "", size="h1", bold=True, wrap=True, align=centre)
        self._line = Text(theme, "", role="text_2", wrap=True, align=centre)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(4)
        self._hints = [TickRow(theme, words(f"desk.card.do{n}"), "info") for n in (1, 2, 3)]
        body = self._card.body
        body.setSpacing(theme.space("m"))
        body.addWidget(self._icon, 0, centre)
        body.addWidget(self._title)
        body.addWidget(self._line)
        body.addLayout(self._steps)
        for hint in self._hints:
            body.addWidget(hint)
        self._warn = InfoBand(theme, "warning", words("desk.card.own"), kind="warn")
        self._warn.setFixedWidth(520)
        self._code = Text(theme, "", size="micro", role="text_2", align=centre)
        body.addWidget(self._code)
        self.body.addStretch(1)
        self.body.addWidget(self._card)
        self.body.addWidget(self._warn)
        self.body.addStretch(2)
        self.body.setAlignment(self._card, centre)
        self.body.setAlignment(self._warn, centre)
        self._state: AwaitingCard | CardTrouble | None = None

    def show_state(self, state: Any) -> None:
        self._state = state
        if isinstance(state, CardTrouble):
            self._show_trouble(state.code.value)
        elif state.reader_fault is not None:
            self._show_trouble(state.reader_fault.value)
        else:
            self._show_waiting(state)
        self._warn.setVisible(self._is_agents_own_card(state))
        card = state.matter.card if state.matter else None
        self.step = 3 if card is None or state.purpose is Purpose.AGENT else 2

    def offers(self) -> list[PanelAction]:
        if isinstance(self._state, CardTrouble):
            again = self.context.words(f"error.{self._state.code.value}.again")
            return [self.back(), PanelAction("again", again, "refresh")]
        return [self.back()]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched() if key == "back" else ev.TriedAgain())

    def _show_waiting(self, state: AwaitingCard) -> None:
        words = self.context.words
        who = "agent" if state.purpose is Purpose.AGENT else "principal"
        lies_there = bool(self.context.session().card_reader) and not state.is_reading
        phase = "reading" if state.is_reading else "swap" if lies_there else "wait"
        self._card.setObjectName(f"card:{who}:{phase}")
        self._icon.set_icon("id_card", "lake")
        self._title.setText(words(f"desk.card.{who}.{phase}"))
        self._line.setText(words(f"desk.card.{who}.line"))
        self._code.setText("")
        self._show_hints(["desk.card.do1", "desk.card.do2", "desk.card.do3"])

    def _show_trouble(self, code: str) -> None:
        words = self.context.words
        self._card.setObjectName(f"card:{code}")
        self._icon.set_icon("warning", "error")
        self._title.setText(words(f"error.{code}.title"))
        self._line.setText(words(f"error.{code}.line"))
        self._code.setText(code)
        self._show_hints([f"error.{code}.do{n}" for n in (1, 2, 3)])

    def _show_hints(self, keys: list[str]) -> None:
        theme, words = self.context.theme, self.context.words
        for place, key in enumerate(keys):
            old = self._hints[place]
            new = TickRow(theme, words(key), "info")
            self._card.body.replaceWidget(old, new)
            old.hide()
            old.deleteLater()
            self._hints[place] = new

    def _is_agents_own_card(self, state: AwaitingCard | CardTrouble) -> bool:
        """The card that was read as the principal's bears the name of who is signed in."""
        agent = self.context.agent()
        card = state.matter.card if state.matter else None
        return agent is not None and card is not None and card.name == agent.display_name
