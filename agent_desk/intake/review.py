"""Reading once more, agreeing, signing, handing in; and a disk that says no."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.scroll import ScrollColumn
from agent_desk.widgets.sign_box import SignBox
from core.resident_number import masked
from core.session import events as ev
from core.session.filling import all_fields
from core.session.handing_in import still_missing
from core.session.matter import How, Matter
from core.session.signing import is_ready
from core.session.states import Signing, SubmitTrouble
from ui.components import Card, CheckCard, PairRow, Rule, Text


class ReviewPanel(Panel):
    """Shows Signing."""

    step = 6

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self.add_title(words("desk.review.title"), words("desk.review.line"))
        self._read = ScrollColumn(theme)
        left = Card(theme)
        left.body.addWidget(self._read)
        self._agree = CheckCard(theme, words("desk.review.agree"))
        self._agree.setObjectName("option:agree")
        self._agree.clicked.connect(lambda: context.tell(ev.AgreementTouched()))
        self._sign = SignBox(context, words("desk.review.sign"), "signature")
        self._sign.drawn.connect(lambda signature: context.tell(ev.SignatureDrawn(signature)))
        self._sign.wiped.connect(lambda: context.tell(ev.SignatureWiped()))
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._agree)
        right.addWidget(self._sign)
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
        self._agree.setChecked(state.matter.agreed)

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        reason = self._reason()
        submit = words("desk.review.submit")
        return [self.back(), PanelAction("confirm", submit, "check", "primary", reason)]

    def act(self, key: str) -> None:
        if key == "back":
            self.context.tell(ev.BackTouched())
        elif key.startswith("edit:"):
            self.context.tell(ev.EditTouched(key.removeprefix("edit:")))
        else:
            self.context.tell(ev.Confirmed(self.context.at()))

    def wipe(self) -> None:
        self._sign.wipe()

    def _reason(self) -> str:
        words = self.context.words
        if self._state is None:
            return words("desk.review.unsigned")
        matter, setting = self._state.matter, self.context.setting()
        if is_ready(matter, setting):
            return ""
        if missing := len(still_missing(matter, setting)):
            return words("desk.materials.missing", count=missing)
        return words("desk.review.unsigned" if matter.agreed else "desk.review.unread")

    def _show_facts(self, matter: Matter) -> None:
        theme, words, setting = self.context.theme, self.context.words, self.context.setting()
        body = self._read.body
        body.addWidget(Text(theme, words("desk.review.case"), size="h2", bold=True))
        plan = setting.plan_of(matter)
        rows = [("matter", plan.package.name, ""), *self._people(matter)]
        for question in plan.asked_questions:
            chosen = {option.code: option.title for option in question.options}
            answer = chosen.get(matter.answer_map().get(question.code, ""), "")
            rows.append((question.text, answer, "situation"))
        rows.append(("organ", setting.catalogue.organ(matter.organ).name, "organ"))
        rows.append(("materials", self._materials(matter), "materials"))
        rows.append(("delivery", matter.delivery, "delivery"))
        for name, value, part in rows:
            label = words(f"desk.review.{name}") if name.isascii() else name
            body.addWidget(self._row(label, value, part))

    def _people(self, matter: Matter) -> list[tuple[str, str, str]]:
        words = self.context.words
        people = []
        for name, card in (("applicant", matter.card), ("agent", matter.agent_card)):
            if card is not None:
                number = masked(card.number)
                people.append((name, words("desk.review.who", name=card.name, number=number), ""))
        return people

    def _materials(self, matter: Matter) -> str:
        setting = self.context.setting()
        later = sum(given.how is How.PROMISE for given in matter.given)
        count = len(setting.plan_of(matter).materials)
        return self.context.words("desk.review.given", count=count - later, later=later)

    def _row(self, label: str, value: str, part: str) -> PairRow:
        link = self.context.words("desk.review.edit") if part else ""
        row = PairRow(self.context.theme, label, value, link=link, key=part)
        row.changed.connect(lambda key: self.act(f"edit:{key}"))
        return row

    def _show_form(self, matter: Matter) -> None:
        theme, words, setting = self.context.theme, self.context.words, self.context.setting()
        head = QHBoxLayout()
        head.addWidget(Text(theme, words("desk.review.form"), size="h2", bold=True))
        head.addStretch(1)
        head.addWidget(self._row("", "", "form"))
        self._read.body.addSpacing(6)
        self._read.body.addWidget(Rule(theme))
        self._read.body.addLayout(head)
        values = matter.form_map()
        for field in all_fields(matter, setting):
            value = values.get(field.key, "")
            if field.kind == "resident_number" and value:
                value = masked(value)
            if value:
                self._read.body.addWidget(PairRow(theme, field.label, value))


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
