"""A page that says what happened, what to do, another way, and a person."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.session import events as ev
from kiosk.page import Context, Page
from kiosk.trouble import Trouble
from ui.components.button import SecondButton
from ui.components.card import Card
from ui.components.error_panel import IconCircle, NumberDot
from ui.components.text import Text


class TroublePage(Page):
    """Portrait: all in one column. Landscape: what happened at the left. Low position: the frame
    says what happened, the page what to do."""

    _head: QWidget | None = None

    def __init__(self, context: Context, icon: str) -> None:
        super().__init__(context, bleed=True)
        theme = context.theme
        self._icon = icon
        wide = context.is_landscape()
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns = QBoxLayout(way)
        self._columns.setSpacing(theme.space("page") if wide else 36)
        self.body.addLayout(self._columns, 1)
        self._rest: QWidget | None = None
        self._shown: Trouble | None = None

    def show_trouble(
        self, trouble: Trouble, *, other: str = "", besides: QWidget | None = None
    ) -> None:
        """Show it. `other` are the words of the other way, `besides` stands below the steps."""
        if trouble == self._shown:
            return
        self._shown = trouble
        self.set_texts(trouble.title, hint=trouble.line)
        for old in (self._head, self._rest):
            if old is not None:
                self._columns.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._head, self._rest = self._make_head(trouble), self._make_rest(trouble, other, besides)
        wide = self.context.is_landscape()
        self._columns.addWidget(self._head, 4 if wide else 0)
        self._columns.addWidget(self._rest, 6 if wide else 1)
        self.set_low(self._low)

    def set_low(self, low: bool) -> None:
        super().set_low(low)
        if self._head is not None:
            self._head.setVisible(not low)
            page = self.theme.space("page")
            top = 40 if self.context.is_landscape() else self.theme.space("m") if low else 48
            self._columns.setContentsMargins(page, top, page, self.theme.space("m"))

    def _make_head(self, trouble: Trouble) -> QWidget:
        theme = self.context.theme
        centre = Qt.AlignmentFlag.AlignHCenter
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if self.context.is_landscape():
            column.addStretch(1)
        column.addWidget(IconCircle(theme, self._icon, "error", 192), 0, centre)
        column.addSpacing(24)
        column.addWidget(Text(theme, trouble.title, size="h1", bold=True, wrap=True, align=centre))
        column.addWidget(Text(theme, trouble.line, role="text_2", wrap=True, align=centre))
        if self.context.is_landscape():
            column.addStretch(2)
        return head

    def _make_rest(self, trouble: Trouble, other: str, besides: QWidget | None) -> QWidget:
        theme, words = self.context.theme, self.context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        rest = QWidget()
        column = QVBoxLayout(rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(24)
        column.addWidget(self._steps(trouble))
        if besides is not None:
            column.addWidget(besides)
        column.addLayout(self._ways(other))
        said = words("ui.error.code", code=trouble.code.value)
        code = Text(theme, said, size="small", role="text_2", wrap=True, align=centre)
        code.setObjectName(f"code:{trouble.code.value}")
        column.addWidget(code)
        column.addStretch(1)
        return rest

    def _steps(self, trouble: Trouble) -> Card:
        theme = self.context.theme
        card = Card(theme, padding=theme.space("l"))
        card.body.setSpacing(20)
        heading = self.context.words("ui.error.try")
        card.body.addWidget(Text(theme, heading, size="h2", bold=True))
        for number, step in enumerate(trouble.steps, 1):
            row = QHBoxLayout()
            row.setSpacing(20)
            row.addWidget(NumberDot(theme, number))
            row.addWidget(Text(theme, step, bold=True, wrap=True), 1)
            card.body.addLayout(row)
        return card

    def _ways(self, other: str) -> QHBoxLayout:
        theme, words = self.context.theme, self.context.words
        row = QHBoxLayout()
        row.setSpacing(20)
        if other:
            another = SecondButton(theme, other, "swap")
            another.setObjectName("trouble:other")
            another.clicked.connect(lambda: self.context.tell(ev.OtherWayTouched()))
            row.addWidget(another, 1)
        person = SecondButton(theme, words("ui.error.person"), "person_plus")
        person.setObjectName("trouble:help")
        person.clicked.connect(lambda: self.context.tell(ev.HelpTouched()))
        row.addWidget(person, 1)
        return row
