"""The side panel of the devices: what the chosen one is, its last fault, and what to do."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.context import Context
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.tick_row import TickRow
from core.device_report import Condition
from core.diagnosis import Finding
from core.diagnosis_slip import Phrases
from ui.components import Card, PairRow, Rule, Text

_TICKS = {
    Condition.GOOD: "done",
    Condition.WARN: "now",
    Condition.BAD: "wrong",
}


class DevicesSide(QWidget):
    """A card, no actions of its own."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._say = Phrases(context.words)
        self._card = Card(context.theme)
        self._card.body.setSpacing(context.theme.space("s"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        self.set_wide(False)
        self.show_finding(None)

    def set_wide(self, wide: bool) -> None:
        """420 px from 1920 on."""
        self.setFixedWidth(self._context.theme.frame("side_wide" if wide else "side") - 10)

    def show_finding(self, finding: Finding | None) -> None:
        """Show one; None before the first look."""
        theme, words, body = self._context.theme, self._context.words, self._card.body
        clear_layout(body)
        self._card.setVisible(finding is not None)
        if finding is None:
            return
        report, say = finding.report, self._say
        body.addWidget(Text(theme, say.name(finding), size="h2", bold=True, wrap=True))
        body.addWidget(TickRow(theme, say.state(finding), _TICKS.get(report.condition, "open")))
        if finding.driver:
            body.addWidget(PairRow(theme, words("doctor.page.driver"), finding.driver))
        if report.code is not None:
            body.addWidget(PairRow(theme, words("doctor.page.code"), report.code.value))
        facts = say.facts(finding)
        if facts:
            body.addWidget(Text(theme, facts, size="small", role="text_2", wrap=True))
        past = say.past(finding)
        if past:
            body.addWidget(Rule(theme))
            body.addWidget(
                Text(theme, words("doctor.page.column_past"), size="small", role="text_2")
            )
            body.addWidget(Text(theme, past, wrap=True))
        body.addWidget(Rule(theme))
        body.addWidget(Text(theme, words("doctor.page.remedy"), bold=True))
        remedy = say.remedy(finding)
        body.addWidget(Text(theme, remedy or words("doctor.page.nothing_to_do"), wrap=True))
