"""The side panel of a new case: how far it is, who is in it, and the way on."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.context import Context
from agent_desk.intake.panel import PanelAction
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.fact_row import FactRow
from agent_desk.widgets.tick_row import TickRow
from core.resident_number import masked
from core.session.matter import Matter
from ui.components import Button, KeyHint, Rule, Text

STEPS = 7


class IntakeSide(QWidget):
    """`acted` carries the key of a button."""

    acted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._offers: list[PanelAction] = []
        self._facts: tuple[int, tuple[tuple[str, str, str], ...]] = (0, ())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        self._top = QVBoxLayout()
        self._top.setSpacing(2)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(8)
        column.addLayout(self._top)
        column.addStretch(1)
        column.addLayout(self._buttons)
        for key in ("confirm", "leave"):
            cap, text = context.words(f"desk.key.{key}.cap"), context.words(f"desk.key.{key}.text")
            column.addWidget(KeyHint(context.theme, cap, text))
        self.set_wide(False)

    def set_wide(self, wide: bool) -> None:
        """420 px from 1920 on."""
        self.setFixedWidth(self._context.theme.frame("side_wide" if wide else "side"))

    def show_progress(self, step: int, matter: Matter | None) -> None:
        """Light the step; show the people of the matter, masked."""
        facts = (step, self._people(matter))
        if facts == self._facts:
            return
        self._facts = facts
        clear_layout(self._top)
        theme, words = self._context.theme, self._context.words
        self._top.addWidget(Text(theme, words("desk.intake.steps"), size="h2", bold=True))
        for number in range(1, STEPS + 1):
            kind = "done" if number < step else "now" if number == step else "open"
            name = words("desk.intake.step", number=number, name=words(f"ui.step.{number}"))
            self._top.addWidget(TickRow(theme, name, kind))
        if facts[1]:
            self._top.addSpacing(6)
            self._top.addWidget(Rule(theme))
            self._top.addSpacing(6)
        for key, name, masked_number in facts[1]:
            row = FactRow(theme, words(f"desk.review.{key}"), name, masked_number, bold=True)
            row.setObjectName(f"person:{key}")
            self._top.addWidget(row)

    def show_offers(self, offers: Sequence[PanelAction]) -> None:
        """Show the buttons; unchanged ones are left as they are, with their focus."""
        if list(offers) == self._offers:
            return
        self._offers = list(offers)
        clear_layout(self._buttons)
        for offer in offers:
            button = Button(self._context.theme, offer.text, offer.icon, kind=offer.kind)
            button.setObjectName(f"action:{offer.key}")
            button.set_offered(not offer.reason, offer.reason)
            button.clicked.connect(lambda _=False, key=offer.key: self.acted.emit(key))
            self._buttons.addWidget(button)

    def primary(self) -> str:
        """The key of the offered primary action, or empty."""
        found = [o.key for o in self._offers if o.kind == "primary" and not o.reason]
        return found[-1] if found else ""

    def has(self, key: str) -> bool:
        """Whether an action is offered now."""
        return any(offer.key == key and not offer.reason for offer in self._offers)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._context.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self._context.theme.color("line"))

    def _people(self, matter: Matter | None) -> tuple[tuple[str, str, str], ...]:
        if matter is None:
            return ()
        people = (("applicant", matter.card), ("agent", matter.agent_card))
        return tuple(
            (key, card.name, masked(card.number)) for key, card in people if card is not None
        )
