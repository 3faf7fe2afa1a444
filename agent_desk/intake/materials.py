"""The materials of a case: photographed, loaded from a file, or promised for later."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from agent_desk.context import Context
from agent_desk.intake.material_line import MaterialLine, Standing
from agent_desk.intake.panel import Panel, PanelAction
from agent_desk.widgets.clearing import clear_layout
from agent_desk.widgets.scroll import ScrollColumn
from core.plan import PlannedMaterial
from core.session import events as ev
from core.session.handing_in import is_given, promise, still_missing
from core.session.states import GivingMaterials
from ui.components import Card, ProgressBar, Text


class MaterialsPanel(Panel):
    """Shows GivingMaterials: all rows at once, what is missing in words."""

    step = 5

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        self._count = Text(theme, "", role="text_2")
        head = QHBoxLayout()
        head.addWidget(Text(theme, words("desk.materials.title"), size="h1", bold=True))
        head.addStretch(1)
        head.addWidget(self._count)
        self._bar = ProgressBar(theme)
        card = Card(theme)
        self._list = ScrollColumn(theme)
        self._list.body.setSpacing(0)
        card.body.addWidget(self._list)
        self.body.addLayout(head)
        self.body.addWidget(self._bar)
        self.body.addWidget(card, 1)
        self._state: GivingMaterials | None = None
        self._standings: list[Standing] = []
        self._lines: list[MaterialLine] = []

    def show_state(self, state: Any) -> None:
        self._state = state
        words, setting = self.context.words, self.context.setting()
        planned = setting.plan_of(state.matter).materials
        missing = len(still_missing(state.matter, setting))
        text = words("desk.materials.count", all=len(planned), given=len(planned) - missing)
        self._count.setText(text)
        self._bar.set_parts((len(planned) - missing, 0, missing), text)
        standings = [self._standing(state, each) for each in planned]
        if len(standings) != len(self._standings):
            self._build(planned, standings)
            return
        for place, (before, after) in enumerate(zip(self._standings, standings, strict=True)):
            if before != after:  # the others keep their place and their focus
                self._renew(place, planned[place], after)
        self._standings = standings

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        assert self._state is not None
        missing = len(still_missing(self._state.matter, self.context.setting()))
        reason = words("desk.materials.missing", count=missing) if missing else ""
        confirm = words("desk.materials.to_review")
        return [self.back(), PanelAction("confirm", confirm, "arrow_right", "primary", reason)]

    def act(self, key: str) -> None:
        self.context.tell(ev.BackTouched() if key == "back" else ev.Confirmed(self.context.at()))

    def arrive(self) -> None:
        """The first row that is missing comes into view, once the rows have their places."""
        self.setFocus()
        QTimer.singleShot(0, self, self._go_to_missing)

    def _go_to_missing(self) -> None:
        for line, standing in zip(self._lines, self._standings, strict=True):
            if standing.given is None and not standing.from_card:
                line.focus_first()
                self._list.ensureWidgetVisible(line)
                return

    def _build(self, planned: Sequence[PlannedMaterial], standings: list[Standing]) -> None:
        clear_layout(self._list.body)
        self._standings = standings
        self._lines = []
        for place, (each, standing) in enumerate(zip(planned, standings, strict=True)):
            line = self._line(place, each, standing)
            self._lines.append(line)
            self._list.body.addWidget(line)
        self._list.body.addStretch(1)

    def _renew(self, place: int, planned: PlannedMaterial, standing: Standing) -> None:
        old, new = self._lines[place], self._line(place, planned, standing)
        self._list.body.replaceWidget(old, new)
        self._lines[place] = new
        old.hide()
        old.deleteLater()

    def _line(self, place: int, planned: PlannedMaterial, standing: Standing) -> MaterialLine:
        code = planned.material.code
        line = MaterialLine(self.context, place + 1, planned.material, standing)
        line.touched.connect(lambda key: self._touch(key, code))
        return line

    def _standing(self, state: GivingMaterials, planned: PlannedMaterial) -> Standing:
        matter, code = state.matter, planned.material.code
        given = matter.given_map().get(code)
        from_card = given is None and is_given(planned, matter)
        text = ""
        if state.promising == code:
            promised = promise(matter, code, self.context.setting()).given_map().get(code)
            text = promised.promise_text if promised is not None else ""
        return Standing(given, from_card, dict(matter.faults).get(code), text)

    def _touch(self, key: str, code: str) -> None:
        match key:
            case "photograph":
                self.context.tell(ev.PhotographTouched(code))
            case "load":
                self.context.tell(ev.LoadTouched(code))
            case "promise":
                self.context.tell(ev.PromiseTouched(code))
            case "agree":
                self.context.tell(ev.PromiseMade(code))
            case _:
                self.context.tell(ev.PicturesDropped(code))
