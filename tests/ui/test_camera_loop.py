"""The picture goes on while a face is looked at; nothing of anybody is left when it ends."""

import gc
import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest
from pytestqt.qtbot import QtBot

from core.errors import CameraError, Code
from core.ports import Camera, FaceVerdict, Frame
from ui.camera_loop import REOPENED_AT_MOST, CameraLoop

DEADLINE_MS = 20_000


class FedCamera:
    """Gives what the test lays down: frames, or None for a plug that is pulled."""

    def __init__(self, opens: Callable[[int], bool] = lambda count: True) -> None:
        self.feed: Queue[Frame | None] = Queue()
        self.opened = 0
        self.closed = threading.Event()
        self._opens = opens

    def open(self) -> None:
        self.opened += 1
        if not self._opens(self.opened):
            raise CameraError(Code.CAMERA_ABSENT, "a test")

    def read(self) -> Frame:
        frame = self.feed.get(timeout=DEADLINE_MS / 1000)
        if frame is None:
            raise CameraError(Code.CAMERA_LOST, "a test")
        return frame

    def close(self) -> None:
        self.closed.set()


class HeldGate:
    """Judges only while it may, and keeps what it judged."""

    def __init__(self) -> None:
        self.may = threading.Semaphore(0)
        self.begun: Queue[int] = Queue()
        self.resets = 0

    def judge(self, frame: Frame) -> FaceVerdict:
        self.begun.put(frame.index)
        assert self.may.acquire(timeout=DEADLINE_MS / 1000)
        return FaceVerdict(1, progress=0.5)

    def reset(self) -> None:
        self.resets += 1


def numbered(index: int) -> Frame:
    return Frame(2, 1, bytes(6), float(index), index)


@pytest.fixture
def loop(qtbot: QtBot) -> Iterator[CameraLoop]:
    loop = CameraLoop()
    yield loop
    loop.stop()


class Kept:
    """What the loop told, by number."""

    def __init__(self, loop: CameraLoop) -> None:
        self.shown: list[int] = []
        self.judged: list[int] = []
        self.failed: list[str] = []
        loop.frame.connect(lambda frame: self.shown.append(frame.index))
        loop.judged.connect(lambda frame, verdict: self.judged.append(frame.index))
        loop.failed.connect(self.failed.append)


def test_frames_are_shown_while_the_gate_still_looks_at_the_first(
    loop: CameraLoop, qtbot: QtBot
) -> None:
    camera, gate, kept = FedCamera(), HeldGate(), Kept(loop)
    loop.start(lambda: camera, gate)
    for index in range(10):
        camera.feed.put(numbered(index))
        qtbot.waitUntil(lambda: kept.shown[-1:] == [index], timeout=DEADLINE_MS)  # noqa: B023
    assert kept.judged == []
    assert kept.shown == list(range(10)), "every frame was shown"
    assert loop.counts[:2] == (10, 0)
    gate.may.release(50)
    # The gate goes on with the latest frame and never with the pile.
    qtbot.waitUntil(lambda: kept.judged[-1:] == [9], timeout=DEADLINE_MS)
    assert len(kept.judged) <= 2
    assert loop.counts[2] == 8
    stop(loop, camera)


def stop(loop: CameraLoop, camera: FedCamera) -> None:
    """A camera that waits for its next frame sees the end with it."""
    camera.feed.put(numbered(99))
    loop.stop()


def test_a_camera_that_was_unplugged_is_opened_again_and_nobody_is_told(
    loop: CameraLoop, qtbot: QtBot
) -> None:
    camera, kept = FedCamera(lambda count: count != 2), Kept(loop)
    loop.start(lambda: camera, None)
    for frame in (numbered(0), None, numbered(1)):
        camera.feed.put(frame)
    qtbot.waitUntil(lambda: kept.shown[-1:] == [1], timeout=DEADLINE_MS)
    assert camera.opened == 3, "the second try was too early, the third came"
    assert kept.failed == []
    stop(loop, camera)


def test_a_camera_that_does_not_come_back_is_told_once(
    loop: CameraLoop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.camera_loop.REOPEN_EVERY_S", 0.0)
    camera, kept = FedCamera(lambda count: count == 1), Kept(loop)
    loop.start(lambda: camera, None)
    camera.feed.put(None)
    qtbot.waitUntil(lambda: bool(kept.failed), timeout=DEADLINE_MS)
    assert kept.failed == [Code.CAMERA_LOST.value]
    assert camera.closed.is_set()


def test_a_camera_that_comes_and_goes_for_ever_is_broken(
    loop: CameraLoop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.camera_loop.REOPEN_EVERY_S", 0.0)
    camera, kept = FedCamera(), Kept(loop)
    loop.start(lambda: camera, None)
    for _ in range(REOPENED_AT_MOST + 1):
        camera.feed.put(None)
    qtbot.waitUntil(lambda: bool(kept.failed), timeout=DEADLINE_MS)
    assert kept.failed == [Code.CAMERA_LOST.value]


def test_a_missing_camera_is_told_at_once(loop: CameraLoop, qtbot: QtBot) -> None:
    camera, kept = FedCamera(lambda count: False), Kept(loop)
    loop.start(lambda: camera, HeldGate())
    qtbot.waitUntil(lambda: kept.failed == [Code.CAMERA_ABSENT.value], timeout=DEADLINE_MS)
    assert camera.opened == 1


def test_nothing_of_an_older_run_comes_home(loop: CameraLoop, qtbot: QtBot) -> None:
    first, second, kept = FedCamera(), FedCamera(), Kept(loop)
    loop.start(lambda: first, None)
    first.feed.put(numbered(1))
    qtbot.waitUntil(lambda: kept.shown == [1], timeout=DEADLINE_MS)
    first.feed.put(numbered(2))
    loop.start(lambda: second, None)
    second.feed.put(numbered(7))
    qtbot.waitUntil(lambda: kept.shown[-1:] == [7], timeout=DEADLINE_MS)
    assert kept.shown in ([1, 7], [1, 2, 7])
    assert first.closed.is_set()
    stop(loop, second)


def test_when_it_has_stopped_no_frame_is_left_in_memory(loop: CameraLoop, qtbot: QtBot) -> None:
    before = held()
    camera, gate = FedCamera(), HeldGate()
    gate.may.release(1000)
    with qtbot.waitSignal(loop.judged, timeout=DEADLINE_MS):
        loop.start(lambda: camera, gate)
        camera.feed.put(numbered(3))
    assert held() > before, "the harness sees a frame that is held"
    stop(loop, camera)
    qtbot.wait(1)
    assert held() <= before
    assert gate.resets >= 2


def held() -> int:
    """How many frames there are in memory."""
    gc.collect()
    return sum(isinstance(each, Frame) for each in gc.get_objects())


def test_the_port_is_the_one_that_cameras_have() -> None:
    camera: Camera = FedCamera()
    assert camera is not None
