"""Signing in, with or without a network."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.context import Context
from core.errors import Code
from ui.components import Card, FieldBox, LogoMark, PrimaryButton, Text
from ui.icons import IconLabel


class SignInPage(QWidget):
    """`tried` carries name and password; nothing of them is kept here afterwards."""

    tried = Signal(str, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        theme, words = context.theme, context.words
        self._name = FieldBox(theme, words("desk.sign_in.name"), max_length=40)
        self._password = FieldBox(theme, words("desk.sign_in.password"), max_length=100)
        self._password.set_secret()
        self._name.setObjectName("field:name")
        self._password.setObjectName("field:password")
        self._refused = Card(theme, "error", padding=theme.space("m"))
        self._refused.setObjectName("sign_in:refused")
        self._what = Text(theme, "", role="error", bold=True, wrap=True)
        self._how = Text(theme, "", size="small", wrap=True)
        self._button = PrimaryButton(theme, words("desk.sign_in.action"), "arrow_right")
        self._button.setObjectName("action:sign_in")
        self._button.clicked.connect(self._try)
        self._name.submitted.connect(self._password.setFocus)
        self._password.submitted.connect(self._try)
        for field in (self._name, self._password):
            field.edited.connect(self._show_offer)
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Forget what was typed and what was refused."""
        self._name.set_value("")
        self._password.set_value("")
        self._refused.hide()
        self._show_offer()

    def show_busy(self) -> None:
        """The password is being checked."""
        self._button.set_busy(self._context.words("desk.sign_in.busy"))

    def show_refusal(self, code: Code, seconds: int = 0) -> None:
        """Say why it did not go, and what to do; `seconds` to wait first."""
        words = self._context.words
        self._button.set_busy("")
        self._password.set_value("")
        self._what.setText(words(f"error.{code.value}.title"))
        if seconds:
            self._how.setText(words("desk.sign_in.wait", minutes=-(-seconds // 60)))
        else:
            lines = (words(f"error.{code.value}.line"), words(f"error.{code.value}.do1"))
            self._how.setText(words("desk.sign_in.refused", line=lines[0], do=lines[1]))
        self._code.setText(code.value)
        self._refused.show()
        self._show_offer()
        self._password.setFocus()

    def show_done(self) -> None:
        """It went: empty everything for the next time."""
        self._button.set_busy("")
        self.clear()

    def arrive(self) -> None:
        """The page is shown."""
        self._name.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._context.theme
        painter.fillRect(self.rect(), theme.color("paper"))
        painter.fillRect(0, 0, theme.frame("nav"), self.height(), theme.color("dock"))

    def _try(self) -> None:
        if self._button.isEnabled():
            self.tried.emit(self._name.value(), self._password.value())

    def _show_offer(self) -> None:
        whole = bool(self._name.value().strip()) and bool(self._password.value())
        self._button.set_offered(whole, self._context.words("desk.sign_in.incomplete"))

    def _lay_out(self) -> None:
        theme = self._context.theme
        self._code = Text(theme, "", size="micro", role="text_2")
        self._refused.body.addWidget(self._what)
        self._refused.body.addWidget(self._how)
        self._refused.body.addWidget(self._code)
        card = Card(theme, padding=32)
        card.setFixedWidth(420)
        card.body.setSpacing(theme.space("m"))
        card.body.addLayout(self._brand())
        card.body.addSpacing(theme.space("s"))
        for widget in (self._name, self._password, self._refused, self._button):
            card.body.addWidget(widget)
        place = self._context.setting().terminal.place
        offline = self._offline()
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.frame("nav"), 0, 0, 0)
        column.setSpacing(theme.space("l"))
        column.addStretch(2)
        column.addWidget(card, 0, centre)
        column.addWidget(offline, 0, centre)
        column.addStretch(3)
        line = Text(theme, place, size="small", role="text_2", align=centre)
        column.addWidget(line)
        column.addSpacing(theme.space("l"))

    def _offline(self) -> Card:
        theme, words = self._context.theme, self._context.words
        card = Card(theme, "offline", padding=theme.space("m"))
        card.setFixedWidth(420)
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(IconLabel(theme, "cloud_off", "offline", theme.icon("l")))
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(Text(theme, words("desk.sign_in.offline"), bold=True))
        lines.addWidget(Text(theme, words("desk.sign_in.term"), size="small", role="text_2"))
        row.addLayout(lines, 1)
        card.body.addLayout(row)
        return card

    def _brand(self) -> QHBoxLayout:
        theme, words = self._context.theme, self._context.words
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(LogoMark(theme, 40))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(theme, words("ui.name"), size="h1", bold=True))
        names.addWidget(Text(theme, words("ui.desk_name"), size="small", role="text_2"))
        row.addLayout(names, 1)
        return row
