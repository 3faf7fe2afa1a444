"""Receipt and promise on receipt paper. Until the city answers, the number is provisional."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import Code
from core.notice_parts import HOTLINE
from core.notice_slip import date_words
from core.ports import CaseView, Line, Slip, Terminal, WordSource

_RULE = Line(kind="rule")
_SIGNATURE_LINES = 3


@dataclass(frozen=True, slots=True)
class Promised:
    """A material that is handed in later: its name and the last day (ISO)."""

    name: str
    until: str


def receipt_url(case_id: str, public_url: str) -> str:
    """Where the receipt's code leads: the case's state. By its id and not by its number, because
    numbers can be counted through."""
    return f"{public_url.rstrip('/')}/c/{case_id}"


def receipt_slip(
    case: CaseView,
    *,
    terminal: Terminal,
    words: WordSource,
    promised: Sequence[Promised] = (),
    code: Code | None = None,
) -> Slip:
    """The receipt (收件回执): provisional number, what follows, code, 12345. `code` is a fault
    that happened on the way and is printed small. An official number stands first when known."""
    lines = (
        Line(words("paper.receipt.title"), kind="title"),
        Line(words("paper.receipt.received", when=_moment(case.created_at, words))),
        _RULE,
        *_number(case, words),
        Line(words("paper.receipt.package"), case.package_name, kind="pair"),
        Line(words("paper.receipt.name"), case.name_masked, kind="pair"),
        Line(
            words("paper.receipt.materials"),
            words("paper.receipt.count", given=case.materials_given, all=case.materials_all),
            kind="pair",
        ),
        *_promised(promised, words),
        _RULE,
        *_next(case, words),
        Line(receipt_url(case.id, terminal.public_url), kind="qr"),
        Line(words("paper.receipt.qr"), kind="small"),
        _RULE,
        Line(words("paper.receipt.ask", phone=HOTLINE)),
        Line(words("paper.receipt.place", place=terminal.place, terminal=terminal.code)),
        *([Line(words("paper.receipt.code", code=code.value), kind="small")] if code else []),
        Line(kind="feed"),
    )
    return Slip(f"receipt-{case.receipt_no}", lines)


def _number(case: CaseView, words: WordSource) -> list[Line]:
    if case.official_no:
        return [
            Line(words("paper.receipt.official"), bold=True),
            Line(case.official_no, bold=True),
            Line(words("paper.receipt.local"), case.receipt_no, kind="pair"),
        ]
    return [
        Line(words("paper.receipt.local"), words("paper.receipt.waits"), kind="pair"),
        Line(case.receipt_no, bold=True),
    ]


def _promised(promised: Sequence[Promised], words: WordSource) -> list[Line]:
    return [
        Line(
            words("paper.receipt.promised", name=each.name, date=date_words(each.until, words)),
            bold=True,
        )
        for each in promised
    ]


def _next(case: CaseView, words: WordSource) -> list[Line]:
    lines = [Line(words("paper.receipt.next"), bold=True)]
    lines.append(Line(words("paper.receipt.kept")))
    if not case.official_no:
        lines.append(Line(words("paper.receipt.sent")))
        lines.append(Line(words("paper.receipt.follow")))
    if case.due:
        lines.append(Line(words("paper.receipt.due", date=date_words(case.due, words))))
    return lines


def promise_text(materials: Sequence[Promised], consequence: str, words: WordSource) -> str:
    """The promise (容缺受理承诺) as it is shown, signed and kept. Voluntary; it names material,
    last day and consequence."""
    listed = "".join(
        words("paper.promise.material", name=each.name, date=date_words(each.until, words))
        for each in materials
    )
    return words("paper.promise.text", list=listed, consequence=consequence)


def promise_slip(
    case: CaseView, materials: Sequence[Promised], consequence: str, words: WordSource
) -> Slip:
    """容缺受理承诺书 for one case, with room for the signatures of both sides."""
    lines = (
        Line(words("paper.promise.title"), kind="title"),
        Line(words("paper.receipt.local"), case.receipt_no, kind="pair"),
        Line(words("paper.receipt.package"), case.package_name, kind="pair"),
        Line(words("paper.receipt.name"), case.name_masked, kind="pair"),
        _RULE,
        Line(words("paper.promise.head")),
        *(
            Line(
                words("paper.promise.material", name=each.name, date=date_words(each.until, words))
            )
            for each in materials
        ),
        Line(words("paper.promise.where")),
        Line(consequence),
        Line(words("paper.promise.free")),
        _RULE,
        Line(words("paper.promise.applicant")),
        *(Line() for _ in range(_SIGNATURE_LINES)),
        Line(words("paper.promise.clerk")),
        *(Line() for _ in range(_SIGNATURE_LINES)),
        Line(_moment(case.created_at, words), kind="small"),
        Line(words("paper.promise.copies"), kind="small"),
        Line(kind="feed"),
    )
    return Slip(f"promise-{case.receipt_no}", lines, is_sheet=True)


def _moment(at: str, words: WordSource) -> str:
    moment = datetime.fromisoformat(at)
    return f"{date_words(at, words)} {moment:%H:%M}"
