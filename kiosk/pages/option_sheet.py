"""What a choosing page says: computed from the state and the setting, nothing shown yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.catalogue import Mark, Organ, Package, Question, Subject
from core.jurisdiction import organs_for
from core.plan import Plan
from core.ports import WordSource
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import Answering, ChoosingOrgan, ChoosingSubject
from kiosk.pages.counties import county_of

SURE = frozenset({Mark.OFFICIAL, Mark.STATED})

OptionState = ChoosingSubject | Answering | ChoosingOrgan


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. `chip` stands below its title in a long list; `county` is an organ's."""

    code: str
    title: str
    meaning: str = ""
    consequence: str = ""
    chip: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page. `number` of `count` counts subject, questions and organ; `taken` are the titles
    chosen before; `plan` holds the touched option, `refuses` says that it ends the way."""

    crumb: str
    number: int
    count: int
    title: str
    hint: str
    choices: tuple[Choice, ...]
    chosen: str
    taken: tuple[str, ...]
    plan: Plan
    is_sure: bool = True  # False where the rows are not the city's own

    @property
    def refuses(self) -> bool:
        """Whether the touched option ends the way."""
        return bool(self.plan.refusal)


def sheet_of(state: OptionState, setting: Setting, words: WordSource) -> Sheet:
    """The sheet of a choosing page."""
    match state:
        case ChoosingSubject():
            return _subject_sheet(state, setting, words)
        case Answering():
            return _question_sheet(state, setting, words)
        case ChoosingOrgan():
            return _organ_sheet(state, setting, words)


def is_same_page(old: OptionState | None, new: OptionState) -> bool:
    """Whether only the touched option differs."""
    if type(old) is not type(new) or old is None or old.matter is not new.matter:
        return False
    return _question_code(old) == _question_code(new)


def subject_title(subject: Subject, words: WordSource) -> str:
    """由企业来办, 为自己办 and so on."""
    return words(f"choosing.subject.{subject.value}.title")


def _question_code(state: OptionState) -> str:
    return state.question if isinstance(state, Answering) else ""


def _subject_sheet(state: ChoosingSubject, setting: Setting, words: WordSource) -> Sheet:
    package = setting.package_of(state.matter)
    subject = Subject(state.chosen) if state.chosen else package.subjects[0]
    plan = setting.plan(package, subject, state.matter.answer_map())
    return Sheet(
        crumb=package.name,
        number=1,
        count=len(plan.asked_questions) + 2,
        title=words("choosing.subject.question"),
        hint=words("choosing.one"),
        choices=tuple(
            Choice(
                each.value,
                subject_title(each, words),
                words(f"choosing.subject.{each.value}.meaning"),
            )
            for each in package.subjects
        ),
        chosen=state.chosen,
        taken=(),
        plan=plan,
    )


def _question_sheet(state: Answering, setting: Setting, words: WordSource) -> Sheet:
    package = setting.package_of(state.matter)
    answers = state.matter.answer_map()
    if state.chosen:
        answers[state.question] = state.chosen
    plan = setting.plan(package, _subject_of(state.matter, package), answers)
    codes = [each.code for each in plan.asked_questions]
    place = codes.index(state.question)
    question = plan.asked_questions[place]
    before = plan.asked_questions[:place]
    asks_subject = len(package.subjects) > 1
    return Sheet(
        crumb=package.name,
        number=place + 1 + asks_subject,
        count=len(codes) + 1 + asks_subject,
        title=question.text,
        hint=question.hint or words("choosing.one"),
        choices=tuple(
            Choice(each.code, each.title, each.meaning, each.consequence)
            for each in question.options
        ),
        chosen=state.chosen,
        taken=_taken(state.matter, package, before, words),
        plan=plan,
    )


def _organ_sheet(state: ChoosingOrgan, setting: Setting, words: WordSource) -> Sheet:
    package = setting.package_of(state.matter)
    plan = setting.plan_of(state.matter)
    organs = organs_for(setting.catalogue, package, setting.terminal.region)
    count = len(plan.asked_questions) + 1 + (len(package.subjects) > 1)
    nearest = words("choosing.organ.nearest")
    return Sheet(
        crumb=package.name,
        number=count,
        count=count,
        title=words("choosing.organ.question"),
        hint=_organ_hint(state.chosen, organs, words),
        choices=tuple(
            Choice(organ.code, organ.name, chip="" if place else nearest, county=county_of(organ))
            for place, organ in enumerate(organs)
        ),
        chosen=state.chosen,
        taken=_taken(state.matter, package, plan.asked_questions, words),
        plan=plan,
        is_sure=all(organ.source.mark in SURE for organ in organs),
    )


def _organ_hint(chosen: str, organs: Sequence[Organ], words: WordSource) -> str:
    """What is chosen now may stand on another page of the list."""
    names = [organ.name for organ in organs[1:] if organ.code == chosen]
    return words("choosing.organ.other", name=names[0]) if names else words("choosing.organ.hint")


def _subject_of(matter: Matter, package: Package) -> Subject:
    return matter.subject or package.subjects[0]


def _taken(
    matter: Matter, package: Package, questions: tuple[Question, ...], words: WordSource
) -> tuple[str, ...]:
    """What was chosen on the pages before, in their order."""
    first: tuple[str, ...] = ()
    if len(package.subjects) > 1:
        first = (subject_title(_subject_of(matter, package), words),)
    answers: Mapping[str, str] = matter.answer_map()
    return first + tuple(
        option.title
        for question in questions
        for option in question.options
        if option.code == answers.get(question.code)
    )
