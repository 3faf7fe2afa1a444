"""The one-time notice on receipt paper."""

from collections.abc import Iterator
from datetime import date

from core.notice_parts import Notice, NoticeItem, NoticeMark, NoticeMaterial
from core.ports import Line, Slip, WordSource

_RULE = Line(kind="rule")


def yuan(fen: int) -> str:
    """Fen as yuan with two places: 17000 → 170.00."""
    return f"{fen // 100}.{fen % 100:02d}"


def date_words(day: str, words: WordSource) -> str:
    """An ISO date in full."""
    read = date.fromisoformat(day[:10])
    return words("paper.date", year=read.year, month=read.month, day=read.day)


def to_slip(notice: Notice, words: WordSource, *, qr: str = "") -> Slip:
    """The notice as lines of a slip. `qr` is the text of the code that takes it along."""
    lines = (
        Line(words("paper.notice.title"), kind="title"),
        Line(notice.package_name, bold=True),
        *_situation(notice, words),
        *_figures(notice, words),
        *_items(notice, words),
        *_materials(notice, words),
        *_fees(notice, words),
        *_where(notice, words),
        *_network(notice, words),
        *_unofficial(notice, words),
        *_foot(notice, words, qr),
    )
    return Slip(f"notice-{notice.package}", lines, is_sheet=True)


def _situation(notice: Notice, words: WordSource) -> Iterator[Line]:
    if notice.situation:
        yield Line(words("paper.notice.situation", list="、".join(notice.situation)))
    if notice.refusal:
        # A word key, or the sentence itself where the package says what replaced it.
        yield Line(words(notice.refusal) if notice.refusal.isascii() else notice.refusal)


def _figures(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    before, after = notice.before, notice.after
    for key, old, new in (
        ("applications", before.applications, after.applications),
        ("materials", before.materials, after.materials),
        ("days", before.days, after.days),
    ):
        figure = words(f"paper.notice.figure.{key}", old=old, new=new)
        yield Line(words(f"paper.notice.{key}"), figure, kind="pair", bold=True)
    if notice.due is not None:
        yield Line(words("paper.notice.due", date=date_words(notice.due.date, words)))
        for year in notice.due.missing_years:
            yield Line(words("paper.notice.due_uncertain", year=year))


def _items(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    yield Line(words("paper.notice.items", n=len(notice.items)), bold=True)
    for number, item in enumerate(notice.items, start=1):
        yield Line(words("paper.notice.numbered", n=number, name=item.name))
        organ = notice.organ_names.get(item.organ, notice.organ_name)
        yield Line(words("paper.notice.organ", name=organ), _promised(item, words), kind="pair")
        if item.after:
            yield Line(words("paper.notice.after", list="、".join(item.after)))
        legal = item.days_legal_text or words("paper.notice.days_only", n=item.days_legal)
        yield Line(words("paper.notice.legal", text=legal))
        if item.conditions:
            yield Line(words("paper.notice.conditions", text=item.conditions))
        yield Line(words("paper.notice.steps", list=" → ".join(item.steps)))
        yield Line(words("paper.notice.result", name=item.result))
        yield Line(words("paper.notice.basis", text=item.basis))
        if item.needs_presence:
            yield Line(words("paper.notice.presence"))


def _promised(item: NoticeItem, words: WordSource) -> str:
    if item.is_instant or item.days_promised == 0:
        return words("paper.notice.instant")
    return words("paper.notice.promised", n=item.days_promised)


def _materials(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    yield Line(words("paper.notice.materials_title", n=len(notice.materials)), bold=True)
    for number, material in enumerate(notice.materials, start=1):
        yield Line(words("paper.notice.numbered", n=number, name=material.name))
        yield Line(_how(material, words))
        if material.hint and material.kind != "card":
            yield Line(words("paper.notice.hint", text=material.hint))
    if any(material.is_deferrable for material in notice.materials):
        yield Line(
            words(
                "paper.notice.deferral",
                n=notice.deferral_days,
                consequence=notice.deferral_consequence,
            )
        )


def _how(material: NoticeMaterial, words: WordSource) -> str:
    if material.kind == "card":
        return words("paper.notice.from_card")
    parts = [
        words(f"paper.notice.original.{material.original}", n=material.copies),
        words(f"paper.notice.origin.{material.origin}"),
    ]
    if material.is_deferrable:
        parts.append(words("paper.notice.deferrable"))
    return words("paper.notice.how", list="，".join(parts))


def _fees(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    total = words("paper.notice.yuan", amount=yuan(notice.fee_fen))
    yield Line(words("paper.notice.fees"), total, kind="pair", bold=True)
    for fee in notice.fees:
        yield Line(fee.name, words("paper.notice.yuan", amount=yuan(fee.fen)), kind="pair")
        yield Line(words("paper.notice.basis", text=fee.basis))
        if fee.payer:
            yield Line(words("paper.notice.payer", name=fee.payer))
    if not notice.fees:
        yield Line(words("paper.notice.no_fee"))


def _where(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    yield Line(words("paper.notice.handling_organ", name=notice.organ_name))
    yield Line(words("paper.notice.place", name=notice.place))
    yield Line(words("paper.notice.here", name=notice.terminal_place))
    yield Line(words("paper.notice.delivery", list="、".join(notice.delivery)))


def _network(notice: Notice, words: WordSource) -> Iterator[Line]:
    yield _RULE
    state = "online" if notice.is_online else "offline"
    yield Line(words(f"paper.notice.now.title_{state}"), bold=True)
    for key in works_now(notice):
        yield Line(words("paper.notice.point", text=words(key)))
    yield Line(words(f"paper.notice.later.title_{state}"), bold=True)
    for key in waits(notice):
        yield Line(words("paper.notice.point", text=words(key)))


def works_now(notice: Notice) -> tuple[str, ...]:
    """Word keys of what can be done at once, with or without the network."""
    return ("paper.notice.now.fill", "paper.notice.now.print", "paper.notice.now.recorded")


def waits(notice: Notice) -> tuple[str, ...]:
    """Word keys of what the city does afterwards; without the network, as soon as it is back."""
    pays = ("paper.notice.later.pay",) if notice.fee_fen else ()
    return (
        "paper.notice.later.check",
        "paper.notice.later.accept",
        *pays,
        "paper.notice.later.stay",
    )


def _unofficial(notice: Notice, words: WordSource) -> Iterator[Line]:
    if not notice.unofficial:
        return
    yield _RULE
    yield Line(words("paper.notice.unofficial"), bold=True)
    for mark in notice.unofficial:
        yield Line(_mark(mark, words))
    yield Line(words("paper.notice.ask"))


def _mark(mark: NoticeMark, words: WordSource) -> str:
    return words(
        "paper.notice.mark",
        list="、".join(mark.names),
        mark=words(f"mark.{mark.mark.value}"),
        source=mark.source,
    )


def _foot(notice: Notice, words: WordSource, qr: str) -> Iterator[Line]:
    yield _RULE
    yield Line(words("paper.notice.contact", phone=notice.contact))
    yield Line(words("paper.notice.complaint", phone=notice.complaint))
    if qr:
        yield Line(qr, kind="qr")
        yield Line(words("paper.notice.qr"), kind="small")
    printed = f"{date_words(notice.at or notice.day, words)} {notice.at[11:16]}".rstrip()
    yield Line(words("paper.notice.printed", when=printed, terminal=notice.terminal), kind="small")
    yield Line(kind="feed")
