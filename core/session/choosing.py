"""From the first page to the one-time notice: package, subject, situation, jurisdiction."""

from dataclasses import replace
from datetime import date

from core.catalogue import Package, Subject
from core.jurisdiction import organs_for
from core.session import events as ev
from core.session.effects import Paper, Print
from core.session.filling import start_filling
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import (
    Answering,
    AwaitingCard,
    Browsing,
    ChoosingOrgan,
    ChoosingSubject,
    Idle,
    Purpose,
    ReadingNotice,
    Refused,
    Searching,
    State,
)
from core.session.step import Step, stay, with_key


def at_first_page(state: Idle | Searching | Browsing, event: ev.Event, setting: Setting) -> Step:
    """Idle, search and lists: everything leads to a package."""
    match event:
        case ev.SearchTouched():
            return Step(Searching())
        case ev.QueryTyped(text) if isinstance(state, Searching):
            return Step(Searching(text[:40]))
        case ev.LifeEventTouched(life_event):
            return Step(Browsing(life_event=life_event))
        case ev.DepartmentTouched(name):
            return Step(Browsing(department=name))
        case ev.PackageChosen(code, journey):
            return Step(start(setting.catalogue.package(code), journey, setting))
        case ev.MyCasesTouched():
            return Step(AwaitingCard(Purpose.MY_CASES))
        case ev.BackTouched():
            if isinstance(state, Browsing) and state.department:
                return Step(Browsing())
            return Step(Idle())
        case _:
            return stay(state)


def is_in_force(package: Package, day: date) -> bool:
    """Whether a package may be chosen on this day."""
    return package.valid_from <= day and (package.valid_to is None or day <= package.valid_to)


def start(package: Package, journey: str, setting: Setting) -> State:
    """Begin a package; one that has ended is refused with its replacement text, and all are while
    the catalogue has expired: what it asks for may not hold any more."""
    if setting.today > setting.catalogue.expires:
        return Refused(package.code, "refused.catalogue_expired")
    if not is_in_force(package, setting.today):
        return Refused(package.code, package.replaced_by or "refused.not_in_force")
    if setting.is_mandated and not package.agent_may:
        return Refused(package.code, "refused.agent_may_not")
    matter = Matter(id=journey, package=package.code, delivery=package.delivery[0])
    if len(package.subjects) == 1:
        return next_question(replace(matter, subject=package.subjects[0]), setting)
    return ChoosingSubject(matter)


def next_question(matter: Matter, setting: Setting, after: str = "") -> State:
    """The question behind `after`, answered before or not; behind the last one the organ."""
    plan = setting.plan_of(matter)
    if plan.refusal:
        return Refused(matter.package, plan.refusal)
    codes = [question.code for question in plan.asked_questions]
    following = codes[codes.index(after) + 1 :] if after in codes else codes
    if not following:
        return ChoosingOrgan(matter, matter.organ or nearest_organ(matter, setting))
    code = following[0]
    return Answering(matter, code, matter.answer_map().get(code, ""))


def nearest_organ(matter: Matter, setting: Setting) -> str:
    """The first organ of the list is the nearest one; it is chosen beforehand, not silently."""
    organs = organs_for(setting.catalogue, setting.package_of(matter), setting.terminal.region)
    return organs[0].code if organs else ""


def choose_subject(state: ChoosingSubject, event: ev.Event, setting: Setting) -> Step:
    """主体."""
    match event:
        case ev.OptionTouched(code):
            return Step(replace(state, chosen=code))
        case ev.Confirmed() if state.chosen:
            matter = replace(state.matter, subject=Subject(state.chosen))
            return Step(next_question(matter, setting))
        case ev.BackTouched():
            return Step(Idle())
        case _:
            return stay(state)


def answer(state: Answering, event: ev.Event, setting: Setting) -> Step:
    """情形."""
    match event:
        case ev.OptionTouched(code):
            return Step(replace(state, chosen=code))
        case ev.Confirmed() if state.chosen:
            answers = with_key(state.matter.answers, state.question, state.chosen)
            matter = replace(state.matter, answers=answers)
            return Step(next_question(matter, setting, state.question))
        case ev.BackTouched():
            return Step(previous_question(state.matter, setting, state.question))
        case _:
            return stay(state)


def previous_question(matter: Matter, setting: Setting, before: str) -> State:
    """The question before this one, or the subject, or the first page."""
    codes = [question.code for question in setting.plan_of(matter).asked_questions]
    place = codes.index(before) if before in codes else len(codes)
    if place > 0:
        code = codes[place - 1]
        return Answering(matter, code, matter.answer_map().get(code, ""))
    if len(setting.package_of(matter).subjects) > 1 and matter.subject is not None:
        return ChoosingSubject(matter, matter.subject.value)
    return Idle()


def choose_organ(state: ChoosingOrgan, event: ev.Event, setting: Setting) -> Step:
    """辖区."""
    match event:
        case ev.OptionTouched(code):
            return Step(replace(state, chosen=code))
        case ev.Confirmed() if state.chosen:
            return Step(ReadingNotice(replace(state.matter, organ=state.chosen)))
        case ev.BackTouched():
            return Step(previous_question(state.matter, setting, ""))
        case _:
            return stay(state)


def read_notice(state: ReadingNotice, event: ev.Event, setting: Setting) -> Step:
    """一次告知: print, take along as a code, or begin; where this terminal may take nothing, that
    is said before anybody fills a form."""
    match event:
        case ev.PrintTouched():
            return Step(replace(state, fault=None, printed=False), (Print(Paper.NOTICE),))
        case ev.Printed():
            return Step(replace(state, printed=True))
        case ev.PrintFailed(code):
            return Step(replace(state, fault=code, shows_code=True))
        case ev.CodeTouched():
            return Step(replace(state, shows_code=not state.shows_code))
        case ev.Confirmed() if setting.closed is not None:
            reason = f"error.{setting.closed.value}.line"
            return Step(Refused(state.matter.package, reason, setting.closed))
        case ev.Confirmed() if state.matter.card is not None:  # came back to change something
            return Step(start_filling(state.matter, setting))
        case ev.Confirmed():
            return Step(AwaitingCard(Purpose.APPLY, state.matter))
        case ev.BackTouched():
            return Step(ChoosingOrgan(state.matter, state.matter.organ))
        case _:
            return stay(state)
