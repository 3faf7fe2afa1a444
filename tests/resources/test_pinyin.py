"""Readings of characters: one list per character, words read as words."""

from hypothesis import given
from hypothesis import strategies as st

from resources.pinyin import readings


def test_a_word_is_read_as_a_word() -> None:
    assert readings("银行") == [["yin"], ["hang"]]
    assert readings("重庆") == [["chong"], ["qing"]]


def test_a_character_by_itself_keeps_all_its_readings() -> None:
    assert {"xing", "hang"} <= set(readings("行")[0])


def test_what_is_not_chinese_has_no_reading() -> None:
    assert readings("24小时A、女") == [[], [], ["xiao"], ["shi"], [], [], ["nv", "ru"]]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_there_is_one_list_per_character(text: str) -> None:
    assert len(readings(text)) == len(text)
