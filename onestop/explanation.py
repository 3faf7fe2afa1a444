"""Why a plan asks for what it asks: every figure, every removed material with its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.catalogue import Catalogue, Source, Subject
from core.plan import FieldPage, Plan, Removal
from resources.words import say


@dataclass(frozen=True, slots=True)
class Explained:
    """A plan with what it was made from. `assumed` holds the answers that nobody gave."""

    plan: Plan
    subject: Subject
    assumed: Mapping[str, str]
    catalogue: Catalogue
    words: Mapping[str, str]


def explanation(case: Explained) -> dict[str, Any]:
    """The whole explanation as plain values, ready for JSON. Money is fen, days are working days.

    `removed` has one row for each material of each item that is not handed in.
    """
    plan = case.plan
    return {
        "package": _package(case),
        "refusal": _refusal(case),
        **_figures(plan),
        "promise": _promise(plan),
        "critical_path": {"days": plan.critical_path_days, "items": list(plan.critical_path)},
        "questions": _questions(case),
        "assumed": dict(case.assumed),
        "items": _items(case),
        "dropped_items": [
            {"item": item, "question": question, "option": option}
            for item, question, option in plan.dropped_items
        ],
        "kept": _kept(plan),
        "removed": [_removed(removal, case.words) for removal in plan.removals],
        "merged_form": [_page(page, {item.code for item in plan.items}) for page in plan.pages],
        "fees": _fees(plan),
        "marks": _marks(case),
    }


def _package(case: Explained) -> dict[str, Any]:
    package = case.plan.package
    return {
        "code": package.code,
        "name": package.name,
        "subject": case.subject.value,
        "date": case.plan.day.isoformat(),
        "valid_from": package.valid_from.isoformat(),
        "valid_to": package.valid_to.isoformat() if package.valid_to else "",
        "catalogue_version": case.catalogue.version,
        "catalogue_digest": case.catalogue.digest,
        "source": _source(package.source),
    }


def _refusal(case: Explained) -> dict[str, str]:
    """A refusal is a word key, or the sentence itself where the package says what replaced it."""
    reason = case.plan.refusal
    return {"reason": reason, "sentence": case.words.get(reason, reason)}


def _figures(plan: Plan) -> dict[str, dict[str, int]]:
    names = {
        "applications": "applications",
        "materials": "materials",
        "steps": "steps",
        "working_days": "days",
    }
    return {
        shown: {"before": getattr(plan.before, name), "after": getattr(plan.after, name)}
        for shown, name in names.items()
    }


def _promise(plan: Plan) -> dict[str, Any] | None:
    promise = plan.package.promise
    return {"days": promise.days, "source": _source(promise.source)} if promise else None


def _questions(case: Explained) -> list[dict[str, Any]]:
    answers = dict(case.plan.answers)
    rows = []
    for question in case.plan.asked_questions:
        code = answers.get(question.code, "")
        titles = {option.code: option.title for option in question.options}
        rows.append(
            {
                "question": question.code,
                "text": question.text,
                "option": code,
                "title": titles.get(code, ""),
                "assumed": question.code in case.assumed,
                "source": _source(question.source),
            }
        )
    return rows


def _items(case: Explained) -> list[dict[str, Any]]:
    return [
        {
            "item": item.code,
            "name": item.name,
            "organ": item.organ,
            "organ_name": case.catalogue.organ(item.organ).name,
            "basis": item.basis,
            "days_before": item.days_before,
            "days_promised": item.days_promised,
            "days_legal": item.days_legal,
            "after": list(item.after),
            "materials": list(item.materials),
            "source": _source(item.source),
        }
        for item in case.plan.items
    ]


def _kept(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "material": planned.material.code,
            "name": planned.material.name,
            "kind": planned.material.kind,
            "deferrable": planned.material.deferrable,
            "items": list(planned.items),
        }
        for planned in plan.materials
    ]


def _removed(removal: Removal, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "item": removal.item,
        "material": removal.material,
        "name": removal.name,
        "rule": removal.rule.value,
        "reason": removal.reason,
        "sentence": say(words, removal.reason),
        "question": removal.question,
        "option": removal.option,
    }


def _page(page: FieldPage, planned: set[str]) -> dict[str, Any]:
    return {
        "title": page.title,
        "fields": [
            {
                "key": field.key,
                "label": field.label,
                "items": [code for code in field.items if code in planned],
            }
            for field in page.fields
        ],
    }


def _fees(plan: Plan) -> dict[str, Any]:
    lines = [
        {
            "item": line.item,
            "name": line.name,
            "fen": line.fen,
            "basis": line.basis,
            "payer": line.payer,
        }
        for line in plan.fees
    ]
    return {"total_fen": plan.fee_fen, "lines": lines}


def _marks(case: Explained) -> dict[str, int]:
    """How many rows of this plan carry which mark; only `official` is the city's own."""
    plan = case.plan
    sources = [plan.package.source, *(item.source for item in plan.items)]
    sources += [question.source for question in plan.asked_questions]
    sources += [plan.package.promise.source] if plan.package.promise else []
    counts: dict[str, int] = {}
    for source in sources:
        counts[source.mark.value] = counts.get(source.mark.value, 0) + 1
    return counts


def _source(source: Source) -> dict[str, str]:
    return {"text": source.text, "mark": source.mark.value}
