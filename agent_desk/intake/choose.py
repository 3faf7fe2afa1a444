"""Choosing the package: typed, by first letters, or from the list."""

from typing import Any

from PySide6.QtWidgets import QWidget

from agent_desk.context import Context
from agent_desk.intake.panel import Panel
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.option_row import OptionRow
from agent_desk.widgets.scroll import ScrollColumn
from agent_desk.widgets.search_field import SearchField
from core.catalogue import Package
from core.search import find
from core.session import events as ev
from core.session.states import Searching
from ui.components import InfoBand, Text

_MOST = 30


class ChoosePanel(Panel):
    """Shows Searching: the field, then the packages that fit, the most asked for first."""

    step = 1

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        words, theme = context.words, context.theme
        self.add_title(words("desk.choose.title"), words("desk.choose.line"))
        self._field = SearchField(theme, words("desk.choose.field"), words("desk.key.find.cap"))
        self._field.setObjectName("field:query")
        self._field.edited.connect(lambda text: context.tell(ev.QueryTyped(text)))
        self._field.entered.connect(lambda: self.digit(1))
        self._field.descended.connect(lambda: self.focusNextChild())
        self._band = InfoBand(theme, "id_card", words("desk.choose.card"), kind="lake")
        self._list = ScrollColumn(theme)
        self._none = Text(theme, words("desk.choose.none"), role="text_2", wrap=True)
        self.body.addWidget(self._field)
        self.body.addWidget(self._band)
        self.body.addWidget(self._none)
        self.body.addWidget(self._list, 1)
        self._shown: list[Package] | None = None

    def show_state(self, state: Any) -> None:
        query = state.query if isinstance(state, Searching) else ""
        if query != self._field.text():
            self._field.set_text(query)
        self._band.setVisible(bool(self.context.session().card_reader))
        packages = self._packages(query)
        self._none.setVisible(not packages)
        if packages == self._shown:
            return
        self._shown = packages
        clear_layout(self._list.body)
        for place, package in enumerate(packages, 1):
            self._list.body.addWidget(self._row(package, place if place <= 9 else 0))
        self._list.body.addStretch(1)

    def digit(self, number: int) -> None:
        packages = self._shown or []
        if number <= len(packages) and packages[number - 1].agent_may:
            self._choose(packages[number - 1].code)

    def arrive(self) -> None:
        self._field.setFocus()

    def _packages(self, query: str) -> list[Package]:
        if query.strip():
            return [hit.package for hit in find(self.context.index(), query, _MOST)]
        today = self.context.setting().today
        offered = [
            package
            for package in self.context.setting().catalogue.packages
            if package.valid_from <= today and (not package.valid_to or today <= package.valid_to)
        ]
        return sorted(offered, key=lambda package: -package.hot)

    def _row(self, package: Package, digit: int) -> QWidget:
        words = self.context.words
        effect = "" if package.agent_may else words("refused.agent_may_not")
        line = words("desk.choose.row", department=package.department, summary=package.summary)
        row = OptionRow(self.context.theme, package.code, package.name, line, effect, digit)
        row.setObjectName(f"package:{package.code}")
        row.setEnabled(package.agent_may)
        row.clicked.connect(lambda _=False, code=package.code: self._choose(code))
        return row

    def _choose(self, code: str) -> None:
        self.context.tell(ev.PackageChosen(code, self.context.new_id()))
