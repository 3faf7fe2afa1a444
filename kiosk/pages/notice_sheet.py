"""What the one-time notice (一次告知) says on the screen, computed from the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.catalogue import Item
from core.jurisdiction import organs_for
from core.plan import FeeLine, Plan, PlannedMaterial
from core.ports import WordSource
from core.session.matter import Matter
from core.session.setting import Setting
from kiosk.pages.option_sheet import SURE, subject_title
from kiosk.widgets.fact_row import Fact
from ui.components.before_after import Change


@dataclass(frozen=True, slots=True)
class Pair:
    """A value and one more line."""

    value: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """The page. `crumbs` from the most to the least important; `is_sure` is False where a row is
    not the city's own."""

    crumbs: tuple[str, ...]
    changes: tuple[Change, ...]
    heading: str
    order: str
    items: tuple[Fact, ...]
    materials: Pair
    fees: Pair
    result: str
    material_rows: tuple[Fact, ...]
    fee_rows: tuple[Fact, ...]
    has_form: bool
    is_sure: bool


def notice_sheet(matter: Matter, setting: Setting, words: WordSource) -> NoticeSheet:
    """The sheet of the notice page."""
    plan = setting.plan_of(matter)
    has_form = plan.after.materials > len(plan.materials)
    count = len(plan.items)
    return NoticeSheet(
        crumbs=_crumbs(matter, plan, setting, words),
        changes=_changes(plan, words),
        heading=words("notice.items", count=count) if count > 1 else words("notice.one_item"),
        order=_order(plan.items, words),
        items=tuple(_item_rows(plan.items, setting, words)),
        materials=_materials(plan, has_form, words),
        fees=_fees(plan, words),
        result=_either(plan.package.delivery, words),
        material_rows=tuple(_material_rows(plan.materials, words)),
        fee_rows=tuple(_fee_rows(plan.fees, words)),
        has_form=has_form,
        is_sure=_is_sure(matter, plan, setting),
    )


def money(fen: int) -> str:
    """Yuan with two places, or 0."""
    return f"{fen // 100}.{fen % 100:02d}" if fen else "0"


def _crumbs(matter: Matter, plan: Plan, setting: Setting, words: WordSource) -> tuple[str, ...]:
    """Package, what was answered first, and who accepts it."""
    answers = dict(plan.answers)
    titles = [
        option.title
        for question in plan.asked_questions
        for option in question.options
        if option.code == answers.get(question.code)
    ]
    if not titles and matter.subject and len(plan.package.subjects) > 1:
        titles = [subject_title(matter.subject, words)]
    organs = organs_for(setting.catalogue, plan.package)
    accepting = [organ.name for organ in organs if organ.code == matter.organ]
    return (plan.package.name, *titles[:1], *accepting)


def _changes(plan: Plan, words: WordSource) -> tuple[Change, ...]:
    before, after = plan.before, plan.after
    days = (str(after.days), words("notice.workdays"))
    if after.days == 0:
        days = (words("notice.at_once"), "")
    figures = (
        ("applications", before.applications, after.applications, words("notice.times")),
        ("materials", before.materials, after.materials, words("notice.copies")),
    )
    changes = [
        Change(words(f"notice.{key}"), str(old) if old > new else "", str(new), unit)
        for key, old, new, unit in figures
    ]
    old_days = str(before.days) if before.days > after.days else ""
    return (*changes, Change(words("notice.days"), old_days, *days))


# ── items ──────────────────────────────────────────────────────────────────────────────────────


def _order(items: Sequence[Item], words: WordSource) -> str:
    """Which item the others wait for, as far as one sentence can say it."""
    if len(items) < 2:
        return ""
    waited = {code for item in items for code in item.after}
    if not waited:
        return words("notice.together")
    leaders = [place for place, item in enumerate(items, 1) if item.code in waited]
    followers = [item for item in items if item.code not in waited]
    if len(leaders) == 1 and all(item.after for item in followers):
        return words("notice.first_then", number=leaders[0])
    return words("notice.in_order")


def _item_rows(items: Sequence[Item], setting: Setting, words: WordSource) -> Iterator[Fact]:
    waited = {code for item in items for code in item.after}
    for place, item in enumerate(items, 1):
        chips = []
        if item.code in waited and not item.after:
            chips.append((words("notice.first"), "lake"))
        if item.instant or item.days_promised == 0:
            chips.append((words("notice.instant"), "lake"))
        organ = setting.catalogue.organ(item.organ).name
        yield Fact(str(place), item.short_name or item.name, chips=chips, right=organ)


# ── materials, fees, result ────────────────────────────────────────────────────────────────────


def _materials(plan: Plan, has_form: bool, words: WordSource) -> Pair:
    count = len(plan.materials)
    later = sum(planned.material.deferrable for planned in plan.materials)
    line = words("notice.deferrable", count=later) if later else ""
    if has_form and count:
        return Pair(words("notice.form_and", count=count), line)
    if has_form:
        return Pair(words("notice.form_only"), line)
    return Pair(words("notice.only", count=count) if count else words("notice.nothing"), line)


def _material_rows(materials: Sequence[PlannedMaterial], words: WordSource) -> Iterator[Fact]:
    for place, planned in enumerate(materials, 1):
        material = planned.material
        how = words(f"notice.panel.{material.original}", count=material.copies)
        if material.kind == "card":
            how = words("notice.panel.from_card")
        line = "。".join(part for part in (how, material.hint) if part)
        chips = [(words("notice.panel.deferrable"), "warn")] if material.deferrable else []
        shared = len(planned.items)
        right = words("notice.panel.used_by", count=shared) if shared > 1 else ""
        yield Fact(str(place), material.name, line, chips, right)


def _fees(plan: Plan, words: WordSource) -> Pair:
    if plan.fee_fen:
        paid = sum(line.fen > 0 for line in plan.fees)
        return Pair(
            words("notice.yuan", amount=money(plan.fee_fen)),
            words("notice.fees_apart", count=paid),
        )
    count = len(plan.items)
    free = words("notice.free", count=count) if count > 1 else words("notice.free_one")
    return Pair(words("notice.yuan", amount=money(0)), free)


def _fee_rows(fees: Sequence[FeeLine], words: WordSource) -> Iterator[Fact]:
    for place, fee in enumerate(fees, 1):
        amount = words("notice.panel.no_fee")
        if fee.fen:
            amount = words("notice.panel.fee", amount=money(fee.fen))
        payer = words("notice.panel.payer", payer=fee.payer) if fee.payer else ""
        line = "。".join(part for part in (fee.basis, payer) if part)
        yield Fact(str(place), fee.name, line, right=amount)


def _either(ways: Sequence[str], words: WordSource) -> str:
    """自取柜、窗口领取或免费邮寄."""
    *first, last = ways
    return "、".join(first) + (words("notice.or") if first else "") + last


def _is_sure(matter: Matter, plan: Plan, setting: Setting) -> bool:
    sources = [plan.package.source, *(item.source for item in plan.items)]
    organs = organs_for(setting.catalogue, plan.package)
    sources += [organ.source for organ in organs if organ.code == matter.organ]
    return all(source.mark in SURE for source in sources)
