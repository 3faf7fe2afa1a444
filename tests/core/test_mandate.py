"""The mandate: in writing, for one matter, never for oneself, never where presence is needed."""

from datetime import date

import pytest

from core.errors import Code, DeskError
from core.mandate import DEFAULT_TERM_DAYS, check_mandate, last_day, mandate_text
from resources.words import load_words, say
from tests.core.catalogue_rows import an_item
from tests.core.session.stage import card

WORDS = load_words()
PRINCIPAL, AGENT = card("测试张三", 1), card("测试李四", 2)
DAY = date(2026, 11, 22)


def words(key: str, **gaps: object) -> str:
    return say(WORDS, key, **gaps)


def test_nobody_is_principal_and_agent_at_once() -> None:
    with pytest.raises(DeskError) as refused:
        check_mandate(PRINCIPAL.number, PRINCIPAL.number.lower(), [])
    assert refused.value.code is Code.MANDATE_SAME_PERSON
    with pytest.raises(DeskError):
        mandate_text(
            principal=PRINCIPAL, agent=PRINCIPAL, matter="失业登记", start=DAY, words=words
        )


def test_what_must_be_done_in_person_is_not_mandated() -> None:
    items = [an_item("A"), an_item("B", personal_presence=True)]
    with pytest.raises(DeskError, match="B") as refused:
        check_mandate(PRINCIPAL.number, AGENT.number, items)
    assert refused.value.code is Code.MANDATE_NOT_ALLOWED
    assert PRINCIPAL.number not in str(refused.value)
    check_mandate(PRINCIPAL.number, AGENT.number, items[:1])


def test_the_text_says_who_whom_what_and_how_long() -> None:
    text = mandate_text(principal=PRINCIPAL, agent=AGENT, matter="失业登记", start=DAY, words=words)
    for part in (
        "代办委托书",
        "委托人：测试张三",
        "受托人：测试李四",
        "委托事项：失业登记（只限这一件事）",
        "不得转委托",
        "2026 年 11 月 22 日到 2026 年 12 月 22 日",
        "可以随时收回",
    ):
        assert part in text, part
    assert PRINCIPAL.number not in text
    assert AGENT.number not in text


def test_the_term_is_thirty_days_unless_said_otherwise() -> None:
    assert DEFAULT_TERM_DAYS == 30
    assert last_day(DAY) == date(2026, 12, 22)
    assert last_day(DAY, 7) == date(2026, 11, 29)


@pytest.mark.parametrize(("matter", "term"), [("", 30), ("  ", 30), ("失业登记", 0)])
def test_a_mandate_without_matter_or_term_is_none(matter: str, term: int) -> None:
    with pytest.raises(ValueError, match="one matter"):
        mandate_text(
            principal=PRINCIPAL,
            agent=AGENT,
            matter=matter,
            start=DAY,
            words=words,
            term_days=term,
        )
