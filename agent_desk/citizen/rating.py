"""好差评 by the citizen: faces, reasons, and not rating as easy as rating."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

import resources
from agent_desk.citizen.page import CitizenPage
from agent_desk.context import Context
from agent_desk.widgets.clearing import clear_layout
from core.rating import read_reasons, reasons_for
from core.session import events as ev
from core.session.states import GivingRating, Received
from ui.components import Button, Card, CheckCard, Face, Text

_SHOWN = 6
_COLUMNS = 3


class RatingPage(CitizenPage):
    """Shows Received, with nothing chosen, and GivingRating. Only here a rating can begin: no
    other window of the desk tells RateTouched."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._level = 0
        if theme.scale < 1:
            self.body.setSpacing(theme.space("xs"))
        self._is_begun = False
        self._reasons = read_reasons(resources.path("rating_reasons.csv").read_bytes())
        self._number = Text(theme, "", role="lake", bold=True)
        self._number.setObjectName("citizen:number")
        title = QHBoxLayout()
        title.addWidget(Text(theme, words("rating.title"), size="h1", bold=True))
        title.addStretch(1)
        title.addWidget(self._number)
        self.body.addLayout(title)
        self.body.addWidget(Text(theme, words("rating.hint"), size="small", role="text_2"))
        self.body.addWidget(self._make_faces())
        self._why = Text(theme, "", size="h2", bold=True)
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space("s"))
        self.body.addWidget(self._why)
        self.body.addWidget(self._grid_host)
        self.body.addStretch(1)
        self.body.addLayout(self._make_ways())
        self._show_reasons(0, ())

    def show_state(self, state: Any) -> None:
        self._is_begun = isinstance(state, GivingRating)
        assert isinstance(state, Received | GivingRating)
        words = self.context.words
        self._number.setText(words("citizen.rating.number", number=state.case.receipt_no))
        level = state.level if isinstance(state, GivingRating) else 0
        chosen = state.reasons if isinstance(state, GivingRating) else ()
        if level != self._level:
            self._show_reasons(level, chosen)
        for card in self._grid_host.findChildren(CheckCard):
            card.setChecked(card.objectName().removeprefix("reason:") in chosen)
        self._give.set_offered(level > 0, words("rating.choose"))

    def wipe(self) -> None:
        self._number.setText("")

    def _make_faces(self) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme, padding=theme.space("s"))
        row = QHBoxLayout()
        for level in (5, 4, 3, 2, 1):
            face = Face(theme, level, words(f"rating.level.{level}"), parent=card)
            face.setObjectName(f"level:{level}")
            face.clicked.connect(lambda _=False, at=level: self._touch(ev.LevelTouched(at)))
            row.addWidget(face)
        card.body.addLayout(row)
        return card

    def _make_ways(self) -> QHBoxLayout:
        theme, words = self.context.theme, self.context.words
        is_low = theme.scale < 1  # the display of a laptop
        skip = Button(theme, words("rating.skip"), small=is_low)
        skip.setObjectName("citizen:skip")
        skip.clicked.connect(lambda: self._end(ev.RatingSkipped))
        self._give = Button(
            theme, words("rating.give"), "check", kind="primary", small=theme.scale < 1
        )
        self._give.setObjectName("citizen:give")
        self._give.clicked.connect(lambda: self._end(ev.RatingGiven))
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(skip, 1)
        row.addWidget(self._give, 2)
        return row

    def _touch(self, event: ev.Event) -> None:
        if not self._is_begun:
            self.context.tell(ev.RateTouched())
        self.context.tell(event)

    def _end(self, kind: type[ev.RatingGiven] | type[ev.RatingSkipped]) -> None:
        self._touch(kind(self.context.new_id(), self.context.at()))

    def _show_reasons(self, level: int, chosen: tuple[str, ...]) -> None:
        self._level = level
        clear_layout(self._grid)
        self._why.setVisible(level > 0)
        self._grid_host.setVisible(level > 0)
        if not level:
            return
        kind = "good" if level >= 4 else "fair" if level == 3 else "bad"
        self._why.setText(self.context.words(f"rating.why.{kind}"))
        for place, reason in enumerate(reasons_for(self._reasons, level)[:_SHOWN]):
            card = CheckCard(self.context.theme, reason.text, code=reason.code)
            card.setObjectName(f"reason:{reason.code}")
            card.clicked.connect(
                lambda _=False, code=reason.code: self._touch(ev.ReasonTouched(code))
            )
            self._grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
