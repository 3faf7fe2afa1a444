"""Unified social credit codes: form and check character of GB 32100-2015."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.unified_code import ALPHABET, check_character, first_fault, is_right

bodies = st.builds(
    "{}{}{}".format,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", ["91110000600037341L", "12430611680312621N", "11440232MB2D06811W"])
def test_published_codes_are_right(code: str) -> None:
    assert is_right(code)
    assert is_right(code.lower())


@given(bodies)
def test_a_code_with_its_check_character_is_right_whatever_it_starts_with(body: str) -> None:
    assert is_right(body + check_character(body))


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(body: str, at: int, other: str) -> None:
    code = body + check_character(body)
    assume(code[at] != other)
    assert not is_right(code[:at] + other + code[at + 1 :])


def test_a_village_collective_with_a_letter_first_is_accepted() -> None:
    body = "N2430799MF0000001"
    assert is_right(body + check_character(body))


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_never_used(letter: str) -> None:
    assert first_fault("9" + letter) == 1


def test_the_region_is_digits_only() -> None:
    assert first_fault("91A") == 2


@pytest.mark.parametrize("code", ["", "9", "91110000600037341", "91110000600037341LX"])
def test_a_code_of_another_length_is_wrong(code: str) -> None:
    assert not is_right(code)


def test_there_is_no_check_character_for_something_else() -> None:
    with pytest.raises(ValueError, match="17 characters"):
        check_character("I" * 17)
