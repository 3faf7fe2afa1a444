"""一次告知 in desk density: figures, items, materials, fees; printed for the principal."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.figure_card import FigureCard
from agent_desk.widgets.scroll import ScrollColumn
from agent_desk.widgets.tick_row import TickRow
from core.notice_parts import Notice
from core.session import events as ev
from core.session.papers import notice_of
from core.session.states import ReadingNotice
from ui.components import Card, PairRow, Rule, Text


class NoticePanel(Panel):
    """Shows ReadingNotice."""

    step = 2

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state: ReadingNotice | None = None
        self._said = Text(context.theme, "", role="text_2", wrap=True)

    def show_state(self, state: Any) -> None:
        first = self._state is None
        self._state = state
        if first:
            notice = notice_of(state.matter, self.context.setting(), self.context.now(), False)
            self._build(notice)
        words = self.context.words
        if state.fault is not None:
            self._said.setText(words(f"error.{state.fault.value}.title"))
        elif state.printed:
            self._said.setText(words("desk.notice.printed"))
        self._said.setVisible(bool(self._said.text()))

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        return [
            PanelAction("print", words("desk.notice.print"), "printer"),
            self.back(),
            PanelAction("confirm", words("desk.notice.begin"), "arrow_right", "primary"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "print":
                self.context.tell(ev.PrintTouched())
            case "back":
                self.context.tell(ev.BackTouched())
            case _:
                self.context.tell(ev.Confirmed(self.context.at()))

    def _build(self, notice: Notice) -> None:
        words = self.context.words
        self.add_title(words("desk.notice.title"), words("desk.notice.line"))
        self.body.addLayout(self._figures(notice))
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self._items(notice), 1)
        columns.addWidget(self._materials(notice), 1)
        self.body.addLayout(columns, 1)
        if notice.unofficial:
            marks = Text(self.context.theme, words("desk.notice.unofficial"), role="warn")
            self.body.addWidget(marks)
        self.body.addWidget(self._said)

    def _figures(self, notice: Notice) -> QHBoxLayout:
        words, theme = self.context.words, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(12)
        for key in ("applications", "materials", "steps", "days"):
            before, after = getattr(notice.before, key), getattr(notice.after, key)
            card = FigureCard(theme, words(f"desk.notice.{key}"))
            value = words("desk.notice.instant") if key == "days" and not after else str(after)
            card.set_figure(value, words("desk.notice.before", count=before))
            row.addWidget(card, 1)
        return row

    def _items(self, notice: Notice) -> Card:
        words, theme = self.context.words, self.context.theme
        card = Card(theme)
        title = words("desk.notice.items", count=len(notice.items))
        card.body.addWidget(Text(theme, title, size="h2", bold=True))
        inner = ScrollColumn(theme)
        for item in notice.items:
            days = (
                words("desk.notice.at_once")
                if item.is_instant or not item.days_promised
                else words("desk.notice.item_days", days=item.days_promised)
            )
            organ = notice.organ_names.get(item.organ, item.organ)
            end = words("desk.notice.item_end", organ=organ, days=days)
            inner.body.addWidget(TickRow(theme, item.name, "info", end))
        inner.body.addWidget(Rule(theme))
        for key, value in self._facts(notice):
            inner.body.addWidget(PairRow(theme, words(key), value))
        inner.body.addStretch(1)
        card.body.addWidget(inner, 1)
        return card

    def _facts(self, notice: Notice) -> list[tuple[str, str]]:
        words = self.context.words
        fee = f"{notice.fee_fen // 100}.{notice.fee_fen % 100:02d}"
        facts = [
            ("desk.notice.organ", notice.organ_name),
            ("desk.notice.fee", words("desk.notice.yuan", yuan=fee)),
            ("desk.notice.place", notice.place),
        ]
        if notice.due is not None:
            facts.insert(1, ("desk.notice.due", notice.due.date))
        return facts

    def _materials(self, notice: Notice) -> Card:
        words, theme = self.context.words, self.context.theme
        card = Card(theme)
        title = words("desk.notice.bring", count=len(notice.materials))
        card.body.addWidget(Text(theme, title, size="h2", bold=True))
        inner = ScrollColumn(theme)
        for material in notice.materials:
            end = words("desk.material.later") if material.is_deferrable else ""
            kind = "done" if material.kind == "card" else "info"
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(TickRow(theme, material.name, kind, end))
            if material.hint:
                hint = Text(theme, material.hint, size="micro", role="text_2", wrap=True)
                hint.setContentsMargins(24, 0, 0, 0)
                column.addWidget(hint)
            inner.body.addLayout(column)
        inner.body.addStretch(1)
        card.body.addWidget(inner, 1)
        return card
