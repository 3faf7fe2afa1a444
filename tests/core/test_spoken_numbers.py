"""Figures as they are said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spoken_numbers import amount_in_words, in_words

_VALUES = {"零": 0, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}
_TENS = {"十": 10, "百": 100, "千": 1000}


def heard(words: str) -> int:
    """A second reading of the words: what a listener makes of them."""
    total = group = digit = 0
    for sign in words:
        if sign in _VALUES:
            digit = _VALUES[sign]
        elif sign in _TENS:
            group += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total += (group + digit) * {"万": 10**4, "亿": 10**8}[sign]
            group = digit = 0
    return total + group + digit


@given(st.integers(0, 10**12 - 1))
def test_an_amount_is_heard_as_the_number_it_is(number: int) -> None:
    words = amount_in_words(number)
    assert heard(words) == number
    assert "零零" not in words
    assert number == 0 or not words.endswith("零")


@given(st.text(st.sampled_from("0123456789.,:%年份AZ-材料 "), max_size=30))
def test_no_figure_and_no_letter_is_left(text: str) -> None:
    assert not re.search(r"[0-9A-Za-z]", in_words(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10 份", "十 份"),
        ("105", "一百零五"),
        ("20015", "二万零一十五"),
        ("2026 年 12 月 7 日", "二零二六 年 十二 月 七 日"),
        ("11:06", "十一点零六分"),
        ("0.5%", "百分之零点五"),
        ("热线 12345", "热线 一二三四五"),
        ("12345 份", "一万二千三百四十五 份"),
    ],
)
def test_figures_are_read_as_people_say_them(text: str, said: str) -> None:
    assert in_words(text) == said
