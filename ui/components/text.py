"""Text: plain words in a size and a colour role."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Theme


class Text(QLabel):
    """One run of plain text. `size` is a type name, `role` a colour name of the tokens."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: str = "body",
        role: str = "text",
        bold: bool = False,
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        # Inside a button Qt would take the button's own text colour.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setFont(theme.font(size, bold=bold))
        self.setWordWrap(wrap)
        if wrap:  # a wrapped label may be squeezed, but never below its first line
            self.setMinimumHeight(self.fontMetrics().height())
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.set_role(role)

    def set_role(self, role: str) -> None:
        """Change the colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(role))
        self.setPalette(palette)

    def set_bold(self, bold: bool) -> None:
        """Change the weight."""
        font = self.font()
        font.setBold(bold)
        self.setFont(font)
