"""TickRow: something that is done, open or wrong, with an icon and words."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import Text
from ui.icons import IconLabel
from ui.theme import Theme

# kind -> icon, colour of the icon, colour of the words
_KINDS = {
    "done": ("check_circle", "ok", "text"),
    "now": ("clock", "warn", "text"),
    "open": ("clock", "text_3", "text_2"),
    "wrong": ("warning", "error", "error"),
    "info": ("info", "lake", "text"),
}


class TickRow(QWidget):
    """`kind`: done, now, open, wrong, info. `end` stands at the right."""

    def __init__(self, theme: Theme, text: str, kind: str = "open", end: str = "") -> None:
        super().__init__()
        icon, colour, role = _KINDS[kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(IconLabel(theme, icon, colour, theme.icon("s")))
        row.addWidget(Text(theme, text, role=role, bold=kind == "now", wrap=True), 1)
        if end:
            row.addWidget(Text(theme, end, size="small", role="text_2"))
        self.setMinimumHeight(26)
        self.setAccessibleName(f"{text} {end}".strip())
