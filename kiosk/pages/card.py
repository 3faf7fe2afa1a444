"""Waiting for the identity card, and what to do when it could not be used."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.session import events as ev
from core.session.states import AwaitingCard, CardTrouble, Purpose
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.trouble import trouble_of
from kiosk.widgets.busy_ring import BusyRing
from kiosk.widgets.card_picture import CardPicture
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.trouble_page import TroublePage
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.error_panel import NumberDot
from ui.components.text import Text
from ui.icons import IconLabel


class AwaitCardPage(TwoPartPage):
    """Board picture 05. The page reads by itself as soon as a card lies there."""

    step: int | None = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(6, 7), upright=(1, 0), turned=True)
        theme, words = context.theme, context.words
        self._state: AwaitingCard | None = None
        self._picture = CardPicture(theme, words("card.picture"), words("card.slot"))
        self._privacy = Text(theme, "", size="small", wrap=True)
        self._fault = NoticeLine(theme, "warning", "", "error")
        self.lead.addWidget(self._steps())
        self.lead.addWidget(self._privacy_card())
        self.lead.addWidget(self._fault)
        self.lead.addWidget(self._waiting())
        self.lead.addStretch(1)
        self.rest.addWidget(self._picture)

    def show_state(self, state: AwaitingCard) -> None:
        """Show what card is wanted, that it is read, or that the reader is out of order."""
        self._state = state
        words, purpose = self.context.words, state.purpose.value
        crumb = crumb_of(state.matter, self.context.setting()) if state.matter else ""
        self.step = None if state.purpose is Purpose.MY_CASES else 3
        self.set_texts(
            words(f"card.{purpose}.title"), crumb=crumb, hint=words(f"card.{purpose}.hint")
        )
        self._privacy.setText(words(f"card.privacy.{purpose}"))
        self._picture.set_lying(state.is_reading)
        self._ring.setVisible(state.is_reading)
        self._clock.setVisible(not state.is_reading)
        self._status.setText(words("card.reading" if state.is_reading else "card.waiting"))
        self._status.set_role("lake" if state.is_reading else "text_2")
        self._status.set_bold(state.is_reading)
        self._fault.setVisible(state.reader_fault is not None)
        self._wait_row.setVisible(state.reader_fault is None)
        if state.reader_fault is not None:
            self._fault.setObjectName(f"code:{state.reader_fault.value}")
            self._fault.set_text(self._fault_words(state))

    def offers(self) -> list[Action]:
        words = self.context.words
        back = Action("back", words("handling.back"))
        if self._state is None or self._state.purpose is not Purpose.APPLY:
            return [back]
        return [back, Action("other", words("card.no_card"), icon="swap")]

    def act(self, key: str) -> None:
        self.context.tell(ev.OtherWayTouched() if key == "other" else ev.BackTouched())

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _fault_words(self, state: AwaitingCard) -> str:
        assert state.reader_fault is not None
        words = self.context.words
        trouble = trouble_of(state.reader_fault, words)
        applies = state.purpose is Purpose.APPLY
        way = words("card.offer" if applies else "card.offer_none")
        return f"{trouble.title}。{way}（{trouble.code.value}）"

    def _steps(self) -> QWidget:
        theme, words = self.context.theme, self.context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        for number in (1, 2, 3):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(NumberDot(theme, number, strong=number == 1), 0, centre)
            title = Text(theme, words(f"card.step.{number}.title"), bold=True, align=centre)
            line = words(f"card.step.{number}.line")
            column.addWidget(title)
            column.addWidget(Text(theme, line, size="small", role="text_2", align=centre))
            row.addLayout(column, 1)
        return holder

    def _privacy_card(self) -> Card:
        theme = self.context.theme
        card = Card(theme, padding=theme.space("m"))
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(IconLabel(theme, "lock", "lake", "s"))
        row.addWidget(self._privacy, 1)
        card.body.addLayout(row)
        return card

    def _waiting(self) -> QWidget:
        theme = self.context.theme
        self._wait_row = QWidget()
        row = QHBoxLayout(self._wait_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        self._clock = IconLabel(theme, "clock", "text_2", "s")
        self._ring = BusyRing(theme, theme.icon("m"))
        self._status = Text(theme, "", wrap=True)
        row.addWidget(self._clock)
        row.addWidget(self._ring)
        row.addWidget(self._status, 1)
        return self._wait_row


class CardTroublePage(TroublePage):
    """Board picture 12: again, another way, or a person."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "id_card")
        self._state: CardTrouble | None = None

    def show_state(self, state: CardTrouble) -> None:
        """Say what was wrong with the card."""
        self._state = state
        trouble = trouble_of(state.code, self.context.words)
        applies = state.purpose is Purpose.APPLY
        self.show_trouble(trouble, other=trouble.other if applies else "")

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        again = trouble_of(self._state.code, words).again
        return [
            Action("back", words("handling.back")),
            Action("again", again, "primary", "refresh"),
        ]

    def act(self, key: str) -> None:
        self.context.tell(ev.TriedAgain() if key == "again" else ev.BackTouched())
