"""What a catalogue must hold beyond the shape of its rows: names that exist, orders, no circles.

Every check yields faults: the row, as the file's reader finds it, and the reason in words.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from core.catalogue import Effect, Item, Material, Organ, Package, Question, Subject
from core.catalogue_form_checks import faults_in_fields
from core.situation import SUBJECT


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of a file and what is wrong with it."""

    row: str
    reason: str


def faults_in_package(package: Package) -> Iterator[Fault]:
    """Everything wrong inside one package; what other rows name is looked at before them."""
    yield from _faults_in_head(package)
    yield from _faults_in_questions(package)
    yield from _faults_in_items(package)
    yield from _faults_in_materials(package)
    answers = answers_of(package.questions)
    yield from (Fault(*found) for found in faults_in_fields(package, answers))


def faults_with_organs(package: Package, organs: Collection[str]) -> Iterator[Fault]:
    """Organs that the package names and the catalogue does not know."""
    for index, item in enumerate(package.items):
        if item.organ not in organs:
            yield Fault(f"items[{index}].organ", f"there is no organ {item.organ!r}")
    for index, code in enumerate(package.handled_by):
        if code not in organs:
            yield Fault(f"handled_by[{index}]", f"there is no organ {code!r}")


def faults_in_organs(organs: list[Organ]) -> Iterator[Fault]:
    """Organ rows: codes once, parents that exist, 12 digits of region, levels 1–7."""
    yield from _repeated("organs", (organ.code for organ in organs))
    codes = {organ.code for organ in organs}
    for index, organ in enumerate(organs):
        row = f"organs[{index}]"
        if not (organ.region.isascii() and organ.region.isdigit() and len(organ.region) == 12):
            yield Fault(f"{row}.region", "a region has 12 digits")
        if not 1 <= organ.level <= 7:
            yield Fault(f"{row}.level", "a level is 1 to 7")
        if organ.parent and organ.parent not in codes:
            yield Fault(f"{row}.parent", f"there is no organ {organ.parent!r}")
    circle = _circle({organ.code: [organ.parent] for organ in organs if organ.parent})
    if circle:
        yield Fault("organs", f"parents run in a circle: {circle}")


def answers_of(questions: Iterable[Question]) -> dict[str, set[str]]:
    """Every code that a `when` may name, with the values it may have."""
    known = {question.code: {option.code for option in question.options} for question in questions}
    return known | {SUBJECT: {subject.value for subject in Subject}}


def _faults_in_head(package: Package) -> Iterator[Fault]:
    for key in ("code", "name", "summary", "department", "place"):
        if not getattr(package, key).strip():
            yield Fault(key, "is empty")
    for key in ("subjects", "items", "groups", "handled_by", "delivery"):
        if not getattr(package, key):
            yield Fault(key, "is empty")
    yield from _repeated("subjects", package.subjects)
    for key in ("items", "materials", "questions"):
        yield from _repeated(key, (row.code for row in getattr(package, key)))
    yield from _disordered("", package.valid_from, package.valid_to)
    if package.promise is not None and package.promise.days < 0:
        yield Fault("promise.days", "is negative")
    for key in ("minimum_age", "deferral_days", "hot"):
        if getattr(package, key) < 0:
            yield Fault(key, "is negative")


def _faults_in_items(package: Package) -> Iterator[Fault]:
    items = {item.code for item in package.items}
    materials = {material.code for material in package.materials}
    answers = answers_of(package.questions)
    for index, item in enumerate(package.items):
        row = f"items[{index}]"
        yield from _repeated(f"{row}.materials", item.materials)
        yield from _unknown(f"{row}.materials", item.materials, materials, "material")
        yield from _repeated(f"{row}.after", item.after)
        yield from _unknown(f"{row}.after", item.after, items, "item")
        yield from _disordered(row, item.valid_from, item.valid_to)
        for key in ("days_before", "days_promised", "days_legal"):
            if getattr(item, key) < 0:
                yield Fault(f"{row}.{key}", "is negative")
        yield from _faults_in_fees(row, item, answers)
    circle = _circle({item.code: item.after for item in package.items})
    if circle:
        yield Fault("items", f"`after` runs in a circle: {circle}")


def _faults_in_fees(
    row: str, item: Item, answers: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    for index, fee in enumerate(item.fees):
        place = f"{row}.fees[{index}]"
        if fee.fen < 0 or fee.extra_certificate_fen < 0:
            yield Fault(place, "an amount is negative")
        if fee.extra_certificate_fen and fee.per != "certificate":
            yield Fault(f"{place}.extra_certificate_fen", 'belongs to per = "certificate" only')
        yield from _disordered(place, fee.valid_from, fee.valid_to)
        yield from _unknown_when(place, fee.when, answers)


def _faults_in_materials(package: Package) -> Iterator[Fault]:
    asked = _materials_by_item(package)
    used = {code for codes in asked.values() for code in codes}
    for index, material in enumerate(package.materials):
        row = f"materials[{index}]"
        if material.code not in used:
            yield Fault(row, f"no item and no answer asks for {material.code!r}")
        if material.deferrable and material.kind != "document":
            yield Fault(f"{row}.deferrable", "only a document may be handed in later")
        if material.copies < 1:
            yield Fault(f"{row}.copies", "is less than 1")
        if material.budget_kb < 1:
            yield Fault(f"{row}.budget_kb", "is less than 1")
        yield from _faults_in_issuing(row, material, package, asked)


def _faults_in_issuing(
    row: str, material: Material, package: Package, asked: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """A licence is passed on inside only by an item that comes before all who need it."""
    place = f"{row}.issued_by_item"
    if material.kind != "licence":
        if material.issued_by_item:
            yield Fault(place, "only a licence is issued by an item")
        return
    if material.issued_by_item not in asked:
        yield Fault(place, f"there is no item {material.issued_by_item!r}")
        return
    for item in package.items:
        needs = material.code in asked[item.code]
        if needs and material.issued_by_item not in _before(item, package):
            yield Fault(place, f"item {item.code!r} needs it but does not come after that item")


def _faults_in_questions(package: Package) -> Iterator[Fault]:
    for index, question in enumerate(package.questions):
        row = f"questions[{index}]"
        if question.code == SUBJECT:
            yield Fault(f"{row}.code", f"{SUBJECT!r} is the applicant's kind, not a question")
        if len(question.options) < 2:
            yield Fault(f"{row}.options", "a question has at least two options")
        yield from _repeated(f"{row}.options", (option.code for option in question.options))
        yield from _unknown_when(row, question.when, answers_of(package.questions[:index]))
        for number, option in enumerate(question.options):
            yield from _faults_in_effect(f"{row}.options[{number}].effect", option.effect, package)


def _faults_in_effect(row: str, effect: Effect, package: Package) -> Iterator[Fault]:
    items = {item.code for item in package.items}
    materials = {material.code for material in package.materials}
    yield from _unknown(f"{row}.drop_items", effect.drop_items, items, "item")
    yield from _unknown(f"{row}.add_items", effect.add_items, items, "item")
    yield from _unknown(f"{row}.drop_materials", effect.drop_materials, materials, "material")
    yield from _unknown(f"{row}.add_materials", effect.add_materials, items, "item")
    yield from _unknown(f"{row}.days", effect.days, items, "item")
    for item, codes in effect.add_materials.items():
        yield from _unknown(f"{row}.add_materials.{item}", codes, materials, "material")
    for item, days in effect.days.items():
        if days < 0:
            yield Fault(f"{row}.days.{item}", "is negative")


def _materials_by_item(package: Package) -> dict[str, set[str]]:
    """All that an item may ask for: its own materials and those that answers add."""
    asked = {item.code: set(item.materials) for item in package.items}
    for question in package.questions:
        for option in question.options:
            for item, codes in option.effect.add_materials.items():
                asked.setdefault(item, set()).update(codes)
    return asked


def _before(item: Item, package: Package) -> set[str]:
    """All items that come before this one, near and far."""
    after = {each.code: each.after for each in package.items}
    found: set[str] = set()
    waiting = list(item.after)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(after.get(code, []))
    return found


def _unknown_when(
    row: str, when: Mapping[str, list[str]], answers: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    for code, options in when.items():
        if code not in answers:
            yield Fault(f"{row}.when.{code}", "there is no such question before this row")
        else:
            yield from _unknown(f"{row}.when.{code}", options, answers[code], "option")


def _unknown(row: str, codes: Iterable[str], known: Collection[str], what: str) -> Iterator[Fault]:
    for index, code in enumerate(codes):
        if code not in known:
            yield Fault(f"{row}[{index}]", f"there is no {what} {code!r}")


def _repeated(row: str, codes: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if not code.strip():
            yield Fault(f"{row}[{index}]", "its code is empty")
        if code in seen:
            yield Fault(f"{row}[{index}]", f"{code!r} is there twice")
        seen.add(code)


def _disordered(row: str, first: date, last: date | None) -> Iterator[Fault]:
    if last is not None and last < first:
        yield Fault(f"{row}.valid_to".lstrip("."), "is before valid_from")


def _circle(edges: Mapping[str, Iterable[str]]) -> str:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return " → ".join(error.args[1])
    return ""
