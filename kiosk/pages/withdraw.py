"""撤回申请: asked once more, with what it does; and what becomes of it."""

from core.session import events as ev
from core.session.states import Withdrawing
from kiosk.page import Context
from kiosk.trouble import trouble_of
from kiosk.widgets.step_card import StepCard
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.info_band import InfoBand
from ui.components.pair_row import PairRow


class WithdrawPage(TwoPartPage):
    """One decision; saying no is as easy as saying yes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, upright=(0, 1))
        self._state: Withdrawing | None = None
        theme, words = context.theme, context.words
        self._facts = Card(theme)
        steps = [(words(f"withdraw.does{n}"), "") for n in (1, 2, 3)]
        self.lead.addWidget(self._facts)
        self.rest.addWidget(StepCard(theme, words("withdraw.does"), steps))
        if not context.queue().online:
            offline = words("withdraw.offline")
            self.rest.addWidget(InfoBand(theme, "cloud_off", offline, kind="offline"))
        self.rest.addStretch(1)

    def show_state(self, state: Withdrawing) -> None:
        """Show which case it is."""
        first, self._state = self._state is None, state
        words = self.context.words
        hint = words("withdraw.busy" if state.letter is not None else "withdraw.hint")
        self.set_texts(words("withdraw.title"), crumb=words("cases.crumb"), hint=hint)
        if not first:
            return
        pairs = (
            (words("draft.package"), state.case.package_name),
            (words("cases.official_no"), state.case.official_no or words("cases.no_official")),
            (words("cases.receipt_no"), state.case.receipt_no),
        )
        for name, value in pairs:
            self._facts.body.addWidget(PairRow(self.context.theme, name, value))
        self.lead.addStretch(1)

    def notice(self) -> tuple[str, str, str] | None:
        """Why it could not be kept."""
        if self._state is None or self._state.fault is None:
            return None
        trouble = trouble_of(self._state.fault, self.context.words)
        text = self.context.words("withdraw.failed", title=trouble.title, code=trouble.code.value)
        return ("error", text, "")

    def offers(self) -> list[Action]:
        if self._state is None or self._state.letter is not None:
            return []
        words = self.context.words
        return [
            Action("withdraw", words("withdraw.sure"), icon="trash"),
            Action("back", words("withdraw.keep"), "primary"),
        ]

    def act(self, key: str) -> None:
        if key == "withdraw":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.WithdrawalGiven(self.context.new_id(), at))
        else:
            self.context.tell(ev.BackTouched())
