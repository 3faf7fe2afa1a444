"""Identifiers of electronic licences (GB/T 36904): published ones, and every wrong character."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.licence_number import ROOT, check_character, read_licence_number

TYPE = "11100000000013338W"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    "tail",
    [
        f"{TYPE}011.11430000006122244L.20230000403.001.U",
        f"{TYPE}011.11430000006122244L.20230000403.002.S",
        f"{TYPE}032.11220000013544541J.2430599.001.F",
        f"{TYPE}009.11330105002500287C.2025052201.002.0",
        f"{TYPE}087.11370800MB28559184.37080001202411010001.001.3",
        "11100000MB03271699022.340100.000000016.001.9",
    ],
)
def test_published_identifiers_are_right(tail: str) -> None:
    number = read_licence_number(f"{ROOT}.{tail}".lower())
    assert number is not None
    assert number.check_is_right
    assert str(number) == f"{ROOT}.{tail}"


def test_a_wrong_check_is_told_and_refuses_nothing() -> None:
    number = read_licence_number(f"{ROOT}.{TYPE}011.11430000006122244L.20230000403.001.V")
    assert number is not None
    assert not number.check_is_right


@given(st.text(_ALPHABET, min_size=1, max_size=40), st.integers(0, 39), st.sampled_from(_ALPHABET))
def test_every_single_wrong_character_is_caught(body: str, at: int, other: str) -> None:
    at %= len(body)
    assume(body[at] != other)
    assert check_character(body[:at] + other + body[at + 1 :]) != check_character(body)


@pytest.mark.parametrize("text", ["", ROOT, "91110000600037341L", f"{ROOT}.{TYPE}011.1.2.3.4"])
def test_something_else_is_no_identifier(text: str) -> None:
    assert read_licence_number(text) is None


@pytest.mark.parametrize("text", ["", "A.B", "测"])
def test_there_is_no_check_for_something_else(text: str) -> None:
    with pytest.raises(ValueError, match="digits and capitals"):
        check_character(text)


def test_an_identifier_does_not_show_itself() -> None:
    number = read_licence_number(f"{ROOT}.{TYPE}011.11430000006122244L.20230000403.001.U")
    assert "20230000403" not in repr(number)
