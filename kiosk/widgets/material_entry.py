"""A material in the list with its state and at most two actions; a promise opens below its row."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.material_sheet import Entry, PromiseText
from ui.components.button import Button, SecondButton, TextLink
from ui.components.card import Card
from ui.components.chip import Chip
from ui.components.paragraph import Paragraph
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme

_LEAST = 80
_BUTTON_WIDE = 180


class MaterialEntry(QWidget):
    """`acted` carries photograph, load, promise or drop. Widgets are named `material:CODE:KEY`."""

    acted = Signal(str)

    def __init__(
        self, theme: Theme, entry: Entry, *, bare: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(20)
        row.addWidget(Text(theme, f"{entry.number:02d}", role="text_2", bold=True))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(Text(theme, entry.name, bold=True, wrap=True))
        role = "error" if entry.is_wrong else "text_2"
        words.addWidget(Text(theme, entry.line, size="small", role=role, wrap=True))
        words.addStretch()
        row.addLayout(words, 1)
        row.addWidget(Chip(theme, *entry.chip))
        if entry.link is not None and not bare:
            link = TextLink(theme, entry.link.text)
            self._connect(link, entry, entry.link.key, entry.link.text)
            row.addWidget(link)
        if entry.button is not None and not bare:
            button = SecondButton(theme, entry.button.text, small=True)
            button.setFixedWidth(max(_BUTTON_WIDE, button.sizeHint().width()))
            self._connect(button, entry, entry.button.key, entry.button.text)
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(_LEAST)
        self.setAccessibleName(f"{entry.name} {entry.chip[0]}")
        self.setAccessibleDescription(entry.line)

    def _connect(self, button: Button | TextLink, entry: Entry, key: str, text: str) -> None:
        button.setObjectName(f"material:{entry.code}:{key}")
        button.setAccessibleName(f"{text} {entry.name}")
        button.clicked.connect(lambda _=False: self.acted.emit(key))


class PromisePanel(Card):
    """承诺后补: what is promised until when, or one of the ways to give it now. `acted` carries
    yes, photograph, load or promise (which shuts it)."""

    acted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        promise: PromiseText,
        buttons: dict[str, str],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "warn", padding=theme.space("m") + 4, parent=parent)
        head = QHBoxLayout()
        head.setSpacing(theme.space("s"))
        head.addWidget(IconLabel(theme, "pencil", "warn", "s"))
        head.addWidget(Text(theme, promise.title, bold=True, wrap=True), 1)
        self.body.addLayout(head)
        self.body.addWidget(Paragraph(theme, promise.text))
        self.body.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(16)
        for key, text in buttons.items():
            button = Button(theme, text, kind="lake" if key == "yes" else "second", small=True)
            name = "promise:yes" if key == "yes" else key
            button.setObjectName(f"material:{promise.code}:{name}")
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            if key == "yes" and theme.mode == "elder":
                self.body.addWidget(button)
            else:
                row.addWidget(button, 1 if key == "yes" or theme.mode == "elder" else 0)
        self.body.addLayout(row)
        self.setAccessibleName(promise.title)
