"""The camera on a thread of its own and the gate on another, each with a slot for the latest frame:
no pile, no lost stop, and a slow look at a face never holds up the picture."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.errors import CameraError, Code
from core.ports import Camera, FaceGate, FaceVerdict, Frame

REOPEN_EVERY_S = 0.5
REOPEN_TRIES = 6  # for a plug that was knocked; longer is a missing camera
REOPENED_AT_MOST = 5  # in one run: one that comes and goes is broken

_Judged = tuple[Frame, FaceVerdict]


class _Run:
    """What the threads of one run share. A new run has a new one, so that an old thread that
    comes back late finds nothing of anybody."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.news = threading.Condition(self.lock)
        self.to_show: Frame | None = None
        self.to_judge: Frame | None = None
        self.judged: _Judged | None = None
        self.taken = self.unshown = self.unjudged = 0

    def stop(self) -> None:
        """Wake everybody, and drop every frame."""
        self.stopped.set()
        with self.lock:
            self.to_show = self.to_judge = self.judged = None
            self.news.notify_all()

    def put(self, frame: Frame, is_judged: bool) -> bool:
        """Lay a frame into the slots; whether the one for showing was empty."""
        with self.lock:
            if self.stopped.is_set():
                return False
            was_empty = self.to_show is None
            self.taken += 1
            self.unshown += not was_empty
            self.to_show = frame
            if is_judged:
                self.unjudged += self.to_judge is not None
                self.to_judge = frame
                self.news.notify_all()
        return was_empty

    def next_to_judge(self) -> Frame | None:
        """The latest frame, waited for; None at the end."""
        with self.lock:
            while self.to_judge is None and not self.stopped.is_set():
                self.news.wait()
            frame, self.to_judge = self.to_judge, None
            return None if self.stopped.is_set() else frame

    def put_judged(self, judged: _Judged) -> bool:
        """Lay down a verdict; whether the slot was empty."""
        with self.lock:
            if self.stopped.is_set():
                return False
            was_empty = self.judged is None
            self.judged = judged
        return was_empty


class CameraLoop(QObject):
    """Reads frames until it is stopped. The signals come on the thread that made this object.
    `frame` is the latest for showing, `judged` a frame with the gate's verdict. A camera that is
    lost is opened again for a few seconds before `failed` tells its code."""

    frame = Signal(object)  # Frame
    judged = Signal(object, object)  # Frame, FaceVerdict
    failed = Signal(str)  # error code
    _shows = Signal(object)
    _knows = Signal(object)
    _gone = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: _Run | None = None
        self._threads: list[threading.Thread] = []
        self._shows.connect(self._show)
        self._knows.connect(self._know)
        self._gone.connect(self._report)

    def start(self, make: Callable[[], Camera], gate: FaceGate | None) -> None:
        """Open a camera and read it; with a gate the latest frame is judged, again and again."""
        self.stop()
        self._run = run = _Run()
        work: list[tuple[str, Callable[[], None]]] = [
            ("camera", lambda: self._read(run, make, gate is not None))
        ]
        if gate is not None:
            work.append(("face gate", lambda: self._judge(run, gate)))
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True) for name, target in work
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the reading and drop what is in the slots. Returns when the camera is closed and
        the gate has forgotten whom it saw."""
        run, self._run = self._run, None
        if run is None:
            return
        run.stop()
        for thread in self._threads:
            thread.join(timeout=3)
        self._threads = []

    @property
    def counts(self) -> tuple[int, int, int]:
        """Of this run: frames taken, never shown, never judged."""
        run = self._run
        return (run.taken, run.unshown, run.unjudged) if run else (0, 0, 0)

    # ── on the camera's thread ─────────────────────────────────────────────────────────────────

    def _read(self, run: _Run, make: Callable[[], Camera], is_judged: bool) -> None:
        try:
            camera = make()
            camera.open()
        except CameraError as error:
            self._gone.emit(run, error.code.value)
            return
        try:
            self._read_on(run, camera, is_judged)
        except CameraError as error:
            self._gone.emit(run, error.code.value)
        finally:
            camera.close()

    def _read_on(self, run: _Run, camera: Camera, is_judged: bool) -> None:
        reopened = 0
        while not run.stopped.is_set():
            try:
                frame = camera.read()
            except CameraError as error:
                reopened += 1
                if reopened > REOPENED_AT_MOST or not _opened_again(run, camera):
                    raise error
                continue
            if run.put(frame, is_judged):
                self._shows.emit(run)

    # ── on the gate's thread ───────────────────────────────────────────────────────────────────

    def _judge(self, run: _Run, gate: FaceGate) -> None:
        gate.reset()
        while (frame := run.next_to_judge()) is not None:
            if run.put_judged((frame, gate.judge(frame))):
                self._knows.emit(run)
        gate.reset()

    # ── at home ────────────────────────────────────────────────────────────────────────────────

    def _show(self, run: _Run) -> None:
        with run.lock:
            frame, run.to_show = run.to_show, None
        if frame is not None and run is self._run:
            self.frame.emit(frame)

    def _know(self, run: _Run) -> None:
        with run.lock:
            judged, run.judged = run.judged, None
        if judged is not None and run is self._run:
            self.judged.emit(*judged)

    def _report(self, run: _Run, code: str) -> None:
        if run is self._run:
            self.failed.emit(Code(code).value)


def _opened_again(run: _Run, camera: Camera) -> bool:
    for _ in range(REOPEN_TRIES):
        if run.stopped.wait(REOPEN_EVERY_S):
            return False
        try:
            camera.open()
        except CameraError:
            continue
        return True
    return False
