"""My cases: what was made at this terminal by the person whose card was read."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.case_states import ENDED
from core.errors import Code
from core.notice_slip import date_words
from core.ports import CaseView
from core.session import events as ev
from core.session.adding import may_add
from core.session.states import ViewingCases
from core.session.withdrawing import may_withdraw
from kiosk.page import Context, Page
from kiosk.widgets.list_row import Entry, ListRow
from kiosk.widgets.note_card import NoteCard
from kiosk.widgets.paged_list import PagedList
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.error_panel import IconCircle
from ui.components.pair_row import PairRow
from ui.components.text import Text
from ui.components.timeline import Happening, Timeline

_CHIPS = {
    "pending": "offline", "sending": "offline", "in_flight": "offline", "quarantined": "error",
    "supplement_once": "warn", "materials_unreadable": "warn", "deficit_accepted": "warn",
    "refused": "error", "granted": "ok", "certificate_made": "ok", "delivered": "ok",
}  # fmt: skip


class CasesPage(Page):
    """The list, or one case of it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state: ViewingCases | None = None
        self._host = QVBoxLayout()
        self._content: QWidget | None = None
        self.body.addLayout(self._host, 1)

    def show_state(self, state: ViewingCases) -> None:
        """Show the list or the chosen case anew: states may come home while it is open."""
        self._state = state
        if self._content is not None:
            self._host.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        chosen = _chosen(state)
        self._content = self._one(chosen) if chosen else self._list(state)
        self._host.addWidget(self._content, 1)

    def offers(self) -> list[Action]:
        words = self.context.words
        finish = Action("finish", words("cases.finish"), "primary")
        if self._state is None or not self._state.chosen or self._state.receipt_of:
            return [finish]
        back, case = Action("back", words("cases.back")), _chosen(self._state)
        if case is None:
            return [back, finish]
        setting, found = self.context.setting(), [back]
        if may_withdraw(case, self._state, setting):
            found.append(Action("withdraw", words("withdraw.ask")))
        if may_add(case, self._state, setting):
            # the next thing to do; the list behind 返回 ends it, and so does the dock
            return [*found, Action("add", words("adding.ask"), "primary", "camera")]
        return [*found, finish]

    def act(self, key: str) -> None:
        at = self.context.now().isoformat(timespec="seconds")
        if key == "withdraw" and self._state is not None:
            self.context.tell(ev.WithdrawTouched(self._state.chosen))
            return
        if key == "add" and self._state is not None:
            self.context.tell(ev.AddTouched(self._state.chosen))
            return
        self.context.tell(ev.BackTouched() if key == "back" else ev.HomeTouched(at))

    def notice(self) -> tuple[str, str, str] | None:
        """That taking it back was asked for, until the city says what came of it; that materials
        were kept."""
        case = _chosen(self._state) if self._state is not None else None
        if case is not None and self._state is not None and self._state.added == case.id:
            return ("ok", self.context.words("adding.kept"), "")
        if case is None or not case.withdrawal_asked or case.state in ENDED:
            return None
        return ("lake", self.context.words("withdraw.waits"), "")

    def wipe(self) -> None:
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
            self._content = None

    # ── the list ──────────────────────────────────────────────────────────────────────────────

    def _list(self, state: ViewingCases) -> QWidget:
        words = self.context.words
        hint = "" if state.receipt_of else words("cases.hint", name=state.name_masked)
        if state.cases is None:
            self.set_texts(words("cases.title"), hint=words("cases.looking"))
            return QWidget()
        if not state.cases:
            self.set_texts(words("cases.title"), hint=hint)
            return self._nothing(state)
        aside = words("cases.count", count=len(state.cases))
        self.set_texts(words("cases.title"), hint=hint, aside=aside)
        listed = PagedList(self.context.theme, words)
        listed.set_rows([self._row(case) for case in state.cases])
        return listed

    def _nothing(self, state: ViewingCases) -> QWidget:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        card.body.setSpacing(16)
        card.body.addWidget(IconCircle(theme, "inbox", "lake", 120))
        key = "cases.failed" if state.fault else "cases.none"
        line = words("cases.none_line")
        if state.fault is Code.CODE_CASE_ELSEWHERE:
            key = f"error.{state.fault.value}.title"
        card.body.addWidget(Text(theme, words(key), size="h2", bold=True, wrap=True))
        if state.fault is not None:
            line = f"{line} {state.fault.value}"
        card.body.addWidget(Text(theme, line, role="text_2", wrap=True))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        return holder

    def _row(self, case: CaseView) -> ListRow:
        words = self.context.words
        when = date_words(case.created_at[:10], words)
        chips = [(words(f"case_state.{case.state}"), _CHIPS.get(case.state, "lake"))]
        line = f"{when}  {case.official_no or case.receipt_no}"
        row = ListRow(
            self.context.theme,
            Entry(case.package_name, line, chips=chips),
            name=f"case:{case.id}",
        )
        state = QWidget(row)  # lets a walk wait for the state that the row shows
        state.setObjectName(f"state:{case.state}")
        state.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        state.setFixedSize(1, 1)
        row.clicked.connect(lambda _=False: self.context.tell(ev.OptionTouched(case.id)))
        return row

    # ── one case ──────────────────────────────────────────────────────────────────────────────

    def _one(self, case: CaseView) -> QWidget:
        theme, words = self.context.theme, self.context.words
        self.set_texts(case.package_name, crumb=words("cases.crumb"))
        facts = Card(theme)
        count = words("cases.materials_count", given=case.materials_given, all=case.materials_all)
        pairs = (
            ("cases.official_no", case.official_no or words("cases.no_official")),
            ("cases.receipt_no", case.receipt_no),
            ("cases.materials", count),
            ("cases.due", date_words(case.due, words) if case.due else "—"),
        )
        for key, value in pairs:
            facts.body.addWidget(PairRow(theme, words(key), value))
        steps = Card(theme)
        steps.body.setSpacing(16)
        steps.body.addWidget(Text(theme, words("cases.history"), size="h2", bold=True))
        steps.body.addWidget(Timeline(theme, self._happenings(case)))
        return self._beside([facts, *self._notes(case)], [steps])

    def _notes(self, case: CaseView) -> list[QWidget]:
        """What the city told last, and in short what it told before; that there is more is said."""
        theme, words = self.context.theme, self.context.words
        longest, lines = (22, (1,)) if self.context.is_landscape() else (30, (2, 0))
        newest = list(reversed(case.notes))
        return [
            NoteCard(theme, words, note, longest=longest, lines=most)
            for note, most in zip(newest, lines, strict=False)
        ]

    def _beside(self, left: list[QWidget], right: list[QWidget]) -> QWidget:
        """Two columns of cards, one under the other or side by side."""
        holder = QWidget()
        row = QHBoxLayout(holder) if self.context.is_landscape() else QVBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        for cards in (left, right):
            column = QVBoxLayout()
            column.setSpacing(28)
            for card in cards:
                column.addWidget(card)
            if self.context.is_landscape():
                column.addStretch(1)
            row.addLayout(column, int(self.context.is_landscape()))
        if not self.context.is_landscape():
            row.addStretch(1)
        return holder

    def _happenings(self, case: CaseView) -> list[Happening]:
        words = self.context.words
        found = []
        for state, at in case.history[-2 if case.notes else -6 :]:
            when = datetime.fromisoformat(at)
            said = f"{date_words(when.date().isoformat(), words)} {when:%H:%M}"
            found.append(Happening(words(f"case_state.{state}"), said, done=True))
        return found


def _chosen(state: ViewingCases) -> CaseView | None:
    return next((case for case in state.cases or () if case.id == state.chosen), None)
