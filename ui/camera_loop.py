"""The camera on a thread of its own, with a slot for the latest frame: no pile, no lost stop."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.errors import CameraError, Code
from core.ports import Camera, FaceGate, FaceVerdict, Frame


class CameraLoop(QObject):
    """Reads frames until it is stopped. `frame` comes on the thread that made this object."""

    frame = Signal(object, object)  # Frame, FaceVerdict or None
    failed = Signal(str)  # error code
    _ready = Signal(int)
    _gone = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._slot: tuple[Frame, FaceVerdict | None] | None = None
        self._lock = threading.Lock()
        self._ready.connect(self._deliver)
        self._gone.connect(self._report)

    def start(self, make: Callable[[], Camera], gate: FaceGate | None) -> None:
        """Open a camera and read it; with a gate every frame is judged on the camera's thread."""
        self.stop()
        self._run += 1
        self._stopped = threading.Event()
        if gate is not None:
            gate.reset()
        self._thread = threading.Thread(
            target=self._work,
            args=(self._run, self._stopped, make, gate),
            name="camera",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """End the reading and drop what is in the slot. Returns when the camera is closed."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=3)
            self._thread = None
        with self._lock:
            self._slot = None

    def _work(
        self,
        run: int,
        stopped: threading.Event,
        make: Callable[[], Camera],
        gate: FaceGate | None,
    ) -> None:
        try:
            camera = make()
            camera.open()
        except CameraError as error:
            self._gone.emit(run, error.code.value)
            return
        try:
            while not stopped.is_set():
                frame = camera.read()
                verdict = gate.judge(frame) if gate is not None else None
                self._put(run, frame, verdict)
        except CameraError as error:
            if not stopped.is_set():
                self._gone.emit(run, error.code.value)
        finally:
            camera.close()

    def _put(self, run: int, frame: Frame, verdict: FaceVerdict | None) -> None:
        with self._lock:
            was_empty = self._slot is None
            self._slot = (frame, verdict)
        if was_empty:
            self._ready.emit(run)

    def _deliver(self, run: int) -> None:
        with self._lock:
            found, self._slot = self._slot, None
        if found is not None and run == self._run and not self._stopped.is_set():
            self.frame.emit(*found)

    def _report(self, run: int, code: str) -> None:
        if run == self._run and not self._stopped.is_set():
            self.failed.emit(Code(code).value)
