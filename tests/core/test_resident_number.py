"""The structure of resident numbers: regions warn, check characters decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.resident_number import (
    birth_of,
    check_character,
    check_character_is_right,
    region_is_known,
)


def number(region: str, birth: str = "19800101", order: str = "001") -> str:
    first17 = region + birth + order
    return first17 + check_character(first17)


def test_the_example_of_the_standard_is_right() -> None:
    assert check_character_is_right("11010519491231002X")
    assert check_character_is_right("11010519491231002x")


@pytest.mark.parametrize(
    "region",
    ["430799", "440305", "131090", "330114", "469005", "810000", "820000", "830000", "990000"],
)
def test_regions_of_today_of_once_of_permits_and_of_foreigners_are_known(region: str) -> None:
    assert region_is_known(number(region))
    assert check_character_is_right(number(region))


@pytest.mark.parametrize("region", ["000000", "160101", "810101", "840000", "4301", "４３０７９９"])
def test_regions_that_cannot_be_are_told(region: str) -> None:
    assert not region_is_known(region)


@given(st.text(max_size=20))
def test_anything_can_be_asked_about(text: str) -> None:
    assert not region_is_known(text) or text[:6].isdigit()
    assert birth_of(text) is None or len(text) >= 12
    assert not check_character_is_right(text) or len(text) == 18
