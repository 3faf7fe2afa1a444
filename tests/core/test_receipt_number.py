"""Receipt numbers: what is typed wrong is found, as far as MOD 37,36 can find it."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from core.receipt_number import is_right, make, parts

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
terminals = st.from_regex(r"[A-Z]{2}[0-9]{4}", fullmatch=True)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
numbers = st.builds(make, terminals, st.integers(1, 9), st.integers(1, 99999), days)


def test_a_number_has_the_form_that_is_printed() -> None:
    assert make("CD0128", 1, 37, date(2026, 11, 22)) == "CD0128-261122-100037-0"


@given(terminals, st.integers(1, 9), st.integers(1, 99999), days)
def test_a_number_says_again_what_it_was_made_of(
    terminal: str, epoch: int, seq: int, day: date
) -> None:
    read = parts(make(terminal, epoch, seq, day))
    assert (read.terminal, read.epoch, read.seq, read.day) == (terminal, epoch, seq, day)


@given(numbers)
def test_dashes_spaces_and_lower_case_do_not_matter(number: str) -> None:
    assert is_right(number)
    assert is_right(number.replace("-", "").lower())
    assert is_right(f" {number.replace('-', ' ')} ")


@given(numbers, st.data())
def test_every_single_wrong_character_is_caught(number: str, data: st.DataObject) -> None:
    compact = number.replace("-", "")
    at = data.draw(st.integers(0, len(compact) - 1))
    other = data.draw(st.sampled_from(ALPHABET))
    assume(other != compact[at])
    assert not is_right(compact[:at] + other + compact[at + 1 :])


@given(numbers, st.data())
def test_a_swap_of_neighbours_is_caught_unless_it_is_the_blind_pair(
    number: str, data: st.DataObject
) -> None:
    compact = number.replace("-", "")
    at = data.draw(st.integers(0, len(compact) - 2))
    one, other = compact[at], compact[at + 1]
    assume(one != other)
    swapped = compact[:at] + other + one + compact[at + 2 :]
    is_blind = mod_37_36.checksum(compact[: at + 2]) == mod_37_36.checksum(swapped[: at + 2])
    assert is_blind or not is_right(swapped)


def test_mod_37_36_is_blind_to_one_pair_of_neighbours_per_place_and_no_more() -> None:
    # The running state after a prefix is one of 36; single characters reach them all.
    for first in ALPHABET:
        blind = [
            (a, b)
            for a, b in combinations(ALPHABET, 2)
            if mod_37_36.checksum(first + a + b) == mod_37_36.checksum(first + b + a)
        ]
        assert len(blind) == 1


@pytest.mark.parametrize(
    "number",
    [
        "",
        "CD0128",
        "CD0128-261122-100037",
        "CD0128-261322-100037-0",  # no thirteenth month
        "C10128-261122-100037-0",
        "CD0128-261122-1O0037-0",
        "ＣＤ0128-261122-100037-0",
    ],
)
def test_what_is_no_receipt_number_is_refused(number: str) -> None:
    assert not is_right(number)
    with pytest.raises(ValueError, match="not a receipt number"):
        parts(number)


def test_a_date_that_does_not_exist_is_wrong_even_with_a_fitting_check() -> None:
    body = "CD0128261322100037"
    assert not is_right(body + mod_37_36.calc_check_digit(body))


def test_a_sequence_of_zero_is_wrong_even_with_a_fitting_check() -> None:
    body = "CD0128261122100000"
    assert not is_right(body + mod_37_36.calc_check_digit(body))


@pytest.mark.parametrize(
    ("terminal", "epoch", "seq"),
    [("cd0128", 1, 1), ("CD128", 1, 1), ("CD0128", 0, 1), ("CD0128", 10, 1), ("CD0128", 1, 0)],
)
def test_a_number_is_not_made_of_parts_that_do_not_fit(terminal: str, epoch: int, seq: int) -> None:
    with pytest.raises(ValueError, match=r"receipt number|terminal code"):
        make(terminal, epoch, seq, date(2026, 11, 22))


def test_the_sequence_ends_at_99999() -> None:
    assert parts(make("CD0128", 9, 99999, date(2026, 11, 22))).seq == 99999
    with pytest.raises(ValueError, match="seq"):
        make("CD0128", 9, 100000, date(2026, 11, 22))
