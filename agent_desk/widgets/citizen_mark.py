"""CitizenMark: what the citizen has done on their own screen, for the clerk to see only."""

from collections.abc import Sequence

from agent_desk.context import Context
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.tick_row import TickRow
from ui.components import Card, Text


class CitizenMark(Card):
    """A heading, where the citizen does it, and a row for each thing with its tick."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self._context = context
        self._shown: tuple[tuple[tuple[str, bool], ...], bool] | None = None
        self.body.setSpacing(context.theme.space("s"))

    def show_marks(self, marks: Sequence[tuple[str, bool]]) -> None:
        """Each mark is its words and whether it is done."""
        beside = self._context.is_beside()
        shown = (tuple(marks), beside)
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self.body)
        theme, words = self._context.theme, self._context.words
        self.body.addWidget(Text(theme, words("desk.citizen.title"), size="h2", bold=True))
        where = words("desk.citizen.beside" if beside else "desk.citizen.one_display")
        self.body.addWidget(Text(theme, where, role="text_2", wrap=True))
        for text, is_done in marks:
            self.body.addWidget(TickRow(theme, text, "done" if is_done else "open"))
