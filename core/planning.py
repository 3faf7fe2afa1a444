"""A package resolved for one applicant on one day: which items, which materials, how long.

Rules, in this order, for every material of every item: an answer took it away; the merged form
replaces it (一次表单); a result of this package goes from organ to organ; it is asked once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from core.catalogue import Item, Material, Package, Subject
from core.critical_path import closed_up, critical_path
from core.fees import fee_lines, is_in_force
from core.plan import Burden, FieldPage, Plan, PlannedMaterial, Removal, Rule
from core.situation import Choice, Situation, holds, situation_of

CERTIFICATES = "certificates"  # the answer that says how many certificates are issued
NOT_YET = "rule.not_yet_in_force"
NO_LONGER = "rule.no_longer_in_force"
OTHER_SUBJECT = "rule.other_subject"


def make_plan(package: Package, subject: Subject, answers: Mapping[str, str], day: date) -> Plan:
    """The plan. Answers are question code → option code; those that are not asked do not count.

    Plan.items are the items as this applicant meets them: `materials`, `after` and
    `days_promised` hold what the answers made of them.
    """
    situation = situation_of(package, subject, answers)
    items, dropped, removals = _choose_items(package, situation, day)
    sorting = _Sorting(package, situation.choices, {item.code for item in items})
    items = tuple(sorting.sort(item) for item in items)
    days, path = critical_path(items)
    before = _burden_before(items)
    return Plan(
        package=package,
        day=day,
        answers=tuple((each.question.code, each.option.code) for each in situation.choices),
        items=items,
        dropped_items=dropped,
        materials=sorting.planned(),
        removals=(*removals, *sorting.removals),
        before=before,
        after=Burden(
            applications=min(len(items), 1),
            materials=len(sorting.kept) + sorting.has_merged_form,
            steps=_steps_together(items),
            days=_days_together(package, before.days, days),
        ),
        critical_path_days=days,
        critical_path=path,
        pages=_pages(package, {item.code for item in items}, situation.facts),
        fees=fee_lines(items, situation.facts, day, _certificates(package, situation, answers)),
        open_questions=situation.unanswered,
        asked_questions=situation.asked,
        refusal=_refusal(package, subject, situation, day),
    )


def reason_key(rule: Rule) -> str:
    """The word key of the sentence that says why a material is not asked for."""
    return f"rule.{rule.value}"


_Dropped = tuple[tuple[str, str, str], ...]


def _choose_items(
    package: Package, situation: Situation, day: date
) -> tuple[tuple[Item, ...], _Dropped, list[Removal]]:
    """The items of this applicant, those that fell out, and the materials that fell with them.

    An item that some answer adds is there only with that answer. Dropping wins over adding.
    """
    options = [option for question in package.questions for option in question.options]
    on_request = {code for option in options for code in option.effect.add_items}
    added = {code for choice in situation.choices for code in choice.effect.add_items}
    names = {material.code: material.name for material in package.materials}
    items: list[Item] = []
    dropped: list[tuple[str, str, str]] = []
    removals: list[Removal] = []
    for item in package.items:
        if item.code in on_request and item.code not in added:
            continue
        culprit = _who_dropped(item.code, situation.choices)
        if culprit is None and is_in_force(item.valid_from, item.valid_to, day):
            items.append(_as_answered(item, situation.choices))
            continue
        rule = Rule.ANSWER if culprit else Rule.NOT_IN_FORCE
        dropped.append((item.code, *_codes(culprit)))
        removals += [_removal(item, each, names[each], rule, culprit) for each in item.materials]
    return closed_up(items, package.items), tuple(dropped), removals


def _as_answered(item: Item, choices: Iterable[Choice]) -> Item:
    """The item with the materials that answers add and the days that answers set."""
    materials = list(item.materials)
    days = item.days_promised
    for choice in choices:
        extra = choice.effect.add_materials.get(item.code, [])
        materials += [code for code in extra if code not in materials]
        days = choice.effect.days.get(item.code, days)
    return msgspec.structs.replace(item, materials=materials, days_promised=days)


@dataclass(slots=True)
class _Sorting:
    """Sorts the materials of one item after the other into those kept and those removed."""

    package: Package
    choices: tuple[Choice, ...]
    items: set[str]
    kept: dict[str, list[str]] = field(default_factory=dict)
    removals: list[Removal] = field(default_factory=list)
    has_merged_form: bool = False
    materials: dict[str, Material] = field(init=False)
    culprits: dict[str, Choice] = field(init=False)

    def __post_init__(self) -> None:
        self.materials = {material.code: material for material in self.package.materials}
        self.culprits = {
            code: choice
            for choice in reversed(self.choices)
            for code in choice.effect.drop_materials
        }

    def sort(self, item: Item) -> Item:
        """Sort one item's materials; the item comes back with those that it still needs."""
        needed = []
        for code in item.materials:
            material = self.materials[code]
            rule = self._rule_for(material)
            if rule is not Rule.ANSWER:
                needed.append(code)
            if rule is None or rule is Rule.ASK_ONCE:
                self.kept.setdefault(code, []).append(item.code)
            if rule is not None:
                culprit = self.culprits.get(code)
                self.removals.append(_removal(item, code, material.name, rule, culprit))
            self.has_merged_form |= rule is Rule.MERGE_FORMS
        return msgspec.structs.replace(item, materials=needed)

    def planned(self) -> tuple[PlannedMaterial, ...]:
        """What is handed in, in the order in which the items ask for it."""
        return tuple(
            PlannedMaterial(self.materials[code], tuple(items)) for code, items in self.kept.items()
        )

    def _rule_for(self, material: Material) -> Rule | None:
        if material.code in self.culprits:
            return Rule.ANSWER
        if material.kind == "form":
            return Rule.MERGE_FORMS
        if material.kind == "licence" and material.issued_by_item in self.items:
            return Rule.PASS_INSIDE
        return Rule.ASK_ONCE if material.code in self.kept else None


def _removal(item: Item, code: str, name: str, rule: Rule, culprit: Choice | None) -> Removal:
    question, option = _codes(culprit)
    return Removal(item.code, code, name, rule, reason_key(rule), question, option)


def _codes(choice: Choice | None) -> tuple[str, str]:
    return (choice.question.code, choice.option.code) if choice else ("", "")


def _who_dropped(item: str, choices: Iterable[Choice]) -> Choice | None:
    return next((choice for choice in choices if item in choice.effect.drop_items), None)


def _burden_before(items: tuple[Item, ...]) -> Burden:
    """Every item by itself, one after the other, each with its own form and materials."""
    return Burden(
        applications=len(items),
        materials=sum(len(item.materials) for item in items),
        steps=sum(len(item.steps) for item in items),
        days=sum(item.days_before for item in items),
    )


def _steps_together(items: tuple[Item, ...]) -> int:
    """Shared steps (受理, 送达) once for all items, the others for each."""
    shared = {step.name for item in items for step in item.steps if step.shared}
    return len(shared) + sum(not step.shared for item in items for step in item.steps)


def _days_together(package: Package, before: int, path: int) -> int:
    """The published promise where it can be one: it is never longer than the items one after the
    other, and where answers make the longest chain longer than it, the chain is what is true."""
    if package.promise is None or package.promise.days < path:
        return path
    return max(min(package.promise.days, before), path)


def _pages(package: Package, items: set[str], facts: Mapping[str, str]) -> tuple[FieldPage, ...]:
    pages = []
    for group in package.groups:
        fields = tuple(
            each
            for each in group.fields
            if items.intersection(each.items) and holds(each.when, facts)
        )
        if fields:
            pages.append(FieldPage(group.title, fields))
    return tuple(pages)


def _certificates(package: Package, situation: Situation, answers: Mapping[str, str]) -> int:
    """How many certificates are issued: a question's answer, or a number beside the questions."""
    is_question = any(question.code == CERTIFICATES for question in package.questions)
    text = (situation.facts if is_question else answers).get(CERTIFICATES, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= 3 else 1


def _refusal(package: Package, subject: Subject, situation: Situation, day: date) -> str:
    if day < package.valid_from:
        return NOT_YET
    if package.valid_to is not None and day > package.valid_to:
        return package.replaced_by or NO_LONGER
    if subject not in package.subjects:
        return OTHER_SUBJECT
    return situation.refusal
