"""What a page of the desk is: a bar on top, a body below, and the book that it shows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.context import Book, Context
from agent_desk.widgets.top_bar import TopBar
from ui.components import KeyHint, Text


class DeskPage(QWidget):
    """`asked` carries what the window has to do: new_case, retry, back, case:ID, find,
    again:ENVELOPE, mend:ENVELOPE, close:ENVELOPE, stick:export, stick:import.

    Everything that can be touched carries an object name, so that a walk can repeat the touch.
    """

    asked = Signal(str)

    def __init__(self, context: Context, title: str = "", aside: str = "") -> None:
        super().__init__()
        self.context = context
        self.bar = TopBar(context.theme, title, aside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        self.body = QHBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        whole.addLayout(self.body, 1)

    def show_book(self, book: Book) -> None:
        """Show what the records say now."""

    def go_to_search(self) -> None:
        """F3: go to the search field, where there is one."""

    def arrive(self) -> None:
        """The page is shown: put the focus where work begins."""

    def set_wide(self, wide: bool) -> None:
        """From 1920 px there is room for more columns and a wider side panel."""


def hint_row(context: Context, *hints: str, end: QWidget | None = None) -> QHBoxLayout:
    """Key hints by their word keys (desk.key.NAME), with something at the right."""
    row = QHBoxLayout()
    row.setSpacing(14)
    for hint in hints:
        cap = context.words(f"desk.key.{hint}.cap")
        row.addWidget(KeyHint(context.theme, cap, context.words(f"desk.key.{hint}.text")))
    row.addStretch(1)
    if end is not None:
        row.addWidget(end)
    return row


def count_text(context: Context) -> Text:
    """A small grey line for counts."""
    return Text(context.theme, "", size="small", role="text_2")
