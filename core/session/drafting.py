"""The photographed part of a draft: kept whenever the pages of a material change, offered again."""

from dataclasses import replace

from core.ports import Draft, DraftPages
from core.session.effects import Effect, SavePages
from core.session.filling import owner_of
from core.session.matter import Given, How, Matter
from core.session.setting import Setting
from core.session.states import CapturingMaterial, Filling, GivingMaterials, Signing, State
from core.session.step import Step


def keeping_pages(
    before: GivingMaterials | CapturingMaterial, step: Step, setting: Setting
) -> Step:
    """The step, with every change of pages kept in the draft. Nobody's draft is none."""
    after = step.state
    if not isinstance(after, GivingMaterials | CapturingMaterial | Filling | Signing):
        return step
    old, new = _pages_in(before), _pages_in(after)
    matter = after.matter
    owner = owner_of(matter, setting)
    if old == new or not owner:
        return step
    saves: tuple[Effect, ...] = tuple(
        SavePages(matter.id, owner, matter.package, new.get(code, DraftPages(code, False, ())))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    )
    return Step(after, (*step.effects, *saves))


def resumed(matter: Matter, draft: Draft, setting: Setting) -> Matter:
    """The matter with what was typed and photographed; pages of materials that this situation
    does not ask for are left where they are."""
    matter = replace(matter, id=draft.id, form=tuple(draft.fields.items()))
    asked = {planned.material.code for planned in setting.plan_of(matter).materials}
    kept = {
        pages.material: Given(
            pages.material, How.FILE if pages.is_loaded else How.SCAN, pages.pages
        )
        for pages in draft.pages
        if pages.material in asked and pages.pages
    }
    return replace(matter, given=tuple(kept.values()))


def _pages_in(state: State) -> dict[str, DraftPages]:
    """The pages in hand by material. What lies before the camera counts as soon as it is taken:
    somebody who leaves there finds it again."""
    if not isinstance(state, GivingMaterials | CapturingMaterial | Filling | Signing):
        return {}
    found = {
        given.material: DraftPages(given.material, given.how is How.FILE, given.pages)
        for given in state.matter.given
        if given.pages
    }
    if isinstance(state, CapturingMaterial) and state.taken:
        found[state.material] = DraftPages(state.material, False, state.taken)
    return found
