"""Reading, agreeing and signing, by the citizen's own hand."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScroller, QVBoxLayout

from agent_desk.citizen.page import CitizenPage
from agent_desk.context import Context
from agent_desk.intake.review_facts import Fact, case_facts, form_facts
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.scroll import ScrollColumn
from agent_desk.widgets.sign_box import SignBox
from core.session import events as ev
from core.session.document import mandate_words
from core.session.states import Signing, SigningMandate
from ui.components import Card, CheckCard, PairRow, Rule, Text

_TALLEST = 520


class _TwoSides(CitizenPage):
    """What is read at the left, moved with a finger; the pad at the right."""

    def __init__(self, context: Context, role: str) -> None:
        super().__init__(context)
        theme = context.theme
        self.read = ScrollColumn(theme)
        gesture = QScroller.ScrollerGestureType.LeftMouseButtonGesture
        QScroller.grabGesture(self.read.viewport(), gesture)
        left = Card(theme)
        left.body.addWidget(self.read)
        self.sign = SignBox(context, context.words("citizen.sign.pad"), role, tallest=_TALLEST)
        self.sign.drawn.connect(lambda signature: context.tell(ev.SignatureDrawn(signature)))
        self.sign.wiped.connect(lambda: context.tell(ev.SignatureWiped()))
        self.side = QVBoxLayout()
        self.side.setSpacing(theme.space("m"))
        columns = QHBoxLayout()
        columns.setSpacing(theme.space("m"))
        columns.addWidget(left, 1)
        columns.addLayout(self.side, 1)
        self._columns = columns

    def lay(self) -> None:
        """Put pad and columns in, after the title."""
        self.side.addWidget(self.sign, 1)
        self.body.addLayout(self._columns, 1)

    def wipe(self) -> None:
        self.sign.wipe()
        clear_layout(self.read.body)


class SignPage(_TwoSides):
    """Shows Signing: what the clerk's page shows to confirm, row by row."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "signature")
        words = context.words
        self.add_title(words("citizen.sign.title"), words("citizen.sign.line"))
        self._agree = CheckCard(context.theme, words("citizen.sign.agree"))
        self._agree.setObjectName("option:agree")
        self._agree.clicked.connect(lambda: context.tell(ev.AgreementTouched()))
        self.side.addWidget(self._agree)
        self.lay()
        self._shown: tuple[Fact, ...] = ()

    def show_state(self, state: Any) -> None:
        assert isinstance(state, Signing)
        first = case_facts(state.matter, self.context)
        facts = (*first, *form_facts(state.matter, self.context))
        if facts != self._shown:
            self._shown = facts
            clear_layout(self.read.body)
            theme = self.context.theme
            for place, fact in enumerate(facts):
                if place == len(first):
                    self.read.body.addWidget(Rule(theme))
                row = PairRow(theme, fact.label, fact.value)
                row.setMinimumHeight(0)  # it is read, not touched
                self.read.body.addWidget(row)
            self.read.body.addStretch(1)
        self._agree.setChecked(state.matter.agreed)

    def wipe(self) -> None:
        super().wipe()
        self._shown = ()


class MandatePage(_TwoSides):
    """Shows SigningMandate: the whole mandate, and the pad."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "mandate")
        words = context.words
        self.add_title(words("citizen.mandate.title"), words("citizen.mandate.line"))
        self._head = Text(context.theme, "", size="h2", bold=True, wrap=True)
        # Plain text: the stars of a masked number must not be taken for marks of bold words.
        self._text = Text(context.theme, "", wrap=True, align=Qt.AlignmentFlag.AlignLeft)
        self.read.body.addWidget(self._head)
        self.read.body.addWidget(self._text)
        self.read.body.addStretch(1)
        self.lay()

    def show_state(self, state: Any) -> None:
        assert isinstance(state, SigningMandate)
        title, _, text = mandate_words(state.matter, self.context.setting()).partition("\n")
        self._head.setText(title)
        self._text.setText(text)
