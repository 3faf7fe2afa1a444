"""The watch over readers that are plugged in and out, with a library that plays a script.

The real service knows no plugging of virtual readers, so its answers are played here.
"""

from collections.abc import Callable

import pytest
from smartcard import scard

from core.errors import Code
from core.ports import CardNews, ReaderState
from devices.card.pcsc import PLUG_NEWS
from devices.card.pcsc_reader import PcscCardReader

OK = scard.SCARD_S_SUCCESS
EMPTY = scard.SCARD_STATE_EMPTY
GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE
CHANGED = scard.SCARD_STATE_CHANGED

States = list[tuple[str, int]]


class Script:
    """Lists these readers and ends the waits with these changes, turn by turn; then stops."""

    def __init__(self, turns: list[tuple[list[str], int, dict[str, int]]]) -> None:
        self.turns = turns
        self.turn = 0
        self.asked: list[States] = []
        self.stop: Callable[[], None] = lambda: None

    def list_readers(self, context: int, groups: list[str]) -> tuple[int, list[str]]:
        if self.turn == len(self.turns):
            self.stop()
            return OK, self.turns[-1][0]
        return OK, self.turns[self.turn][0]

    def status(
        self, context: int, patience: int, asked: States
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        self.asked.append(asked)
        _, hresult, changes = self.turns[self.turn]
        self.turn += 1
        return hresult, [(name, changes.get(name, state), []) for name, state in asked]


def news_of(monkeypatch: pytest.MonkeyPatch, script: Script) -> list[CardNews]:
    monkeypatch.setattr(scard, "SCardEstablishContext", lambda scope: (OK, 1))
    monkeypatch.setattr(scard, "SCardReleaseContext", lambda context: OK)
    monkeypatch.setattr(scard, "SCardListReaders", script.list_readers)
    monkeypatch.setattr(scard, "SCardGetStatusChange", script.status)
    reader = PcscCardReader()
    script.stop = reader.stop
    told: list[CardNews] = []
    reader.watch(told.append)
    return told


def absent(name: str) -> CardNews:
    return CardNews(ReaderState.NO_READER, name, code=Code.READER_ABSENT)


def empty(name: str) -> CardNews:
    return CardNews(ReaderState.EMPTY, name)


def test_readers_plugged_in_and_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(
        [
            ([], OK, {PLUG_NEWS: CHANGED}),
            (["A"], OK, {"A": EMPTY | CHANGED}),
            (["A"], OK, {PLUG_NEWS: CHANGED}),
            (["A", "B"], OK, {"B": EMPTY | CHANGED}),
            (["A", "B"], OK, {"A": GONE | CHANGED, PLUG_NEWS: CHANGED}),
            (["B"], OK, {PLUG_NEWS: CHANGED}),
            ([], scard.SCARD_E_TIMEOUT, {}),
        ]
    )
    assert news_of(monkeypatch, script) == [
        absent(""),
        empty("A"),
        empty("B"),
        absent("A"),
        absent(""),
    ]


def test_a_reader_that_goes_between_listing_and_waiting_is_no_loss_of_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = Script(
        [
            (["A"], OK, {"A": EMPTY | CHANGED}),
            (["A"], scard.SCARD_E_UNKNOWN_READER, {}),
            ([], scard.SCARD_E_TIMEOUT, {}),
        ]
    )
    assert news_of(monkeypatch, script) == [empty("A"), absent("")]


def test_a_reader_plugged_in_unnoticed_is_found_when_the_wait_times_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = Script(
        [
            ([], scard.SCARD_E_TIMEOUT, {}),
            (["A"], OK, {"A": EMPTY | CHANGED}),
            (["A"], scard.SCARD_E_TIMEOUT, {}),
        ]
    )
    assert news_of(monkeypatch, script) == [absent(""), empty("A")]


def test_the_wait_is_given_what_it_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, plugs = EMPTY | 7 << 16, 1 << 16
    script = Script(
        [
            (["A"], OK, {"A": seen | CHANGED, PLUG_NEWS: plugs | CHANGED}),
            (["A"], scard.SCARD_E_TIMEOUT, {}),
            (["A"], scard.SCARD_E_TIMEOUT, {}),
        ]
    )
    news_of(monkeypatch, script)
    assert script.asked == [
        [(PLUG_NEWS, 0), ("A", 0)],
        [(PLUG_NEWS, plugs), ("A", seen)],
        [(PLUG_NEWS, plugs), ("A", seen)],
    ]


def test_more_readers_than_the_service_waits_for_do_not_end_the_watch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"Reader {number:02}" for number in range(16)]
    script = Script([(names, OK, dict.fromkeys(names, EMPTY | CHANGED)), (names, OK, {})])
    told = news_of(monkeypatch, script)
    assert len(script.asked[0]) == 16  # with the news of plugs
    assert len(told) == 15


def test_a_reader_plugged_out_and_in_at_once_is_looked_at_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = Script(
        [
            (["A"], OK, {"A": EMPTY | CHANGED}),
            (["A"], OK, {"A": GONE | CHANGED, PLUG_NEWS: CHANGED}),
            (["A"], OK, {"A": EMPTY | CHANGED}),
        ]
    )
    assert news_of(monkeypatch, script) == [empty("A")]
    assert script.asked[2] == [(PLUG_NEWS, 0), ("A", 0)]
