"""Subject, situation and jurisdiction: one question with its answers, chosen by digit."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_desk.context import Context
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.option_row import OptionRow
from agent_desk.widgets.search_field import SearchField
from core.jurisdiction import organs_for
from core.session import events as ev
from core.session.states import Answering, ChoosingDelivery, ChoosingOrgan, ChoosingSubject
from ui.components import Text

_DIGITS = 9
_ONE_COLUMN = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is shown."""

    code: str
    title: str
    line: str = ""
    effect: str = ""


class OptionPanel(Panel):
    """Shows ChoosingSubject, Answering, ChoosingOrgan and ChoosingDelivery. Of many organs the
    nearest nine are shown, and a field looks for the others."""

    step = 1

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._crumb = Text(theme, "", size="small", role="lake")
        self._title = Text(theme, "", size="h1", bold=True, wrap=True)
        self._hint = Text(theme, "", role="text_2", wrap=True)
        self._field = SearchField(theme, words("desk.organ.field"), words("desk.key.find.cap"))
        self._field.setObjectName("field:organ")
        self._field.edited.connect(lambda _: self._fill())
        self._field.entered.connect(lambda: self.digit(1))
        self._field.descended.connect(lambda: self.focusNextChild())
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space("s"))
        self._more = Text(theme, "", size="small", role="text_2")
        for widget in (self._crumb, self._title, self._hint, self._field, self._holder):
            self.body.addWidget(widget)
        self.body.addWidget(self._more)
        self.body.addStretch(1)
        self._state: Any = None
        self._answers: list[Answer] = []
        self._rows: list[OptionRow] = []

    def show_state(self, state: Any) -> None:
        is_new = self._question_of(state) != self._question_of(self._state)
        self._state = state
        if not is_new:
            self._show_chosen()
            return
        crumb, title, hint = self._texts(state)
        self._crumb.setText(crumb)
        self._crumb.setVisible(bool(crumb))
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._answers = self._all_answers(state)
        self._field.set_text("")
        self._field.setVisible(len(self._answers) > _DIGITS)
        self._fill()
        if self.isVisible():
            self.arrive()

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        reason = "" if self._state.chosen else words("desk.option.choose_first")
        return [
            self.back(),
            PanelAction("confirm", words("desk.option.take"), "arrow_right", "primary", reason),
        ]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched() if key == "back" else ev.Confirmed(self.context.at()))

    def digit(self, number: int) -> None:
        if number <= len(self._rows):
            self.context.tell(ev.OptionTouched(self._rows[number - 1].code))

    def arrive(self) -> None:
        for row in self._rows:
            row.show()  # at once: what is not visible does not take the focus
        chosen = [row for row in self._rows if row.isChecked()] or self._rows
        if chosen:
            chosen[0].setFocus()

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _question_of(state: Any) -> tuple[str, str]:
        question = state.question if isinstance(state, Answering) else ""
        return type(state).__name__, question

    def _texts(self, state: Any) -> tuple[str, str, str]:
        words, setting = self.context.words, self.context.setting()
        match state:
            case ChoosingSubject():
                return "", words("desk.subject.title"), words("desk.subject.line")
            case Answering():
                asked = setting.plan_of(state.matter).asked_questions
                codes = [question.code for question in asked]
                question = asked[codes.index(state.question)]
                place = codes.index(state.question) + 1
                crumb = words("desk.option.place", place=place, count=len(codes))
                return crumb, question.text, question.hint
            case ChoosingDelivery():
                return "", words("desk.delivery.title"), words("desk.delivery.line")
            case _:
                return "", words("desk.organ.title"), words("desk.organ.line")

    def _all_answers(self, state: Any) -> list[Answer]:
        words, setting = self.context.words, self.context.setting()
        package = setting.package_of(state.matter)
        match state:
            case ChoosingSubject():
                return [Answer(s.value, words(f"desk.subject.{s.value}")) for s in package.subjects]
            case Answering():
                asked = {q.code: q for q in setting.plan_of(state.matter).asked_questions}
                return [
                    Answer(o.code, o.title, o.meaning, o.consequence)
                    for o in asked[state.question].options
                ]
            case ChoosingDelivery():
                return [Answer(way, way) for way in package.delivery]
            case ChoosingOrgan():
                organs = organs_for(setting.catalogue, package, setting.terminal.region)
                nearest = words("desk.organ.nearest")
                return [
                    Answer(organ.code, organ.name, "" if place else nearest)
                    for place, organ in enumerate(organs)
                ]
            case _:
                return []

    def _fill(self) -> None:
        query = self._field.text().strip()
        fitting = [answer for answer in self._answers if query in answer.title]
        shown = fitting[:_DIGITS]
        clear_layout(self._grid)
        columns = 1 if len(shown) <= _ONE_COLUMN else 2
        self._rows = []
        for place, answer in enumerate(shown):
            row = OptionRow(
                self.context.theme,
                answer.code,
                answer.title,
                answer.line,
                answer.effect,
                place + 1,
                self._holder,
            )
            row.clicked.connect(lambda _=False, code=answer.code: self._touch(code))
            self._grid.addWidget(row, place // columns, place % columns)
            self._rows.append(row)
        left = len(fitting) - len(shown)
        key = "desk.organ.more" if fitting else "desk.organ.none"
        self._more.setText(self.context.words(key, count=left))
        self._more.setVisible(left > 0 or not fitting)
        self._show_chosen()

    def _touch(self, code: str) -> None:
        self.context.tell(ev.OptionTouched(code))

    def _show_chosen(self) -> None:
        for row in self._rows:
            if row.code == self._state.chosen:
                row.setChecked(True)
