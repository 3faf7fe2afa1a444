"""Acting for somebody (代办委托): who may, for what, how long, and the paper that says so.

Source: 民法典 art. 161–165, 168: in writing, with agent, matter, power, term and signature; not
for acts that must be done in person; nobody is principal and agent at once.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from core.card import IdCard
from core.catalogue import Item
from core.errors import Code, DeskError
from core.notice_slip import date_words
from core.ports import WordSource
from core.resident_number import masked

DEFAULT_TERM_DAYS = 30


def check_mandate(principal: str, agent: str, items: Iterable[Item]) -> None:
    """Refuse what cannot be mandated. `principal` and `agent` are resident numbers.

    Raises DeskError: MANDATE_SAME_PERSON, MANDATE_NOT_ALLOWED with the item codes.
    """
    if principal.upper() == agent.upper():
        raise DeskError(Code.MANDATE_SAME_PERSON)
    personal = [item.code for item in items if item.personal_presence]
    if personal:
        raise DeskError(Code.MANDATE_NOT_ALLOWED, " ".join(personal))


def last_day(start: date, term_days: int = DEFAULT_TERM_DAYS) -> date:
    """The last day of a mandate, counted in calendar days after the start."""
    return start + timedelta(days=term_days)


def mandate_text(
    *,
    principal: IdCard,
    agent: IdCard,
    matter: str,
    start: date,
    words: WordSource,
    term_days: int = DEFAULT_TERM_DAYS,
) -> str:
    """代办委托书 for one matter, as the principal reads and signs it; numbers are masked, the
    whole ones travel sealed. Raises DeskError MANDATE_SAME_PERSON, ValueError for a term or a
    matter that is none."""
    check_mandate(principal.number, agent.number, ())
    if term_days < 1 or not matter.strip():
        raise ValueError("a mandate has one matter and a term of at least a day")
    lines = (
        words("paper.mandate.title"),
        words("paper.mandate.principal", name=principal.name, number=masked(principal.number)),
        words("paper.mandate.agent", name=agent.name, number=masked(agent.number)),
        words("paper.mandate.matter", matter=matter),
        words("paper.mandate.power", power=words("mandate.power")),
        words(
            "paper.mandate.term",
            start=date_words(start.isoformat(), words),
            end=date_words(last_day(start, term_days).isoformat(), words),
        ),
        words("paper.mandate.end"),
    )
    return "\n".join(lines)
