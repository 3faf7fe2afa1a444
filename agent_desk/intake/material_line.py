"""MaterialLine: one material with what has become of it and what can be done."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.context import Context
from core.catalogue import Material
from core.errors import Code
from core.session.matter import Given, How
from ui.components import Card, Chip, Rule, SecondButton, Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a material stands: what was given, what was wrong last, whether its promise is open
    (then with the words of the promise)."""

    given: Given | None
    from_card: bool
    fault: Code | None
    promise: str = ""


class MaterialLine(QWidget):
    """`touched` carries photograph, load, promise, agree or drop."""

    touched = Signal(str)

    def __init__(
        self, context: Context, number: int, material: Material, standing: Standing
    ) -> None:
        super().__init__()
        self._context = context
        self._material = material
        self.setObjectName(f"material:{material.code}")
        theme = context.theme
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 8, 6)
        row.setSpacing(theme.space("s"))
        place = Text(theme, str(number), role="text_2")
        place.setFixedWidth(24)
        row.addWidget(place)
        row.addLayout(self._names(standing), 1)
        row.addWidget(self._chip(standing))
        self._buttons = [self._button(key) for key in self._keys(standing)]
        for button in self._buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        if standing.promise:
            column.addWidget(self._promise(standing.promise))
        column.addWidget(Rule(theme))

    def focus_first(self) -> None:
        """Put the focus on the first thing that can be done."""
        for button in self._buttons[:1]:
            button.setFocus()

    def _names(self, standing: Standing) -> QVBoxLayout:
        theme, words = self._context.theme, self._context.words
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(theme, self._material.name, bold=True, wrap=True))
        line = self._material.hint or words(f"desk.material.original.{self._material.original}")
        role = "text_2"
        given = standing.given
        if given is not None and given.how is How.PROMISE:
            line = words("desk.material.promised", date=given.promised_until)
        elif given is not None and given.pages:
            kb = -(-sum(len(page.octets) for page in given.pages) // 1000)
            line = words("desk.material.pages", count=len(given.pages), kb=kb)
        if standing.fault is not None:
            line = words(f"error.{standing.fault.value}.do1")
            role = "error"
        column.addWidget(Text(theme, line, size="micro", role=role, wrap=True))
        return column

    def _chip(self, standing: Standing) -> Chip:
        theme, words = self._context.theme, self._context.words
        given = standing.given
        if standing.fault is not None:
            title = words(f"error.{standing.fault.value}.title")
            return Chip(theme, title, "error", "warning")
        if standing.from_card or (given is not None and given.how is How.CARD):
            return Chip(theme, words("desk.material.card"), "ok", "check")
        if given is None:
            key = "desk.material.open_later" if self._material.deferrable else "desk.material.open"
            return Chip(theme, words(key), "warn")
        if given.how is How.PROMISE:
            return Chip(theme, words("desk.material.later"), "warn", "clock")
        return Chip(theme, words("desk.material.whole"), "ok", "check")

    def _keys(self, standing: Standing) -> list[str]:
        if standing.from_card:
            return []
        if standing.given is not None:
            return ["drop"]
        later = ["promise"] if self._material.deferrable else []
        return ["photograph", "load", *later]

    def _button(self, key: str) -> SecondButton:
        words = self._context.words
        icons = {"photograph": "camera", "load": "upload", "promise": "clock", "drop": "trash"}
        button = SecondButton(
            self._context.theme, words(f"desk.material.{key}"), icons.get(key, ""), small=True
        )
        button.setObjectName(f"material:{self._material.code}:{key}")
        button.setAccessibleName(f"{button.text()} {self._material.name}")
        button.clicked.connect(lambda: self.touched.emit(key))
        return button

    def _promise(self, text: str) -> Card:
        theme = self._context.theme
        card = Card(theme, "warn", padding=theme.space("m"))
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(Text(theme, text, wrap=True), 1)
        row.addWidget(self._button("agree"))
        card.body.addLayout(row)
        return card
