"""Paragraph: several lines at a reading distance of 1.5 em."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Theme

# Qt counts per cent from the font's own height; Noto CJK has 1.45 em, so 104 % gives 1.5 em.
LINE_HEIGHT_PERCENT = 104


class Paragraph(QLabel):
    """Wrapped text. `**words**` are shown bold; line breaks are kept."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: str = "body",
        role: str = "text",
        align: str = "left",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._align = align
        self.setFont(theme.font(size))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(role))
        self.setPalette(palette)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show other words."""
        parts = escape(text).split("**")
        marked = "".join(f"<b>{part}</b>" if n % 2 else part for n, part in enumerate(parts))
        lines = marked.replace("\n", "<br>")
        style = f"line-height:{LINE_HEIGHT_PERCENT}%; margin:0"
        self.setText(f'<p align="{self._align}" style="{style}">{lines}</p>')
        self.setAccessibleName(text.replace("**", ""))
