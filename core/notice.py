"""The one-time notice from a plan, its digest, and the code that takes it along."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

import msgspec

from core.catalogue import Item, Mark, Organ, Source
from core.notice_parts import (
    Notice,
    NoticeBurden,
    NoticeDue,
    NoticeFee,
    NoticeItem,
    NoticeMark,
    NoticeMaterial,
)
from core.notice_slip import to_slip, waits, works_now
from core.plan import Burden, Plan, PlannedMaterial
from core.ports import Terminal
from core.wire import canonical, sha256_hex
from core.workdays import DueDate

__all__ = ["Notice", "build_notice", "digest", "qr_text", "to_slip", "waits", "works_now"]

_QR_DIGEST_LENGTH = 16


def build_notice(
    plan: Plan,
    *,
    terminal: Terminal,
    organ: Organ,
    online: bool = False,
    at: datetime | None = None,
    due: DueDate | None = None,
    organ_names: Mapping[str, str] | None = None,
) -> Notice:
    """All sections of the notice. `organ_names` gives the name to show for an item's organ code;
    without it the handling organ alone is named."""
    package = plan.package
    names = {item.code: _name(item) for item in package.items}
    return Notice(
        package=package.code,
        package_name=package.name,
        summary=package.summary,
        day=plan.day.isoformat(),
        answers=dict(plan.answers),
        situation=_situation(plan),
        refusal=plan.refusal,
        before=_burden(plan.before),
        after=_burden(plan.after),
        items=[_item(item, names) for item in plan.items],
        form_pages=[page.title for page in plan.pages],
        materials=[_material(planned) for planned in plan.materials],
        deferral_days=package.deferral_days,
        deferral_consequence=package.deferral_consequence,
        fees=[
            NoticeFee(
                item=names[fee.item], name=fee.name, fen=fee.fen, basis=fee.basis, payer=fee.payer
            )
            for fee in plan.fees
        ],
        fee_fen=plan.fee_fen,
        promised_by=package.promise.source.text if package.promise else "",
        place=package.place,
        delivery=list(package.delivery),
        organ=organ.code,
        organ_name=organ.name,
        unofficial=_unofficial(plan, organ),
        terminal=terminal.code,
        terminal_place=terminal.place,
        at=at.isoformat(timespec="seconds") if at else "",
        is_online=online,
        due=_due(due),
        organ_names=dict(organ_names or {}),
    )


def digest(notice: Notice) -> str:
    """SHA-256 of what the notice says, as evidence of what was shown. The moment, the network,
    the computed last day and the organs' names are left out: the same content, the same digest."""
    timeless = msgspec.structs.replace(notice, at="", is_online=False, due=None, organ_names={})
    return sha256_hex(canonical(timeless))


def qr_text(notice: Notice, public_url: str) -> str:
    """A short address of this notice on the city's side: package, day, and a digest of the
    answers. Nothing about a person."""
    answers = sha256_hex(canonical([notice.package, notice.answers]))[:_QR_DIGEST_LENGTH]
    day = notice.day.replace("-", "")
    return f"{public_url.rstrip('/')}/n/{quote(notice.package)}?d={day}&a={answers}"


def _situation(plan: Plan) -> list[str]:
    answers = dict(plan.answers)
    return [
        option.title
        for question in plan.asked_questions
        for option in question.options
        if answers.get(question.code) == option.code
    ]


def _name(item: Item) -> str:
    return item.short_name or item.name


def _item(item: Item, names: Mapping[str, str]) -> NoticeItem:
    return NoticeItem(
        code=item.code,
        name=_name(item),
        organ=item.organ,
        basis=item.basis,
        conditions=item.conditions,
        result=item.result,
        days_promised=item.days_promised,
        days_legal=item.days_legal,
        days_legal_text=item.days_legal_text,
        is_instant=item.instant,
        needs_presence=item.personal_presence,
        after=[names[code] for code in item.after if code in names],
        steps=[step.name for step in item.steps],
    )


def _material(planned: PlannedMaterial) -> NoticeMaterial:
    material = planned.material
    return NoticeMaterial(
        code=material.code,
        name=material.name,
        kind=material.kind,
        hint=material.hint,
        original=material.original,
        copies=material.copies,
        origin=material.origin,
        is_deferrable=material.deferrable,
    )


def _burden(burden: Burden) -> NoticeBurden:
    return NoticeBurden(
        applications=burden.applications,
        materials=burden.materials,
        steps=burden.steps,
        days=burden.days,
    )


def _due(due: DueDate | None) -> NoticeDue | None:
    if due is None:
        return None
    return NoticeDue(
        date=due.date.isoformat(),
        is_certain=due.is_certain,
        missing_years=list(due.missing_years),
    )


def _unofficial(plan: Plan, organ: Organ) -> list[NoticeMark]:
    """Every row in this notice that the city has not published itself, by source."""
    package = plan.package
    rows: list[tuple[str, Source]] = [(package.name, package.source)]
    if package.promise is not None:
        rows.append((package.name, package.promise.source))
    rows += [(_name(item), item.source) for item in plan.items]
    rows += [(fee_name, source) for fee_name, source in _fee_sources(plan)]
    rows.append((organ.name, organ.source))
    found: dict[tuple[Mark, str], list[str]] = {}
    for name, source in rows:
        if source.mark is not Mark.OFFICIAL:
            names = found.setdefault((source.mark, source.text), [])
            if name not in names:
                names.append(name)
    return [
        NoticeMark(mark=mark, source=text, names=names) for (mark, text), names in found.items()
    ]


def _fee_sources(plan: Plan) -> list[tuple[str, Source]]:
    shown = {(line.item, line.name, line.basis) for line in plan.fees}
    return [
        (fee.name, fee.source)
        for item in plan.items
        for fee in item.fees
        if (item.code, fee.name, fee.basis) in shown
    ]
