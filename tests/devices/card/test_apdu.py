"""Commands and status words, without a reader."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CardError, Code
from devices.card.apdu import send
from devices.card.layout import encode_blob
from devices.card.pages import PAGE_COUNT, page_answer, page_command, read_blob
from devices.card.training_cards import training_card

READ = bytes.fromhex("00B2010420")


class ScriptedConnection:
    """Gives these answers in turn and keeps the commands; after the last it repeats the last."""

    def __init__(self, answers: Iterable[bytes]) -> None:
        self.answers = list(answers)
        self.commands: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return self.answers[min(len(self.commands), len(self.answers)) - 1]


class PagedConnection:
    """A card that holds a blob."""

    def __init__(self, blob: bytes) -> None:
        self.blob = blob

    def transmit(self, command: bytes) -> bytes:
        return page_answer(self.blob, command)


def test_data_comes_without_its_status_word() -> None:
    assert send(ScriptedConnection([b"\x01\x02\x90\x00"]), READ) == b"\x01\x02"


@given(st.binary(max_size=2000), st.lists(st.integers(1, 255), min_size=1, max_size=30))
def test_an_answer_in_pieces_is_put_together(data: bytes, lengths: list[int]) -> None:
    pieces, rest = [], data
    for length in lengths:
        pieces.append(rest[:length])
        rest = rest[length:]
    pieces.append(rest)
    follow = [*(len(piece) & 0xFF for piece in pieces[1:]), None]
    answers = [
        piece + (b"\x90\x00" if n is None else bytes((0x61, n)))
        for piece, n in zip(pieces, follow, strict=True)
    ]
    connection = ScriptedConnection(answers)
    assert send(connection, READ) == data
    assert connection.commands[1:] == [bytes((0, 0xC0, 0, 0, n)) for n in follow if n is not None]


def test_a_wrong_length_is_asked_again_with_the_right_one() -> None:
    connection = ScriptedConnection([b"\x6c\x04", b"abcd\x90\x00"])
    assert send(connection, page_command(5)) == b"abcd"
    assert connection.commands == [page_command(5), bytes.fromhex("FFB0050004")]


def test_a_card_that_always_announces_more_is_given_up() -> None:
    connection = ScriptedConnection([b"\x00\x61\x01"])
    with pytest.raises(CardError):
        send(connection, READ)


def test_a_card_that_always_corrects_the_length_is_given_up() -> None:
    connection = ScriptedConnection([b"\x6c\x01"])
    with pytest.raises(CardError) as caught:
        send(connection, READ)
    assert (caught.value.code, len(connection.commands)) == (Code.CARD_UNKNOWN, 2)


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_an_answer_without_status_word_means_pulled(answer: bytes) -> None:
    with pytest.raises(CardError) as caught:
        send(ScriptedConnection([answer]), READ)
    assert caught.value.code is Code.CARD_PULLED


def test_a_card_pulled_between_two_pieces_is_pulled() -> None:
    with pytest.raises(CardError) as caught:
        send(ScriptedConnection([b"\x01\x61\x01", b""]), READ)
    assert caught.value.code is Code.CARD_PULLED


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("6E00", Code.CARD_UNKNOWN),
        ("6D00", Code.CARD_UNKNOWN),
        ("6A82", Code.CARD_UNKNOWN),
        ("6A81", Code.CARD_UNKNOWN),
        ("6B00", Code.CARD_UNKNOWN),
        ("6300", Code.CARD_UNKNOWN),
        ("6982", Code.CARD_UNKNOWN),
        ("6F00", Code.CARD_MUTE),
        ("6400", Code.CARD_MUTE),
        ("6581", Code.CARD_MUTE),
    ],
)
def test_a_status_word_is_told_as_what_a_person_can_do(status: str, code: Code) -> None:
    with pytest.raises(CardError) as caught:
        send(ScriptedConnection([b"\x01\x02" + bytes.fromhex(status)]), READ)
    assert caught.value.code is code
    assert caught.value.detail == f"status word {status}"


def test_a_card_in_pages_is_read_whole() -> None:
    blob = encode_blob(training_card("zhangsan"))
    assert PAGE_COUNT == 6
    assert read_blob(PagedConnection(blob)) == blob


def test_a_page_behind_the_end_and_a_foreign_command_are_refused() -> None:
    blob = encode_blob(training_card("zhangsan"))
    assert page_answer(blob, page_command(6)) == b"\x6b\x00"
    assert page_answer(blob, READ) == b"\x6d\x00"
