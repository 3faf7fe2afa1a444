"""Real-estate unit numbers: what may stand at which place (GB/T 37346)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.unit_number import LENGTH, first_fault, grouped, is_right

HOUSE = "430702012003GB00012F00010023"
LAND = "430702012003GB00012W00000000"

numbers = st.from_regex(
    r"[0-9]{12}[GJZ][ABSXCDEFWYGH](?!00000)[0-9]{5}(?:[FLQ][0-9]{8}|W0{8})", fullmatch=True
)


@given(numbers)
def test_every_number_of_the_published_form_is_right_at_every_length(number: str) -> None:
    assert is_right(number)
    assert all(first_fault(number[:end]) is None for end in range(LENGTH + 1))


@pytest.mark.parametrize(
    ("number", "place"),
    [
        (HOUSE.replace("G", "A"), 12),
        (HOUSE.replace("GB", "GI"), 13),
        (HOUSE.replace("F", "X"), 19),
        (HOUSE.replace("00012", "00000"), 18),
        (LAND[:-1] + "1", 27),
        (HOUSE + "0", 28),
        ("43070A", 5),
    ],
)
def test_the_first_wrong_place_is_named(number: str, place: int) -> None:
    assert first_fault(number) == place
    assert not is_right(number)


def test_spaces_and_lower_case_do_not_matter() -> None:
    assert is_right("430702 012003 gb00012 f00010023")


def test_a_number_is_shown_in_the_groups_that_people_read() -> None:
    assert grouped(HOUSE) == "430702 012003 GB00012 F00010023"
    assert grouped("4307020") == "430702 0"


def test_a_number_that_is_too_short_is_not_right() -> None:
    assert not is_right(HOUSE[:-1])
    assert not is_right("")
