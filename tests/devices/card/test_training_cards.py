"""The training citizens are nobody, and each teaches one thing."""

from datetime import date

import pytest

from core.card import Sex, fault_of
from core.errors import Code
from core.resident_number import birth_of, check_character_is_right
from devices.card.training_cards import TRAINING_NAMES, training_card

TODAY = date(2026, 8, 1)


@pytest.mark.parametrize("name", TRAINING_NAMES)
def test_a_training_citizen_is_plainly_nobody(name: str) -> None:
    card = training_card(name)
    assert card.name.startswith("测试")
    assert card.number.startswith("430799")
    assert "测试路" in card.address
    assert card.portrait == b""


@pytest.mark.parametrize("name", TRAINING_NAMES)
def test_number_birth_and_sex_of_a_training_citizen_agree(name: str) -> None:
    card = training_card(name)
    assert birth_of(card.number) == card.birth
    assert (int(card.number[16]) % 2 == 1) is (card.sex is Sex.MALE)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("zhangsan", None),
        ("lisi", None),
        ("wangwu", Code.CARD_EXPIRED),
        ("zhaoliu", Code.CARD_NUMBER_WRONG),
    ],
)
def test_each_training_card_shows_its_case(name: str, fault: Code | None) -> None:
    assert fault_of(training_card(name), TODAY) is fault


def test_only_the_wrong_card_has_a_wrong_check_character() -> None:
    wrong = [n for n in TRAINING_NAMES if not check_character_is_right(training_card(n).number)]
    assert wrong == ["zhaoliu"]
