"""A draft of this person was found: go on with it, or begin anew."""

from datetime import datetime

from core.notice_slip import date_words
from core.session import events as ev
from core.session.states import ResumingDraft
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.widgets.two_parts import TwoPartPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.info_band import InfoBand
from ui.components.pair_row import PairRow
from ui.components.rule import Rule


class ResumeDraftPage(TwoPartPage):
    """Shows when it was kept and how much is in it; never what is in it."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context, upright=(0, 1))
        self._card: Card | None = None
        theme, words = context.theme, context.words
        bands = (
            InfoBand(theme, "pencil", words("draft.keep"), words("draft.keep_line")),
            InfoBand(theme, "trash", words("draft.anew"), words("draft.anew_line"), kind="surface"),
        )
        for band in bands:
            self.rest.addWidget(band)
        self.rest.addStretch(1)

    def show_state(self, state: ResumingDraft) -> None:
        """Show what is known of the draft."""
        words = self.context.words
        setting = self.context.setting()
        crumb = crumb_of(state.matter, setting)
        self.set_texts(words("draft.title"), crumb=crumb, hint=words("draft.hint"))
        filled = sum(bool(value) for value in state.draft.fields.values())
        pages = sum(len(each.pages) for each in state.draft.pages)
        rows = (
            (words("draft.package"), setting.package_of(state.matter).name),
            (words("draft.saved"), self._when(state.draft.updated_at)),
            (words("draft.fields"), words("draft.count", count=filled)),
            (words("draft.pages"), words("draft.pages_count", count=pages)),
        )
        if self._card is not None:
            return
        self._card = Card(self.context.theme)
        for place, (name, value) in enumerate(rows):
            if place:
                self._card.body.addWidget(Rule(self.context.theme))
            self._card.body.addWidget(PairRow(self.context.theme, name, value, bold=True))
        self.lead.addWidget(self._card)
        self.lead.addStretch(1)

    def offers(self) -> list[Action]:
        words = self.context.words
        return [
            Action("back", words("handling.back")),
            Action("anew", words("draft.anew")),
            Action("resume", words("draft.resume"), "primary", "arrow_right"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "resume":
                at = self.context.now().isoformat(timespec="seconds")
                self.context.tell(ev.Confirmed(at))
            case "anew":
                self.context.tell(ev.OtherWayTouched())
            case _:
                self.context.tell(ev.BackTouched())

    def _when(self, updated_at: str) -> str:
        words = self.context.words
        moment = datetime.fromisoformat(updated_at)
        if moment.tzinfo is not None:
            moment = moment.astimezone(self.context.now().tzinfo)
        date = date_words(moment.date().isoformat(), words)
        return words("draft.when", date=date, time=f"{moment:%H:%M}")
