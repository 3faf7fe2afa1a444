"""Reading once more, agreeing, signing, handing in; and a disk that says no."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.intake.review_facts import case_facts, form_facts, why_not_signed
from agent_desk.widgets.citizen_mark import CitizenMark
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.scroll import ScrollColumn
from core.session import events as ev
from core.session.matter import Matter
from core.session.states import Signing, SubmitTrouble
from ui.components import Card, PairRow, Rule, Text


class ReviewPanel(Panel):
    """Shows Signing. The citizen agrees and signs in a window of their own; here is only seen
    that they did."""

    step = 6

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self.add_title(words("desk.review.title"), words("desk.review.line"))
        self._read = ScrollColumn(theme)
        left = Card(theme)
        left.body.addWidget(self._read)
        self._mark = CitizenMark(context)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._mark)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(left, 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)
        self._state: Signing | None = None

    def show_state(self, state: Any) -> None:
        if self._state is None:
            self._show_facts(state.matter)
            self._show_form(state.matter)
            self._read.body.addStretch(1)
        self._state = state
        words, matter = self.context.words, state.matter
        self._mark.show_marks(
            (
                (words("desk.citizen.agreed"), matter.agreed),
                (words("desk.citizen.signed"), matter.signature is not None),
            )
        )

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        reason = self._reason()
        submit = words("desk.review.submit")
        hand_over = self.hand_over(words("desk.citizen.hand_over"))
        confirm = PanelAction("confirm", submit, "check", "primary", reason)
        return [self.back(), *hand_over, confirm]

    def act(self, key: str) -> None:
        if key == "back":
            self.context.tell(ev.BackTouched())
        elif key == "hand_over":
            self.context.hand_over()
        elif key.startswith("edit:"):
            self.context.tell(ev.EditTouched(key.removeprefix("edit:")))
        else:
            self.context.tell(ev.Confirmed(self.context.at()))

    def wipe(self) -> None:
        clear_layout(self._read.body)

    def _reason(self) -> str:
        if self._state is None:
            return self.context.words("desk.review.unsigned")
        return why_not_signed(self._state.matter, self.context)

    def _show_facts(self, matter: Matter) -> None:
        theme, words = self.context.theme, self.context.words
        body = self._read.body
        body.addWidget(Text(theme, words("desk.review.case"), size="h2", bold=True))
        for fact in case_facts(matter, self.context):
            body.addWidget(self._row(fact.label, fact.value, fact.part))

    def _row(self, label: str, value: str, part: str) -> PairRow:
        link = self.context.words("desk.review.edit") if part else ""
        row = PairRow(self.context.theme, label, value, link=link, key=part)
        row.changed.connect(lambda key: self.act(f"edit:{key}"))
        return row

    def _show_form(self, matter: Matter) -> None:
        theme, words = self.context.theme, self.context.words
        head = QHBoxLayout()
        head.addWidget(Text(theme, words("desk.review.form"), size="h2", bold=True))
        head.addStretch(1)
        head.addWidget(self._row("", "", "form"))
        self._read.body.addSpacing(6)
        self._read.body.addWidget(Rule(theme))
        self._read.body.addLayout(head)
        for fact in form_facts(matter, self.context):
            self._read.body.addWidget(PairRow(theme, fact.label, fact.value))


class SubmittingPanel(Panel):
    """Shows Submitting: nothing is said to be received yet."""

    step = 6

    def show_state(self, state: Any) -> None:
        if not self.body.count():
            words = self.context.words
            self.add_title(words("desk.submitting.title"), words("desk.submitting.line"))
            self.body.addStretch(1)


class SubmitTroublePanel(Panel):
    """Shows SubmitTrouble: again with the same number, or back; nothing is lost."""

    step = 6

    def show_state(self, state: SubmitTrouble) -> None:
        if self.body.count():
            return
        theme, words, code = self.context.theme, self.context.words, state.code.value
        self.add_title(words(f"error.{code}.title"), words(f"error.{code}.line"))
        card = Card(theme, "error", padding=theme.space("l"))
        for number in (1, 2, 3):
            card.body.addWidget(Text(theme, words(f"error.{code}.do{number}"), wrap=True))
        card.body.addWidget(Text(theme, code, size="micro", role="text_2"))
        self.body.addWidget(card)
        self.body.addStretch(1)
        self._again = words(f"error.{code}.again")

    def offers(self) -> list[PanelAction]:
        return [self.back(), PanelAction("again", self._again, "refresh", "primary")]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched() if key == "back" else ev.TriedAgain())
