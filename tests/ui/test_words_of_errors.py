"""Every code has words that say what happened, what to do, and another way."""

import re

import pytest

from core.errors import Code
from ui.words import house_words

PARTS = ("title", "line", "do1", "do2", "do3", "again", "other")
LONGEST = 30
RUDE = ("！", "!", "失败", "确定", "请稍候", "请稍后", "取消", "异常", "操作")


def sentences(words: str) -> list[str]:
    return [part for part in re.split("[。？]", words) if part]


@pytest.mark.parametrize("code", list(Code))
def test_a_code_has_an_entry_that_is_whole_short_and_polite(code: Code) -> None:
    words = house_words()
    for part in PARTS:
        said = words(f"error.{code.value}.{part}")
        assert said, part
        assert all(len(sentence) <= LONGEST for sentence in sentences(said)), said
        assert not any(word in said for word in RUDE), said


@pytest.mark.parametrize("code", list(Code))
def test_the_title_fits_one_line(code: Code) -> None:
    assert len(house_words()(f"error.{code.value}.title")) <= 14


def test_most_sentences_have_at_most_twenty_signs() -> None:
    words = house_words()
    said = [
        sentence
        for code in Code
        for part in PARTS
        for sentence in sentences(words(f"error.{code.value}.{part}"))
    ]
    assert sum(len(sentence) > 20 for sentence in said) == 0


def test_no_entry_is_for_a_code_that_does_not_exist() -> None:
    words = house_words()
    assert not words.has("error.CARD-999.title")
    assert words.has("error.APP-901.title")


def test_a_missing_sentence_is_an_error_and_not_shown() -> None:
    with pytest.raises(KeyError):
        house_words()("ui.no_such_sentence")
    with pytest.raises(KeyError):
        house_words()("ui.timeout.line")
