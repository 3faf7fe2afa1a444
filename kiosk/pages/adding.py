"""补交材料: what is open for a case of mine, photographed or loaded, then handed in at once."""

from functools import partial
from typing import Any

from core.catalogue import Material
from core.errors import Code
from core.session import events as ev
from core.session.adding import open_materials
from core.session.matter import Given, How
from core.session.states import AddingMaterials, CapturingMore
from kiosk.material_sheet import Button, Entry
from kiosk.page import Context, Page
from kiosk.pages.capture_material import CaptureMaterialPage
from kiosk.trouble import trouble_of
from kiosk.widgets.material_entry import MaterialEntry
from kiosk.widgets.paged_list import PagedList
from ui.components.action_bar import Action


class AddingPage(Page):
    """The rows are those of the page of materials; what was photographed goes with one touch."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state: AddingMaterials | None = None
        self._list = PagedList(context.theme, context.words)
        self.body.addWidget(self._list)
        self.body.addStretch(1)

    def show_state(self, state: AddingMaterials) -> None:
        """Show what is open and what is there."""
        self._state = state
        words = self.context.words
        hint = words("adding.busy" if state.letter is not None else "adding.hint")
        self.set_texts(words("adding.title"), crumb=state.case.package_name, hint=hint)
        listed = open_materials(state.case, self.context.setting())
        self._list.set_rows(
            [self._row(number, each, state) for number, each in enumerate(listed, 1)]
        )

    def offers(self) -> list[Action]:
        if self._state is None or self._state.letter is not None:
            return []
        words, count = self.context.words, len(self._state.matter.given)
        return [
            Action("back", words("handling.back")),
            Action(
                "hand_in",
                words("adding.hand_in", count=count),
                "primary",
                "arrow_right",
                enabled=bool(count),
                reason=words("adding.nothing"),
            ),
        ]

    def act(self, key: str) -> None:
        if key == "hand_in":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.AdditionGiven(self.context.new_id(), at))
        else:
            self.context.tell(ev.BackTouched())

    def notice(self) -> tuple[str, str, str] | None:
        """Why it could not be kept."""
        if self._state is None or self._state.fault is None:
            return None
        trouble = trouble_of(self._state.fault, self.context.words)
        text = self.context.words("adding.failed", title=trouble.title, code=trouble.code.value)
        return ("error", text, "")

    def _row(self, number: int, material: Material, state: AddingMaterials) -> MaterialEntry:
        given = state.matter.given_map().get(material.code)
        fault = dict(state.matter.faults).get(material.code)
        entry = Entry(
            code=material.code,
            number=number,
            name=material.name,
            line=self._line(material, given, fault),
            chip=self._chip(given, fault),
            link=self._link(given),
            button=self._button(given),
            is_missing=given is None,
            has_fault=fault is not None,
            is_wrong=fault is not None,
        )
        row = MaterialEntry(self.context.theme, entry, bare=state.letter is not None)
        row.acted.connect(partial(self._acted, material.code))
        return row

    def _line(self, material: Material, given: Given | None, fault: Code | None) -> str:
        words = self.context.words
        if fault is not None:
            return f"{words(f'error.{fault.value}.line')} {fault.value}"
        if given is None:
            return material.hint or words(f"materials.original.{material.original}")
        if given.how is How.FILE:
            return words("materials.loaded")
        return words("materials.pages", count=len(given.pages))

    def _chip(self, given: Given | None, fault: Code | None) -> tuple[str, str, str]:
        words = self.context.words
        if fault is not None:
            return (words("materials.fault.other"), "error", "warning")
        if given is not None:
            return (words("materials.chip.done"), "ok", "check")
        return (words("materials.chip.wanted"), "sunken", "camera")

    def _link(self, given: Given | None) -> Button:
        key = "load" if given is None else "drop"
        return Button(key, self.context.words(f"materials.button.{key}"))

    def _button(self, given: Given | None) -> Button:
        key = "photograph" if given is None else "again"
        return Button("photograph", self.context.words(f"materials.button.{key}"))

    def _acted(self, code: str, key: str) -> None:
        match key:
            case "photograph":
                self.context.tell(ev.PhotographTouched(code))
            case "load":
                self.context.tell(ev.LoadTouched(code))
            case _:
                self.context.tell(ev.PicturesDropped(code))


class CaptureMorePage(CaptureMaterialPage):
    """The camera's page, for a material that comes later."""

    step = None

    def show_state(self, state: Any) -> None:
        """Show what was taken, and what was wrong with the last try."""
        taking = state.taking if isinstance(state, CapturingMore) else state
        super().show_state(taking)
