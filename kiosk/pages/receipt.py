"""The receipt: what was handed in is safe; the number is provisional until the city answers."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Code
from core.notice_slip import date_words
from core.session import events as ev
from core.session.papers import promised_of
from core.session.states import PrintState, Received
from core.slips import receipt_url
from kiosk.page import Context
from kiosk.trouble import trouble_of
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action
from ui.components.card import Card
from ui.components.chip import Chip
from ui.components.error_panel import IconCircle
from ui.components.info_band import InfoBand
from ui.components.text import Text
from ui.components.timeline import Happening, Timeline
from ui.qr_view import QrView

_LINK = "NET-"  # codes of the way to the city
_QR_SIDE = 300
_QR_SIDE_WIDE = 250  # beside the number, where the screen is not tall


class ReceiptPage(TitledPage):
    """Board picture 10: the number large, the code, what follows, and the card to take."""

    step = 7

    def __init__(self, context: Context) -> None:
        super().__init__(context, folds=False)
        self._state: Received | None = None
        self._whole_body = QVBoxLayout()
        self.body.addLayout(self._whole_body)
        self._content: QWidget | None = None

    def show_state(self, state: Received) -> None:
        """Show the receipt; printing and the card change only a part of it."""
        self._state = state
        if self._content is not None:
            self._whole_body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = self._make(state)
        self._whole_body.addWidget(self._content)

    def offers(self) -> list[Action]:
        if self._state is None:
            return []
        words = self.context.words
        printing = self._state.print_state is PrintState.PRINTING
        failed = self._state.print_state is PrintState.FAILED
        again = words("receipt.print" if failed else "receipt.again")
        return [
            Action(
                "print", again, icon="printer", enabled=not printing,
                reason=words("receipt.printing"),
            ),
            *([Action("keep", words("receipt.keep"), icon="usb")] if failed else []),
            Action("rate", words("receipt.rate"), "primary", "arrow_right"),
        ]  # fmt: skip

    def act(self, key: str) -> None:
        told: dict[str, ev.Event] = {"rate": ev.RateTouched(), "keep": ev.KeepTouched()}
        self.context.tell(told.get(key, ev.PrintTouched()))

    def notice(self) -> tuple[str, str, str] | None:
        """Why no paper came, or why the city does not have it yet."""
        if self._state is None:
            return None
        words, fault = self.context.words, self._state.fault
        if fault is not None:
            title = trouble_of(fault, words).title
            return ("warn", words("receipt.no_paper", title=title, code=fault.value), "")
        link = self.context.queue().last_code
        if self._state.case.official_no or not link.startswith(_LINK):
            return None
        title = trouble_of(Code(link), words).title
        return ("offline", words("receipt.not_sent", title=title, code=link), "")

    # ── parts ─────────────────────────────────────────────────────────────────────────────────

    def _make(self, state: Received) -> QWidget:
        """One column; in landscape the number and what to take stand left of what follows."""
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(28)
        whole.addLayout(self._head(state))
        number, follows, take = self._number(state), self._next(state), self._take(state)
        if not self.context.is_landscape():
            for part in (number, follows, take):
                whole.addWidget(part)
            whole.addStretch(1)
            return content
        columns = QHBoxLayout()
        columns.setSpacing(28)
        for parts in ((number, take), (follows,)):
            column = QVBoxLayout()
            column.setSpacing(28)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            columns.addLayout(column, 1)
        whole.addLayout(columns, 1)
        return content

    def _head(self, state: Received) -> QHBoxLayout:
        theme, words = self.context.theme, self.context.words
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(IconCircle(theme, "check", "ok", 104), 0)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(Text(theme, words("receipt.title"), size="h1", bold=True))
        when = datetime.fromisoformat(state.case.created_at)
        said = f"{date_words(when.date().isoformat(), words)} {when:%H:%M}"
        line = Text(theme, words("receipt.line", when=said), role="text_2", wrap=True)
        column.addWidget(line)
        row.addLayout(column, 1)
        return row

    def _number(self, state: Received) -> Card:
        theme, words, case = self.context.theme, self.context.words, state.case
        card = Card(theme)
        row = QHBoxLayout()
        row.setSpacing(32)
        left = QVBoxLayout()
        left.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(16)
        key = "receipt.official" if case.official_no else "receipt.number"
        top.addWidget(Text(theme, words(key), role="text_2"))
        chip = ("receipt.answered", "ok", "check") if case.official_no else (
            "receipt.waits", "offline", "clock")  # fmt: skip
        top.addWidget(Chip(theme, words(chip[0]), chip[1], chip[2]))
        top.addStretch(1)
        left.addLayout(top)
        for part in number_lines(case.official_no or case.receipt_no):
            number = Text(theme, part, bold=True)
            number.setFont(theme.font("h1" if self.context.is_landscape() else "number", bold=True))
            left.addWidget(number)
        later = Text(theme, words("receipt.later"), size="small", role="text_2", wrap=True)
        left.addWidget(later)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        link = receipt_url(case.id, self.context.setting().terminal.public_url)
        right.addWidget(QrView(link, size=self._qr_side(), name=words("receipt.code")))
        caption = Text(theme, words("receipt.code"), size="small", role="text_2")
        right.addWidget(caption, 0, Qt.AlignmentFlag.AlignHCenter)
        right.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(right)
        card.body.addLayout(row)
        return card

    def _qr_side(self) -> int:
        return _QR_SIDE_WIDE if self.context.is_landscape() else _QR_SIDE

    def _next(self, state: Received) -> Card:
        theme, words = self.context.theme, self.context.words
        card = Card(theme)
        card.body.setSpacing(16)
        card.body.addWidget(Text(theme, words("receipt.next"), size="h2", bold=True))
        card.body.addWidget(Timeline(theme, self._happenings(state)))
        promised = promised_of(state, self.context.setting())
        if promised:
            last = date_words(min(each.until for each in promised), words)
            text = words("receipt.promised", count=len(promised), date=last)
            card.body.addWidget(NoticeLine(theme, "clock", text, "warn"))
        return card

    def _happenings(self, state: Received) -> list[Happening]:
        words, case = self.context.words, state.case
        papers = {
            PrintState.PRINTING: "receipt.printing",
            PrintState.PRINTED: "receipt.printed",
            PrintState.FAILED: "receipt.not_printed",
            PrintState.KEPT: "receipt.on_stick",
        }
        when = datetime.fromisoformat(case.created_at)
        kept = words("receipt.kept", paper=words(papers[state.print_state]))
        sent = "receipt.sent_done" if case.official_no else "receipt.sent"
        due = date_words(case.due, words) if case.due else ""
        return [
            Happening(kept, f"{when:%H:%M}", done=True),
            Happening(words(sent), words("receipt.sent_line"), done=bool(case.official_no)),
            Happening(self._promise(state), due or words("receipt.due_line")),
        ]

    def _promise(self, state: Received) -> str:
        words = self.context.words
        package = self.context.setting().catalogue.package(state.package)
        if package.promise is not None:
            return words("receipt.due", days=package.promise.days)
        days = max((item.days_promised for item in package.items), default=0)
        return words("receipt.due", days=days) if days else words("receipt.at_once")

    def _take(self, state: Received) -> InfoBand:
        """What must not be left here: the card, and the paper if one came; else the code is it."""
        theme, words = self.context.theme, self.context.words
        lies_there = bool(self.context.session().card_reader)
        has_paper = state.print_state in (PrintState.PRINTING, PrintState.PRINTED)
        if state.print_state is PrintState.KEPT:
            key, icon = "receipt.take_stick", "usb"
        elif lies_there:
            key, icon = "receipt.take" if has_paper else "receipt.take_card", "id_card"
        else:
            key, icon = ("receipt.take_paper", "printer") if has_paper else (
                "receipt.take_code", "qr")  # fmt: skip
        kind = "warn" if lies_there else "lake"
        return InfoBand(theme, icon, words(key), words(f"{key}_line"), kind=kind)


def number_lines(number: str) -> list[str]:
    """A long number in two lines, broken where it has a dash, so that it can be read aloud."""
    parts = number.split("-")
    if len(parts) < 4:
        return [number]
    middle = len(parts) // 2
    return ["-".join(parts[:middle]), "-".join(parts[middle:])]
