"""Cards of training citizens, for demos and for agents who learn.

None of these people exist: their names begin with 测试, their numbers with 430799 (a region code
that was never given out), and their streets are called 测试路. No real card may be added here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from core.card import CardKind, IdCard, Sex
from core.resident_number import check_character
from core.social_card import CardHolder, SocialSecurityCard

_REGION = "430799"
_ADDRESS = "测试省测试市测试区测试路{}号"
_AUTHORITY = "测试市公安局测试分局"


def _card(
    name: str, sex: Sex, birth: date, order: str, validity: tuple[date, date | None]
) -> IdCard:
    """`order` are the three digits after the birth date; the last is odd for men (GB 11643)."""
    first17 = f"{_REGION}{birth:%Y%m%d}{order}"
    return IdCard(
        kind=CardKind.CITIZEN,
        name=name,
        sex=sex,
        ethnic_code="01",
        birth=birth,
        address=_ADDRESS.format(int(order)),
        number=first17 + check_character(first17),
        authority=_AUTHORITY,
        valid_from=validity[0],
        valid_to=validity[1],
    )


def _with_wrong_check_character(card: IdCard) -> IdCard:
    wrong = "1" if card.number[-1] != "1" else "2"
    return replace(card, number=card.number[:-1] + wrong)


# Validity follows the age on the day of issue: 10 years from 16, 20 from 26, 长期 from 46
# (居民身份证法 art. 5).
_CARDS: Mapping[str, IdCard] = MappingProxyType(
    {
        "zhangsan": _card(
            "测试张三",
            Sex.MALE,
            date(1985, 3, 7),
            "001",
            (date(2020, 6, 1), date(2040, 6, 1)),
        ),
        "lisi": _card("测试李四", Sex.FEMALE, date(1970, 11, 20), "002", (date(2018, 1, 5), None)),
        "wangwu": _card(
            "测试王五",
            Sex.MALE,
            date(1988, 5, 30),
            "003",
            (date(2004, 6, 9), date(2014, 6, 9)),
        ),
        "zhaoliu": _with_wrong_check_character(
            _card(
                "测试赵六",
                Sex.FEMALE,
                date(1992, 2, 29),
                "004",
                (date(2019, 9, 9), date(2039, 9, 9)),
            )
        ),
    }
)
TRAINING_NAMES = tuple(_CARDS)


def training_card(name: str) -> IdCard:
    """The card of a training citizen: zhangsan, lisi (the agent), wangwu (expired), zhaoliu (wrong
    check character). Raises KeyError for any other name."""
    return _CARDS[name]


def training_social_card(name: str, generation: int) -> SocialSecurityCard:
    """The social-security card of a training citizen. Raises KeyError for any other name."""
    card = _CARDS[name]
    return SocialSecurityCard(
        version=f"{generation}.00",
        card_id=_REGION + f"{generation}" * 26,
        category="1",
        issuer=_REGION + "0" * 18,
        issued_on=card.valid_from,
        valid_to=date(2049, 12, 31),
        card_number="T00000001",
        holder=CardHolder(
            number=card.number,
            name=card.name,
            sex=card.sex,
            ethnic_code=card.ethnic_code,
            birth_place=_REGION,
            birth=card.birth,
        ),
    )
