"""设备: every machine, service and rule of this desk, its last fault, and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from agent_desk.context import Context
from agent_desk.page import DeskPage, count_text, hint_row
from agent_desk.pages.devices_side import DevicesSide
from agent_desk.widgets.figure_card import FigureCard
from core.device_report import Condition
from core.diagnosis import Diagnosis, Finding
from core.diagnosis_slip import Phrases
from ui.components import Button, Cell, Column, DataTable

_FIGURES = (Condition.BAD, Condition.WARN, Condition.GOOD, Condition.UNKNOWN)
_ROLES = {Condition.BAD: "error", Condition.WARN: "warn"}
# condition -> chip, icon
CHIPS = {
    Condition.GOOD: ("ok", "check"),
    Condition.UNKNOWN: ("sunken", "clock"),
    Condition.ABSENT: ("sunken", "minus"),
    Condition.WARN: ("warn", "warning"),
    Condition.BAD: ("error", "warning"),
}
_OFFLINE = ("offline", "cloud_off")
_GRAVEST_FIRST = (
    Condition.BAD, Condition.WARN, Condition.UNKNOWN, Condition.GOOD, Condition.ABSENT,
)  # fmt: skip


class DevicesPage(DeskPage):
    """Four figures, a table with the gravest first, and at the side what to do. Asks for `check`
    and `readiness`."""

    def __init__(self, context: Context) -> None:
        words, theme = context.words, context.theme
        super().__init__(context, words("doctor.page.title"), words("doctor.page.aside"))
        self._say = Phrases(words)
        self._rows: list[Finding] = []
        paper = Button(theme, words("doctor.page.report"), "printer")
        paper.setObjectName("action:readiness")
        paper.clicked.connect(lambda: self.asked.emit("readiness"))
        check = Button(theme, words("doctor.page.check"), "refresh", kind="lake")
        check.setObjectName("action:check")
        check.clicked.connect(self._check)
        self.bar.add(paper)
        self.bar.add(check)
        self.figures = {
            one: FigureCard(theme, words(f"doctor.condition.{one.value}")) for one in _FIGURES
        }
        for one, card in self.figures.items():
            card.setObjectName(f"figure:{one.value}")
            card.set_figure(words("desk.nothing"), "")
        self.table = self._make_table()
        self._count = count_text(context)
        self._side = DevicesSide(context)
        self._lay_out()

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Show what was found."""
        words = self.context.words
        self._rows = sorted(
            diagnosis.findings, key=lambda one: _GRAVEST_FIRST.index(one.report.condition)
        )
        for one, card in self.figures.items():
            count = len(diagnosis.of(one))
            line = words(f"doctor.page.line_{one.value}")
            role = _ROLES.get(one, "text") if count else "text"
            card.set_figure(words("doctor.page.items", count=count), line, role)
        self.table.set_rows([self._row(finding) for finding in self._rows])
        self._count.setText(words("desk.count", count=len(self._rows)))
        checked = words("doctor.page.checked", time=f"{diagnosis.at:%H:%M}")
        self._say_aside(f"{checked}　{words(f'doctor.verdict.{diagnosis.worst.value}')}")
        self._choose(self.table.chosen_row())

    def show_outcome(self, text: str) -> None:
        """Say what came of the report, or why there was no look."""
        self._say_aside(text)

    def arrive(self) -> None:
        self.table.setFocus()

    def set_wide(self, wide: bool) -> None:
        self._side.set_wide(wide)

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _check(self) -> None:
        self._say_aside(self.context.words("doctor.page.checking"))
        self.asked.emit("check")

    def _say_aside(self, text: str) -> None:
        self.bar.set_texts(self.context.words("doctor.page.title"), text)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in self.figures.values():
            figures.addWidget(card, 1)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.table, 1)
        left.addLayout(hint_row(self.context, "choose", end=self._count))
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addLayout(left, 1)
        below.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addLayout(below, 1)
        self.body.addLayout(column)

    def _make_table(self) -> DataTable:
        words = self.context.words
        columns = [
            Column(words("doctor.page.column_area"), 92),
            Column(words("doctor.page.column_item"), 168),
            Column(words("doctor.page.column_condition"), 112),
            Column(words("doctor.page.column_state"), 150),
            Column(words("doctor.page.column_facts")),
        ]
        table = DataTable(self.context.theme, columns, words("doctor.page.title"))
        table.setObjectName("table:devices")
        table.chosen.connect(self._choose)
        return table

    def _row(self, finding: Finding) -> list[Cell | str]:
        words, report = self.context.words, finding.report
        # offline is a state of its own colour, at no place an error
        chip, icon = _OFFLINE if report.state == "offline" else CHIPS[report.condition]
        condition = words(f"doctor.condition.{report.condition.value}")
        return [
            Cell(words(f"doctor.area.{finding.area.value}"), role="text_2"),
            Cell(self._say.name(finding), bold=report.condition is Condition.BAD),
            Cell(condition, chip, icon=icon),
            self._say.state(finding),
            Cell(self._say.facts(finding), role="text_2"),
        ]

    def _choose(self, place: int) -> None:
        first = self._rows[0] if self._rows else None
        self._side.show_finding(self._rows[place] if 0 <= place < len(self._rows) else first)
