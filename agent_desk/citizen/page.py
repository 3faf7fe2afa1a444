"""What a page of the citizen's window is."""

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.context import Context
from ui.components import Text


class CitizenPage(QWidget):
    """Put widgets into `body`. A page lives while the session and the kind of page stay."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.body = QVBoxLayout(self)
        edge = context.theme.space("page")
        self.body.setContentsMargins(edge, 8, edge, context.theme.space("m"))
        self.body.setSpacing(context.theme.space("s"))

    def show_state(self, state: Any) -> None:
        """Show a state of the kinds that this page is for; called at every change."""
        raise NotImplementedError

    def wipe(self) -> None:
        """Drop everything that names the citizen."""

    def add_title(self, title: str, line: str = "") -> None:
        """The question, with one line of help."""
        theme = self.context.theme
        self.body.addWidget(Text(theme, title, size="h1", bold=True, wrap=True))
        if line:
            self.body.addWidget(Text(theme, line, role="text_2", wrap=True))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)  # the display decides
