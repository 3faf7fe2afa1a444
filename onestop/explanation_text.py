"""An explanation as lines for a person at a console."""

from collections.abc import Iterator, Mapping
from typing import Any

from onestop.explanation import Explained
from resources.words import say


def explanation_lines(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    """The lines. `told` is what onestop.explanation made of the case."""
    yield from _head(case, told)
    yield from _questions(case, told)
    yield from _items(case, told)
    yield from _materials(case, told)
    yield from _fees(case, told)


def _head(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    words, package = case.words, told["package"]
    yield say(
        words,
        "explain.title",
        name=package["name"],
        code=package["code"],
        day=package["date"],
        version=package["catalogue_version"],
    )
    yield _sourced(words, "explain.marks", package["source"])
    if told["refusal"]["reason"]:
        yield say(words, "explain.refusal", sentence=told["refusal"]["sentence"])
    for key, label in (
        ("applications", "explain.applications"),
        ("materials", "explain.materials"),
        ("steps", "explain.steps"),
        ("working_days", "explain.days"),
    ):
        yield say(words, "explain.before_after", label=say(words, label), **told[key])
    promise = told["promise"]
    if promise:
        yield _sourced(words, "explain.promise", promise["source"], days=promise["days"])
    else:
        yield say(words, "explain.no_promise")
    path = told["critical_path"]
    names = {item["item"]: item["name"] for item in told["items"]}
    chain = " → ".join(names[code] for code in path["items"])
    yield say(words, "explain.critical_path", items=chain, days=path["days"])


def _questions(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    yield say(case.words, "explain.questions")
    for row in told["questions"]:
        line = say(case.words, "explain.question", text=row["text"], answer=row["title"])
        yield line + (say(case.words, "explain.assumed") if row["assumed"] else "")


def _items(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    words = case.words
    yield say(words, "explain.items", count=len(told["items"]))
    for item in told["items"]:
        yield _sourced(
            words,
            "explain.item",
            item["source"],
            name=item["name"],
            organ=item["organ_name"],
            days=item["days_promised"],
        )
    if told["dropped_items"]:
        yield say(words, "explain.dropped_items")
    names = {item.code: item.name for item in case.plan.package.items}
    for row in told["dropped_items"]:
        why = _why(case, row["question"], row["option"]) or say(words, "rule.not_in_force")
        yield say(words, "explain.dropped_item", name=names[row["item"]], why=why)


def _materials(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    words = case.words
    names = {item.code: item.short_name or item.name for item in case.plan.package.items}
    forms = any(row["rule"] == "merge_forms" for row in told["removed"])
    key = "explain.kept" if forms else "explain.kept_without_form"
    yield say(words, key, count=len(told["kept"]))
    for row in told["kept"]:
        yield say(
            words,
            "explain.material",
            name=row["name"],
            later=say(words, "explain.later") if row["deferrable"] else "",
            items="、".join(names[code] for code in row["items"]),
        )
    yield say(words, "explain.removed", count=len(told["removed"]))
    for row in told["removed"]:
        why = _why(case, row["question"], row["option"])
        yield say(
            words,
            "explain.removal",
            item=names[row["item"]],
            name=row["name"],
            sentence=row["sentence"],
            reason=row["reason"],
            why=f"，{why}" if why else "",
        )


def _fees(case: Explained, told: Mapping[str, Any]) -> Iterator[str]:
    yield say(case.words, "explain.fees", yuan=_yuan(told["fees"]["total_fen"]))
    for line in told["fees"]["lines"]:
        yield say(
            case.words,
            "explain.fee",
            name=line["name"],
            yuan=_yuan(line["fen"]),
            basis=line["basis"],
        )


def _why(case: Explained, question: str, option: str) -> str:
    """The question and the answer that took something away, as they were read."""
    for each in case.plan.package.questions:
        if each.code == question:
            titles = {one.code: one.title for one in each.options}
            return say(case.words, "explain.why", question=each.text, option=titles[option])
    return ""


def _sourced(words: Mapping[str, str], key: str, source: Mapping[str, str], **gaps: object) -> str:
    mark = say(words, f"mark.{source['mark']}")
    return say(words, key, source=source["text"], mark=mark, **gaps)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
