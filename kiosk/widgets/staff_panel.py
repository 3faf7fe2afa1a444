"""What staff see of the kiosk's machines: over the idle page, by a key sequence, for a while."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.device_report import Condition
from core.diagnosis import Diagnosis, Finding
from core.diagnosis_slip import Lexicon, Phrases
from kiosk.widgets.paged_list import PagedList
from ui.components.button import SecondButton
from ui.components.chip import Chip
from ui.components.text import Text
from ui.theme import Theme

STAYS_S = 120
_CHIPS = {
    Condition.GOOD: ("ok", "check"),
    Condition.UNKNOWN: ("sunken", "clock"),
    Condition.WARN: ("warn", "warning"),
    Condition.BAD: ("error", "warning"),
}
_ORDER = (Condition.BAD, Condition.WARN, Condition.UNKNOWN, Condition.GOOD)
_MARGIN = 56


class StaffPanel(QWidget):
    """Covers its parent. Says nothing of any person; leaves after STAYS_S without a new look."""

    def __init__(
        self,
        theme: Theme,
        words: Lexicon,
        check: Callable[[], None],
        report: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """`check` begins a look, `report` writes the readiness report and says where."""
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._say = Phrases(words)
        self._verdict = Text(theme, words("doctor.page.checking"), role="text_2", wrap=True)
        self._verdict.setObjectName("staff:verdict")
        self._rows = PagedList(theme, words, gap=12)
        self._left = STAYS_S
        self._until = Text(theme, "", size="small", role="text_2")
        self._ticks = QTimer(self)
        self._ticks.setInterval(1000)
        self._ticks.timeout.connect(self._second)
        self._lay_out(check, report)
        self.setAccessibleName(words("doctor.page.title"))
        self.setGeometry(parent.rect())
        self._show_left()
        self._ticks.start()

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Show what was found, the gravest first; what the terminal need not have is left out."""
        words = self._words
        checked = words("doctor.page.checked", time=f"{diagnosis.at:%H:%M}")
        verdict = words(f"doctor.verdict.{diagnosis.worst.value}")
        self._verdict.setText(f"{verdict}　{checked}")
        found = [one for one in diagnosis.findings if one.report.condition in _CHIPS]
        found.sort(key=lambda one: _ORDER.index(one.report.condition))
        self._rows.set_rows([_Row(self._theme, words, self._say, one) for one in found])
        self._stay()

    def show_outcome(self, text: str) -> None:
        """Say what came of the report, or why there was no look."""
        self._verdict.setText(text)

    def leave(self) -> None:
        """Go away at once."""
        self._ticks.stop()
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("paper"))

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _lay_out(self, check: Callable[[], None], report: Callable[[], str]) -> None:
        theme, words = self._theme, self._words
        buttons = QHBoxLayout()
        buttons.setSpacing(20)
        acts: dict[str, Callable[[], None]] = {
            "check": lambda: self._check(check),
            "report": lambda: self._report(report),
            "close": self.leave,
        }
        for key, act in acts.items():
            button = SecondButton(theme, words(f"doctor.page.{key}"))
            button.setObjectName(f"staff:{key}")
            button.clicked.connect(act)
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(20)
        column.addWidget(Text(theme, words("doctor.page.title"), size="h1", bold=True))
        column.addWidget(self._verdict)
        column.addWidget(self._rows, 1)
        column.addWidget(self._until)
        column.addLayout(buttons)

    def _check(self, check: Callable[[], None]) -> None:
        self._verdict.setText(self._words("doctor.page.checking"))
        self._stay()
        check()

    def _report(self, report: Callable[[], str]) -> None:
        self._stay()
        self._verdict.setText(report())

    def _stay(self) -> None:
        self._left = STAYS_S
        self._show_left()

    def _second(self) -> None:
        self._left -= 1
        self._show_left()
        if self._left <= 0:
            self.leave()

    def _show_left(self) -> None:
        self._until.setText(self._words("doctor.page.for_staff", seconds=self._left))


class _Row(QWidget):
    """Condition, name, state; below it numbers and what to do."""

    def __init__(self, theme: Theme, words: Lexicon, say: Phrases, finding: Finding) -> None:
        super().__init__()
        self._theme = theme
        report = finding.report
        kind, icon = _CHIPS[report.condition]
        if report.state == "offline":
            kind, icon = "offline", "cloud_off"
        head = QHBoxLayout()
        head.setSpacing(16)
        name = Text(theme, say.name(finding), size="small", bold=True)
        head.addWidget(Chip(theme, words(f"doctor.condition.{report.condition.value}"), kind, icon))
        head.addWidget(name)
        head.addStretch(1)
        code = f"　{report.code.value}" if report.code else ""
        head.addWidget(Text(theme, say.state(finding) + code, size="small"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(4)
        column.addLayout(head)
        past = say.past(finding)
        told = [
            say.remedy(finding),
            say.facts(finding),
            words("doctor.paper.past", past=past) if past else "",
        ]
        for text in filter(None, told):
            column.addWidget(Text(theme, text, size="small", role="text_2", wrap=True))
        self.setAccessibleName(f"{say.name(finding)} {say.state(finding)}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("line"))
