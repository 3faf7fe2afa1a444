"""Review and signature: everything once more, agree, sign, hand in."""

from core.session import events as ev
from core.session.handing_in import still_missing
from core.session.matter import Matter, Signature
from core.session.states import Signing
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.review_sheet import Reviewed, review_sheet
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.review_row import ReviewRow
from kiosk.widgets.sign_box import SignBox
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.check_card import CheckCard


class SigningPage(TwoPartPage):
    """Board picture 09. The first rows decide; further pages show every field of the form."""

    step = 6

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(4, 3), upright=(1, 0))
        theme, words = context.theme, context.words
        self._state: Signing | None = None
        self._reviewed: tuple[Reviewed, ...] = ()
        card = Card(theme, padding=0)
        card.body.setContentsMargins(theme.space("l"), 4, theme.space("l"), 16)
        self._list = PagedList(theme, words, gap=0)
        card.body.addWidget(self._list)
        self.lead.addWidget(card, 1)
        self._agree = CheckCard(theme, words("signing.agree"), flat=True)
        self._agree.setObjectName("check:agree")
        self._agree.clicked.connect(lambda: context.tell(ev.AgreementTouched()))
        self._box = SignBox(theme, words, words("signing.note"))
        self._box.set_short(theme.mode == "elder")
        self._box.drawn.connect(self._on_drawn)
        self._box.wiped.connect(self._on_wiped)
        self.rest.addWidget(self._agree)
        self.rest.addWidget(self._box, 1)

    def show_state(self, state: Signing) -> None:
        """The rows are built anew only when what they say has changed; the ink stays."""
        self._state = state
        words, setting = self.context.words, self.context.setting()
        self.set_texts(words("signing.title"), crumb=crumb_of(state.matter, setting))
        reviewed = review_sheet(state.matter, setting, words)
        if reviewed != self._reviewed:
            self._reviewed = reviewed
            self._list.set_rows([self._row(row) for row in reviewed])
        self._agree.setChecked(state.matter.agreed)
        self._box.show_signature(state.matter.signature)

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        reason = self._reason(self._state.matter)
        return [
            Action("back", words("handling.back")),
            Action(
                "submit",
                words("signing.submit"),
                "primary",
                "arrow_right",
                enabled=not reason,
                reason=reason,
            ),
        ]

    def act(self, key: str) -> None:
        if key == "submit":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.Confirmed(at))
        else:
            self.context.tell(ev.BackTouched())

    def wipe(self) -> None:
        """Neither ink nor rows stay."""
        self._box.forget()
        self._list.set_rows([])
        self._reviewed = ()

    def _reason(self, matter: Matter) -> str:
        """Why it cannot be handed in yet, or nothing."""
        words = self.context.words
        missing = still_missing(matter, self.context.setting())
        if missing:
            return words("signing.no_materials", count=len(missing))
        if not matter.agreed:
            return words("signing.no_agreement")
        return "" if matter.signature is not None else words("signing.no_signature")

    def _row(self, reviewed: Reviewed) -> ReviewRow:
        name = f"edit:{reviewed.part}:{reviewed.key}" if reviewed.key else f"edit:{reviewed.part}"
        link = (name, self.context.words("signing.change")) if reviewed.part else None
        row = ReviewRow(
            self.context.theme, reviewed.name, reviewed.value, link=link, line=reviewed.line
        )
        part = reviewed.part
        row.edited.connect(lambda: self.context.tell(ev.EditTouched(part)))
        return row

    def _on_drawn(self, signature: Signature) -> None:
        self.context.tell(ev.SignatureDrawn(signature))

    def _on_wiped(self) -> None:
        if self._state is not None and self._state.matter.signature is not None:
            self.context.tell(ev.SignatureWiped())
