"""补交材料: what was promised or asked for comes later, by camera or file like the first."""

from dataclasses import replace

from core.case_states import ENDED
from core.catalogue import Material
from core.followups import MaterialAdded
from core.ports import CaseView
from core.session import events as ev
from core.session import handing_in
from core.session.document import attachments_of, material_given, person_of
from core.session.effects import AddMaterial, Play, Sound
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import (
    AddingMaterials,
    CapturingMaterial,
    CapturingMore,
    GivingMaterials,
    ViewingCases,
)
from core.session.step import Step, stay

_ASKS = frozenset({"supplement_once", "materials_unreadable"})  # the city asks for materials


def open_materials(case: CaseView, setting: Setting) -> tuple[Material, ...]:
    """What may come later: what was promised; where the city asks for more, which is told in words
    (its notice), everything of the package that can be photographed, the promised first."""
    package = next((p for p in setting.catalogue.packages if p.code == case.package), None)
    if package is None:
        return ()
    promised = [each for each in package.materials if each.code in case.promised]
    paper = [each for each in package.materials if each.kind == "document"]
    others = [each for each in paper if each.code not in case.promised]
    return (*promised, *(others if case.state in _ASKS else ()))


def may_add(case: CaseView, viewing: ViewingCases, setting: Setting) -> bool:
    """Whether materials may be handed in here: by the card, for a case that is not over, where this
    terminal may queue something and something is open."""
    over = case.state in ENDED | {"quarantined"} or case.withdrawal_asked
    able = viewing.card is not None and not over and setting.closed is None
    return able and bool(open_materials(case, setting))


def begin_adding(state: ViewingCases, case_id: str, setting: Setting) -> Step:
    """The list of what is open for a case."""
    case = next((case for case in state.cases or () if case.id == case_id), None)
    if case is None or not may_add(case, state, setting):
        return stay(state)
    return Step(AddingMaterials(state, case, Matter(case.id, case.package, card=state.card)))


def add_materials(state: AddingMaterials, event: ev.Event, setting: Setting) -> Step:
    """The list: pictures as on the page of materials, then all at once."""
    if state.letter is not None:
        return _kept(state, event)
    match event:
        case ev.PhotographTouched() | ev.LoadTouched() | ev.PictureTaken() | ev.PictureRefused():
            return _inner(state, handing_in.hand_in(GivingMaterials(state.matter), event, setting))
        case ev.PicturesDropped():
            return _inner(state, handing_in.hand_in(GivingMaterials(state.matter), event, setting))
        case ev.AdditionGiven(fresh, at) if state.matter.given and state.matter.card is not None:
            letter = _letter(state, fresh, at, setting)
            effect = AddMaterial(letter, attachments_of(state.matter))
            return Step(replace(state, letter=letter, fault=None), (effect,))
        case ev.BackTouched():
            return Step(state.viewing)
        case _:
            return stay(state)


def capture_more(state: CapturingMore, event: ev.Event, setting: Setting) -> Step:
    """The camera, as on the page of materials."""
    return _inner(state.adding, handing_in.capture(state.taking, event, setting))


def _inner(adding: AddingMaterials, step: Step) -> Step:
    """The states of the page of materials, inside of this one."""
    match step.state:
        case CapturingMaterial() as taking:
            return Step(CapturingMore(adding, taking), step.effects)
        case GivingMaterials(matter):
            return Step(replace(adding, matter=matter), step.effects)
        case _:
            return stay(adding)


def _kept(state: AddingMaterials, event: ev.Event) -> Step:
    """What the records say."""
    match event:
        case ev.MaterialKept(case):
            cases = tuple(
                case if case is not None and old.id == case.id else old
                for old in state.viewing.cases or ()
            )
            viewing = replace(state.viewing, cases=cases, added=state.case.id)
            return Step(viewing, (Play(Sound.DONE),))
        case ev.MaterialFailed(code):
            return Step(replace(state, letter=None, fault=code), (Play(Sound.ATTENTION),))
        case _:
            return stay(state)


def _letter(state: AddingMaterials, fresh: str, at: str, setting: Setting) -> MaterialAdded:
    card = state.matter.card
    assert card is not None
    names = {each.code: each.name for each in open_materials(state.case, setting)}
    return MaterialAdded(
        id=fresh,
        case=state.case.id,
        at=at,
        person=person_of(card),
        materials=[
            material_given(state.matter, given.material, names.get(given.material, given.material))
            for given in state.matter.given
        ],
    )
