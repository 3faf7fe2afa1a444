"""After it was handed in: the number, the paper, the card to give back; and a way that ended."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from agent_desk.case_words import Mark, sync_mark
from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.tick_row import TickRow
from core.session import events as ev
from core.session.states import PrintState, Received, Refused
from ui.components import Card, Chip, InfoBand, PairRow, Rule, Text
from ui.icons import IconLabel


class ReceiptPanel(Panel):
    """Shows Received."""

    step = 7

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state: Received | None = None
        self._paper = TickRow(context.theme, "")
        self._chip = Chip(context.theme, "", "offline")
        self._official = Text(context.theme, "", role="text_2")
        self._card = Card(context.theme, padding=context.theme.space("xl"))

    def show_state(self, state: Any) -> None:
        if self._state is None:
            self._build(state)
        self._state = state
        self._show_paper(state)
        self._show_sending(state)

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        state = self._state
        printing = state is not None and state.print_state is PrintState.PRINTING
        reason = words("desk.receipt.printing") if printing else ""
        return [
            PanelAction("print", words("desk.receipt.print"), "printer", reason=reason),
            *self.hand_over(words("desk.citizen.rate")),
            PanelAction("finish", words("desk.receipt.finish"), "check", "primary"),
        ]

    def act(self, key: str) -> None:
        if key == "print":
            self.context.tell(ev.PrintTouched())
        elif key == "hand_over":
            self.context.hand_over()
        else:
            self.context.tell(ev.HomeTouched(self.context.at()))

    def _build(self, state: Received) -> None:
        theme, words, case = self.context.theme, self.context.words, state.case
        self.add_title(words("desk.receipt.title"), words("desk.receipt.line"))
        body = self._card.body
        body.setSpacing(theme.space("m"))
        body.addWidget(Text(theme, words("desk.fact.receipt"), size="small", role="text_2"))
        number = Text(theme, case.receipt_no, size="display", bold=True)
        number.setObjectName("receipt:number")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.addWidget(number)
        chips = QHBoxLayout()
        chips.setSpacing(theme.space("s"))
        chips.addWidget(self._chip)
        chips.addWidget(self._official)
        chips.addStretch(1)
        body.addLayout(chips)
        body.addWidget(Rule(theme))
        given = f"{case.materials_given}/{case.materials_all}"
        for key, value in (
            ("desk.review.matter", case.package_name),
            ("desk.review.applicant", case.name_masked),
            ("desk.review.materials", given),
            ("desk.fact.due", words("desk.receipt.due", date=case.due)),
        ):
            body.addWidget(PairRow(theme, words(key), value))
        for code, until, _ in state.promised:
            names = self.context.setting().catalogue.package(state.package).materials
            name = next((m.name for m in names if m.code == code), code)
            body.addWidget(TickRow(theme, words("desk.receipt.promised", name=name), "now", until))
        body.addWidget(Rule(theme))
        body.addWidget(self._paper)
        self.body.addWidget(self._card)
        self.body.addStretch(1)

    def _show_sending(self, state: Received) -> None:
        """From the book, as soon as it knows the case; until then it waits."""
        words, book = self.context.words, self.context.book()
        case = book.case_of(state.case.id)
        mark = Mark(words("desk.sync.waiting"), "offline")
        if case is not None:
            mark = sync_mark(book.row_of(case.id), words)
        icon = {"offline": "cloud_off", "error": "warning"}.get(mark.kind, "")
        self._chip.set_state(mark.text, "ok" if mark.kind == "sunken" else mark.kind, icon)
        number = case.official_no if case else ""
        if number:
            self._official.setText(words("desk.step.numbered", number=number))
        else:
            self._official.setText(words("desk.receipt.waits"))

    def _show_paper(self, state: Received) -> None:
        words = self.context.words
        kind = {PrintState.PRINTING: "open", PrintState.PRINTED: "done"}
        text = words(f"desk.receipt.{state.print_state.value}")
        end = ""
        if state.fault is not None:
            text = words(f"error.{state.fault.value}.title")
            end = state.fault.value
        new = TickRow(self.context.theme, text, kind.get(state.print_state, "wrong"), end)
        self._card.body.replaceWidget(self._paper, new)
        self._paper.hide()
        self._paper.deleteLater()
        self._paper = new


class RatingPanel(Panel):
    """Shows GivingRating: the citizen rates on a screen of their own. Here is nothing to see of
    it and nothing to touch; who does not wait ends it as not rated."""

    step = 7

    def show_state(self, state: Any) -> None:
        if not self.body.count():
            words = self.context.words
            self.add_title(words("desk.citizen.rating"), words("desk.citizen.rating_line"))
            self.body.addStretch(1)

    def offers(self) -> list[PanelAction]:
        text = self.context.words("desk.citizen.not_rated")
        again = self.hand_over(self.context.words("desk.citizen.rate"))
        return [*again, PanelAction("finish", text, "logout")]

    def act(self, key: str) -> None:
        if key == "hand_over":
            self.context.hand_over()
        else:
            self.context.tell(ev.HomeTouched(self.context.at()))


class TakingCardPanel(Panel):
    """Shows TakingCard: everything is wiped, a card still lies there."""

    step = 7

    def show_state(self, state: Any) -> None:
        if self.body.count():
            return
        theme, words = self.context.theme, self.context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        self.body.addStretch(1)
        self.body.addWidget(IconLabel(theme, "id_card", "warn", 72), 0, centre)
        title = Text(theme, words("desk.taking.title"), size="h1", bold=True, align=centre)
        self.body.addWidget(title)
        line = Text(theme, words("desk.taking.line"), role="text_2", wrap=True, align=centre)
        self.body.addWidget(line)
        self.body.addStretch(2)


class RefusedPanel(Panel):
    """Shows Refused: this way ends, with what to do instead."""

    step = 1

    def show_state(self, state: Refused) -> None:
        if self.body.count():
            return
        words, theme = self.context.words, self.context.theme
        package = self.context.setting().catalogue.package(state.package)
        self.add_title(words("desk.refused.title", name=package.name))
        reason = words(state.reason) if words.has(state.reason) else state.reason
        if state.code is not None:
            title = words(f"error.{state.code.value}.title")
            reason = words("desk.outbox.closed", title=title, code=state.code.value)
            line = words(f"desk.outbox.closed_{state.code.value}")
            self.body.addWidget(InfoBand(theme, "warning", reason, line, kind="error"))
        else:
            self.body.addWidget(InfoBand(theme, "info", reason, kind="warn"))
        self.body.addStretch(1)

    def offers(self) -> list[PanelAction]:
        return [PanelAction("back", self.context.words("desk.refused.other"), "arrow_left")]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched())
