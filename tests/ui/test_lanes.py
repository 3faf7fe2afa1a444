"""Work comes home on the main thread, once, and only to the session that asked."""

import logging
import threading
from collections.abc import Iterator
from functools import partial
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from core.errors import CardError, Code
from ui.lanes import Lane


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    lane = Lane("test")
    yield lane
    lane.close()


def test_a_result_comes_home_on_the_main_thread(qtbot: QtBot, lane: Lane) -> None:
    seen: list[tuple[int, bool]] = []
    main = threading.current_thread()
    lane.run(lambda: 6 * 7).success(
        lambda result: seen.append((result, threading.current_thread() is main))
    )
    assert not seen
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, True)]


def test_work_is_done_one_after_the_other(qtbot: QtBot, lane: Lane) -> None:
    at_once, most = [0], [0]
    done: list[int] = []

    def work(number: int) -> int:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        at_once[0] -= 1
        return number

    for number in range(20):
        lane.run(partial(work, number)).success(done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))
    assert most[0] == 1


def test_a_late_result_of_a_session_that_is_over_is_dropped(qtbot: QtBot, lane: Lane) -> None:
    go = threading.Event()
    heard: list[str] = []
    lane.begin_session(1)
    lane.run(lambda: go.wait(10)).success(lambda _: heard.append("old"))
    lane.begin_session(2)
    go.set()
    lane.run(lambda: True).success(lambda _: heard.append("new"))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["new"]


def test_a_failure_comes_home_as_its_code(qtbot: QtBot, lane: Lane) -> None:
    def work() -> None:
        raise CardError(Code.CARD_PULLED)

    heard: list[Code] = []
    lane.run(work).failure(heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [Code.CARD_PULLED]


def test_the_unexpected_is_logged_without_what_it_says(
    qtbot: QtBot, lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        raise ValueError("测试张三 990000")

    heard: list[Code] = []
    with caplog.at_level(logging.INFO):
        lane.run(work).failure(heard.append)
        qtbot.waitUntil(lambda: bool(heard))
    assert heard == [Code.UNEXPECTED]
    assert "ValueError" in caplog.text
    assert "测试张三" not in caplog.text
    assert "990000" not in caplog.text


def test_after_closing_nothing_is_heard(qtbot: QtBot) -> None:
    lane = Lane("closing")
    heard: list[int] = []
    lane.run(lambda: 1).success(heard.append)
    lane.close()
    qtbot.wait(0)
    assert heard == []


def test_what_was_given_to_a_lane_is_done_although_it_closes(qtbot: QtBot) -> None:
    lane = Lane("records")
    gate = Event()
    done: list[str] = []
    lane.run(lambda: gate.wait(20))
    lane.run(lambda: done.append("kept"))
    gate.set()
    lane.close()
    assert done == ["kept"]


def test_a_lane_is_busy_until_its_work_has_come_home_also_for_a_session_that_is_over(
    qtbot: QtBot, lane: Lane
) -> None:
    go = threading.Event()
    assert not lane.is_busy()
    lane.run(lambda: go.wait(20))
    lane.begin_session(2)
    assert lane.is_busy()
    go.set()
    qtbot.waitUntil(lambda: not lane.is_busy())
