"""The principal reads the mandate (代办委托书) and signs it."""

from PySide6.QtWidgets import QSizePolicy

from core.session import events as ev
from core.session.document import mandate_words
from core.session.matter import Signature
from core.session.states import SigningMandate
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.widgets.sign_box import SignBox
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.text import Text


class MandatePage(TwoPartPage):
    """The text is shown whole: its digest goes into the document."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context, upright=(0, 1))
        theme, words = context.theme, context.words
        self._state: SigningMandate | None = None
        card = Card(theme, padding=theme.space("l"))
        # Plain text: in a paragraph the stars of a masked number would make it bold.
        size = "small" if theme.mode == "elder" else "body"
        self._text = Text(theme, "", size=size, wrap=True)
        card.body.addWidget(self._text)
        self.lead.addWidget(card)
        self.lead.addStretch(1)
        self._box = SignBox(theme, words, words("signing.mandate.note"))
        self._box.drawn.connect(self._on_drawn)
        self._box.wiped.connect(self._on_wiped)
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.rest.addWidget(self._box)
        self.rest.addStretch(1)

    def show_state(self, state: SigningMandate) -> None:
        """Show the mandate; the ink stays."""
        self._state = state
        words, setting = self.context.words, self.context.setting()
        self.set_texts(
            words("signing.mandate.title"),
            crumb=crumb_of(state.matter, setting),
            hint=words("signing.mandate.hint"),
        )
        self._text.setText(mandate_words(state.matter, setting))
        self._box.show_signature(state.matter.mandate)

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        return [
            Action("back", words("handling.back")),
            Action(
                "confirm",
                words("signing.mandate.confirm"),
                "primary",
                "arrow_right",
                enabled=self._state.matter.mandate is not None,
                reason=words("signing.no_signature"),
            ),
        ]

    def act(self, key: str) -> None:
        if key == "confirm":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.Confirmed(at))
        else:
            self.context.tell(ev.BackTouched())

    def wipe(self) -> None:
        """Neither ink nor text stay."""
        self._box.forget()
        self._text.setText("")

    def _on_drawn(self, signature: Signature) -> None:
        self.context.tell(ev.SignatureDrawn(signature))

    def _on_wiped(self) -> None:
        if self._state is not None and self._state.matter.mandate is not None:
            self.context.tell(ev.SignatureWiped())
