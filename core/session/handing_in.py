"""Materials: photographed, loaded, taken from the card, or promised where that is allowed."""

from dataclasses import replace
from datetime import date

from core.catalogue import Package
from core.errors import Code
from core.plan import PlannedMaterial
from core.session import events as ev
from core.session.effects import Lens, LoadFile, StartCamera, StopCamera
from core.session.matter import Given, How, Matter
from core.session.setting import MATERIALS, Setting
from core.session.states import CapturingMaterial, Filling, GivingMaterials, Signing
from core.session.step import Step, stay, with_key, without_key


def is_given(planned: PlannedMaterial, matter: Matter) -> bool:
    """Whether a material is there or promised; the card stands for its own copy."""
    if planned.material.kind == "card" and matter.card is not None:
        return True
    return planned.material.code in matter.given_map()


def still_missing(matter: Matter, setting: Setting) -> tuple[PlannedMaterial, ...]:
    """What keeps the application from being whole, in the order of the list."""
    plan = setting.plan_of(matter)
    return tuple(planned for planned in plan.materials if not is_given(planned, matter))


def list_pages(matter: Matter, setting: Setting) -> int:
    """How many pages the list has, at least one."""
    return max(1, -(-len(setting.plan_of(matter).materials) // MATERIALS.rows_per_page))


def hand_in(state: GivingMaterials, event: ev.Event, setting: Setting) -> Step:
    """The list."""
    match event:
        case ev.PhotographTouched(code):
            capture = CapturingMaterial(state.matter, code, list_page=state.page)
            return Step(capture, (StartCamera(Lens.DOCUMENT),))
        case ev.LoadTouched(code):
            return Step(state, (LoadFile(code),))
        case ev.PictureTaken(code, picture, loaded):
            given = Given(code, How.FILE if loaded else How.SCAN, (picture,))
            promising = "" if state.promising == code else state.promising
            return Step(replace(state, matter=_give(state.matter, given), promising=promising))
        case ev.PictureRefused(code, fault):
            return Step(replace(state, matter=_blame(state.matter, code, fault)))
        case ev.PicturesDropped(code):
            return Step(replace(state, matter=_take_away(state.matter, code)))
        case ev.PromiseTouched(code):
            return Step(replace(state, promising="" if state.promising == code else code))
        case ev.PromiseMade(code):
            matter = promise(state.matter, code, setting)
            return Step(replace(state, matter=matter, promising=""))
        case ev.PageTurned(by):
            last = list_pages(state.matter, setting) - 1
            return Step(replace(state, page=min(max(state.page + by, 0), last), promising=""))
        case ev.Confirmed() if not still_missing(state.matter, setting):
            return Step(Signing(with_card_copies(state.matter, setting)))
        case ev.BackTouched():
            pages = setting.plan_of(state.matter).pages
            return Step(Filling(state.matter, len(pages) - 1))
        case _:
            return stay(state)


def promise(matter: Matter, code: str, setting: Setting) -> Matter:
    """容缺后补: only for a material that is marked so, with text and deadline."""
    package = setting.package_of(matter)
    material = next((m for m in package.materials if m.code == code), None)
    if material is None or not material.deferrable:
        return matter
    due = deferral_day(package, setting)
    text = setting.words(
        "promise.text",
        material=material.name,
        year=due.year,
        month=due.month,
        day=due.day,
        consequence=package.deferral_consequence,
    )
    return _give(matter, Given(code, How.PROMISE, (), due.isoformat(), text))


def deferral_day(package: Package, setting: Setting) -> date:
    """The last day for what is promised: counted from the next day that offices work, because
    that is when the city can accept what came in at night or on a holiday."""
    start = setting.calendar.first_worked(setting.today)
    return setting.calendar.add(start, package.deferral_days).date


def capture(state: CapturingMaterial, event: ev.Event, setting: Setting) -> Step:
    """Pages of one material before the document camera."""
    match event:
        case ev.PictureTaken(_, picture):
            return Step(replace(state, taken=(*state.taken, picture), fault=None))
        case ev.PictureRefused(_, fault) | ev.CameraFailed(fault):
            return Step(replace(state, fault=fault))
        case ev.PicturesDropped():
            return Step(replace(state, taken=state.taken[:-1], fault=None))
        case ev.TriedAgain():
            return Step(replace(state, fault=None), (StartCamera(Lens.DOCUMENT),))
        case ev.Confirmed() if state.taken:
            given = Given(state.material, How.SCAN, state.taken)
            matter = _give(state.matter, given)
            return Step(GivingMaterials(matter, state.list_page), (StopCamera(),))
        case ev.BackTouched():
            return Step(GivingMaterials(state.matter, state.list_page), (StopCamera(),))
        case _:
            return stay(state)


def with_card_copies(matter: Matter, setting: Setting) -> Matter:
    """The card stands for the copies of itself that items ask for."""
    if matter.card is None:
        return matter
    for planned in setting.plan_of(matter).materials:
        if planned.material.kind == "card" and planned.material.code not in matter.given_map():
            matter = _give(matter, Given(planned.material.code, How.CARD))
    return matter


def _give(matter: Matter, given: Given) -> Matter:
    kept = tuple(g for g in matter.given if g.material != given.material)
    return replace(matter, given=(*kept, given), faults=without_key(matter.faults, given.material))


def _take_away(matter: Matter, code: str) -> Matter:
    kept = tuple(g for g in matter.given if g.material != code)
    return replace(matter, given=kept, faults=without_key(matter.faults, code))


def _blame(matter: Matter, code: str, fault: Code) -> Matter:
    """The picture cannot be used; what was given before stays."""
    return replace(matter, faults=with_key(matter.faults, code, fault))
