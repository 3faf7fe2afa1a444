"""The reader that is a folder."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.simulated_reader import (
    READER_NAME,
    CardFault,
    SimulatedCardReader,
    insert_card,
    remove_card,
)
from devices.card.training_cards import training_card
from tests.devices.card.strategies import id_cards
from tests.rigs import DEADLINE_SECONDS, watching

ZHANGSAN = training_card("zhangsan")


def code_of_reading(folder: Path) -> Code:
    with pytest.raises(CardError) as caught:
        SimulatedCardReader(folder).read(READER_NAME)
    return caught.value.code


def test_a_card_put_in_changed_and_taken_out_is_told(tmp_path: Path) -> None:
    with watching(SimulatedCardReader(tmp_path)) as watcher:
        assert watcher.next() == CardNews(ReaderState.EMPTY, READER_NAME, 0)
        insert_card(tmp_path, ZHANGSAN)
        assert watcher.next() == CardNews(ReaderState.CARD_PRESENT, READER_NAME, 1)
        insert_card(tmp_path, training_card("lisi"))
        assert watcher.next() == CardNews(ReaderState.CARD_PRESENT, READER_NAME, 2)
        remove_card(tmp_path)
        assert watcher.next() == CardNews(ReaderState.EMPTY, READER_NAME, 2)


def test_the_same_card_taken_out_and_put_in_is_a_new_visit(tmp_path: Path) -> None:
    insert_card(tmp_path, ZHANGSAN)
    with watching(SimulatedCardReader(tmp_path)) as watcher:
        assert watcher.next().swap == 1
        remove_card(tmp_path)
        watcher.until_state(ReaderState.EMPTY)
        insert_card(tmp_path, ZHANGSAN)
        assert watcher.next() == CardNews(ReaderState.CARD_PRESENT, READER_NAME, 2)


def test_a_folder_that_comes_later_is_a_reader_plugged_in(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    with watching(SimulatedCardReader(folder)) as watcher:
        assert watcher.next() == CardNews(ReaderState.NO_READER, code=Code.READER_ABSENT)
        folder.mkdir()
        assert watcher.next() == CardNews(ReaderState.EMPTY, READER_NAME, 0)
    assert watcher.rest()[2:] == []


def test_a_stopped_reader_leaves_and_stays_stopped(tmp_path: Path) -> None:
    reader = SimulatedCardReader(tmp_path)
    with watching(reader) as watcher:
        watcher.next()
        reader.stop()
        reader.stop()
        watcher.thread.join(DEADLINE_SECONDS)
        assert not watcher.thread.is_alive()
    told: list[CardNews] = []
    reader.watch(told.append)
    assert told == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(card=id_cards())
def test_every_card_is_read_as_it_was_put_in(tmp_path: Path, card: IdCard) -> None:
    insert_card(tmp_path, card)
    assert SimulatedCardReader(tmp_path).read(READER_NAME) == card


def test_a_training_citizen_may_be_named_by_hand(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text('{"training": "lisi"}', encoding="utf-8")
    assert SimulatedCardReader(tmp_path).read(READER_NAME) == training_card("lisi")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CardFault.PULLED, Code.CARD_PULLED),
        (CardFault.MUTE, Code.CARD_MUTE),
        (CardFault.UNKNOWN, Code.CARD_UNKNOWN),
        (CardFault.CONTENT_WRONG, Code.CARD_CONTENT_WRONG),
        (CardFault.BUSY, Code.READER_BUSY),
    ],
)
def test_an_ordered_fault_comes_when_the_card_is_read(
    tmp_path: Path, fault: CardFault, code: Code
) -> None:
    insert_card(tmp_path, ZHANGSAN, fault)
    assert code_of_reading(tmp_path) is code


def test_every_fault_that_can_be_ordered_has_a_code_of_its_own(tmp_path: Path) -> None:
    codes = set()
    for fault in set(CardFault) - {CardFault.NONE}:
        insert_card(tmp_path, ZHANGSAN, fault)
        codes.add(code_of_reading(tmp_path))
    assert len(codes) == len(CardFault) - 1


def test_a_card_pulled_while_it_is_read_is_out_and_the_next_reads_well(tmp_path: Path) -> None:
    insert_card(tmp_path, ZHANGSAN, CardFault.PULLED)
    with watching(SimulatedCardReader(tmp_path)) as watcher:
        watcher.until_state(ReaderState.CARD_PRESENT)
        assert code_of_reading(tmp_path) is Code.CARD_PULLED
        watcher.until_state(ReaderState.EMPTY)
        insert_card(tmp_path, ZHANGSAN)
        watcher.until_state(ReaderState.CARD_PRESENT)
        assert watcher.reader.read(READER_NAME) == ZHANGSAN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"training": "nobody"}',
        '{"training": 7}',
        '{"fault": "fire"}',
        '{"x": 1}',
    ],
)
def test_a_file_that_is_no_card_is_refused_as_such(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.json").write_text(text, encoding="utf-8")
    assert code_of_reading(tmp_path) is Code.CARD_CONTENT_WRONG


def test_an_empty_reader_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    assert code_of_reading(tmp_path) is Code.CARD_PULLED
    assert code_of_reading(tmp_path / "missing") is Code.READER_ABSENT


def test_taking_out_a_card_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    remove_card(tmp_path)
    insert_card(tmp_path, ZHANGSAN)
    assert os.listdir(tmp_path) == ["card.json"]
