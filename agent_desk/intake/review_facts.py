"""What is confirmed before a signature, in rows: the same for the clerk and for the citizen."""

from dataclasses import dataclass

from agent_desk.context import Context
from core.resident_number import masked
from core.session.filling import all_fields
from core.session.handing_in import still_missing
from core.session.matter import How, Matter


@dataclass(frozen=True, slots=True)
class Fact:
    """A row. `part` is where it is changed (core EditTouched), empty where it is not."""

    label: str
    value: str
    part: str = ""


def case_facts(matter: Matter, context: Context) -> tuple[Fact, ...]:
    """What is done, for whom, and how."""
    words, setting = context.words, context.setting()
    plan = setting.plan_of(matter)
    facts = [Fact(words("desk.review.matter"), plan.package.name), *_people(matter, context)]
    for question in plan.asked_questions:
        chosen = {option.code: option.title for option in question.options}
        answer = chosen.get(matter.answer_map().get(question.code, ""), "")
        facts.append(Fact(question.text, answer, "situation"))
    organ = setting.catalogue.organ(matter.organ).name
    facts.append(Fact(words("desk.review.organ"), organ, "organ"))
    facts.append(Fact(words("desk.review.materials"), _materials(matter, context), "materials"))
    facts.append(Fact(words("desk.review.delivery"), matter.delivery, "delivery"))
    return tuple(facts)


def form_facts(matter: Matter, context: Context) -> tuple[Fact, ...]:
    """Every field of the form that has a value."""
    values = matter.form_map()
    facts = []
    for field in all_fields(matter, context.setting()):
        value = values.get(field.key, "")
        if field.kind == "resident_number" and value:
            value = masked(value)
        if value:
            facts.append(Fact(field.label, value))
    return tuple(facts)


def why_not_signed(matter: Matter, context: Context) -> str:
    """What keeps it from being handed in, or nothing."""
    words = context.words
    if missing := len(still_missing(matter, context.setting())):
        return words("desk.materials.missing", count=missing)
    if not matter.agreed:
        return words("desk.review.unread")
    return "" if matter.signature is not None else words("desk.review.unsigned")


def _people(matter: Matter, context: Context) -> list[Fact]:
    words = context.words
    people = []
    for name, card in (("applicant", matter.card), ("agent", matter.agent_card)):
        if card is not None:
            value = words("desk.review.who", name=card.name, number=masked(card.number))
            people.append(Fact(words(f"desk.review.{name}"), value))
    return people


def _materials(matter: Matter, context: Context) -> str:
    later = sum(given.how is How.PROMISE for given in matter.given)
    count = len(context.setting().plan_of(matter).materials)
    return context.words("desk.review.given", count=count - later, later=later)
