"""好差评: five faces, nothing chosen beforehand, and not rating is as easy as rating."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

import resources
from core.rating import TEXT_LIMIT, read_reasons, reasons_for
from core.session import events as ev
from core.session.states import GivingRating
from core.slips import receipt_url
from kiosk.page import Context
from kiosk.widgets.titled_page import TitledPage
from resources.hanzi import matches
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.check_card import CheckCard
from ui.components.face import Face
from ui.components.field_box import FieldBox
from ui.components.text import Text
from ui.keyboard import Keyboard
from ui.qr_view import QrView

# The base reasons come first and must be shown: there are three of a level.
_SHOWN, _SHOWN_WIDE = 6, 4
_COLUMNS = 2
_QR_SIDE = 156


class RatingPage(TitledPage):
    """Board picture 11. While words are typed, what has no room beside the keyboard goes."""

    step = 7

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._state: GivingRating | None = None
        self._left = int(theme.tokens.time["rating"])
        self._reasons = read_reasons(resources.path("rating_reasons.csv").read_bytes())
        self.set_texts(words("rating.title"), hint=words("rating.hint"))
        self._faces = self._make_faces()
        self.main.addWidget(self._faces)
        self._why = Text(theme, "", size="h2", bold=True)
        self.main.addWidget(self._why)
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(20)
        self.main.addWidget(self._grid_host)
        self._box = self._make_box()
        self.side.addWidget(self._box)
        self._board: Keyboard | None = None
        self._phone: QWidget | None = None
        self._countdown = Text(theme, "", bold=True, wrap=True)
        if self.is_wide:
            self.main.addStretch(1)
        self.side.addStretch(1)

    def show_state(self, state: GivingRating) -> None:
        """Mark what was touched; another level brings other reasons."""
        old, self._state = self._state, state
        if self._phone is None:
            self._phone = self._make_phone(state)
            self.side.insertWidget(self.side.count() - 1, self._phone)
        if old is None or old.level != state.level:
            self._show_reasons(state)
        self._show_countdown()

    def offers(self) -> list[Action]:
        words = self.context.words
        chosen = self._state is not None and self._state.level > 0
        return [
            Action("skip", words("rating.skip")),
            Action(
                "give", words("rating.give"), "primary", "check", enabled=chosen,
                reason=words("rating.choose"),
            ),
        ]  # fmt: skip

    def act(self, key: str) -> None:
        at = self.context.now().isoformat(timespec="seconds")
        fresh = self.context.new_id()
        kind = ev.RatingGiven if key == "give" else ev.RatingSkipped
        self.context.tell(kind(fresh, at))

    def wipe(self) -> None:
        self._box.set_value("")

    def second(self) -> None:
        self._left = max(self._left - 1, 0)
        self._show_countdown()

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _make_faces(self) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme, padding=theme.space("s"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for level in (5, 4, 3, 2, 1):
            face = Face(theme, level, words(f"rating.level.{level}"), parent=card)
            face.setObjectName(f"level:{level}")
            face.clicked.connect(lambda _=False, at=level: self.context.tell(ev.LevelTouched(at)))
            row.addWidget(face)
        card.body.addLayout(row)
        return card

    def _make_box(self) -> FieldBox:
        words = self.context.words
        box = FieldBox(
            self.context.theme,
            words("rating.text", limit=TEXT_LIMIT),
            placeholder=words("rating.placeholder"),
            max_length=TEXT_LIMIT,
        )
        box.setObjectName("field:rating_text")
        box.edited.connect(lambda text: self.context.tell(ev.RatingTextTyped(text)))
        box.entered.connect(self._open_keyboard)
        return box

    def _open_keyboard(self) -> None:
        if self._board is None:
            context = self.context
            board = Keyboard(context.theme, context.words, matches, ("hanzi", "letters"))
            board.close_wanted.connect(self._close_keyboard)
            board.set_target(self._box)
            self._board = board
            if self.is_wide:  # beside the field, where faces and reasons were
                self.main.insertWidget(0, board)
        self._make_room(typing=True)
        if self.is_wide:
            self._board.show()
        else:
            self.keyboard_wanted.emit(self._board)

    def _close_keyboard(self) -> None:
        if self.is_wide and self._board is not None:
            self._board.hide()
        else:
            self.keyboard_wanted.emit(None)
        self._make_room(typing=False)
        self.setFocus()

    def _make_room(self, *, typing: bool) -> None:
        chosen = self._state is not None and self._state.level > 0
        if self._phone is not None:
            self._phone.setVisible(not typing)
        if self.is_wide:
            self._faces.setVisible(not typing)
        self._why.setVisible(chosen and not typing)
        self._grid_host.setVisible(chosen and not typing)

    def _show_reasons(self, state: GivingRating) -> None:
        words = self.context.words
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._why.setVisible(state.level > 0)
        self._grid_host.setVisible(state.level > 0)
        if not state.level:
            return
        kind = "good" if state.level >= 4 else "fair" if state.level == 3 else "bad"
        self._why.setText(words(f"rating.why.{kind}"))
        most = _SHOWN_WIDE if self.context.is_landscape() else _SHOWN
        shown = reasons_for(self._reasons, state.level)[:most]
        for place, reason in enumerate(shown):
            card = CheckCard(self.context.theme, reason.text, code=reason.code)
            card.setObjectName(f"reason:{reason.code}")
            card.setChecked(reason.code in state.reasons)
            card.clicked.connect(
                lambda _=False, code=reason.code: self.context.tell(ev.ReasonTouched(code))
            )
            self._grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)

    def _make_phone(self, state: GivingRating) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        row = QHBoxLayout()
        row.setSpacing(32)
        link = receipt_url(state.case.id, self.context.setting().terminal.public_url)
        row.addWidget(QrView(link, size=_QR_SIDE, name=words("receipt.code")))
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._countdown)
        line = Text(theme, words("rating.countdown_line"), size="small", role="text_2")
        column.addWidget(line)
        code = Text(theme, words("receipt.code"), size="small", role="text_2")
        column.addWidget(code)
        column.addStretch(1)
        row.addLayout(column, 1)
        card.body.addLayout(row)
        return card

    def _show_countdown(self) -> None:
        self._countdown.setText(self.context.words("rating.countdown", seconds=self._left))
