"""Sentences by key."""

import pytest

from resources import path
from resources.words import load_words, say


def test_a_sentence_is_found_by_its_dotted_key() -> None:
    assert say(load_words(), "rule.ask_once").endswith("。")


def test_gaps_are_filled_by_name() -> None:
    assert say({"a.b": "还差 {count} 份"}, "a.b", count=3, unused=1) == "还差 3 份"


def test_an_unknown_key_and_an_empty_gap_are_key_errors() -> None:
    for words in ({}, {"a": "{count}"}):
        with pytest.raises(KeyError):
            say(words, "a")


def test_resources_have_a_place() -> None:
    assert path("words", "rules.toml").is_file()
