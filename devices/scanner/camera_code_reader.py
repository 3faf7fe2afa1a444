"""A camera that looks for codes: the window of a kiosk into which a telephone or a slip is held."""

from collections.abc import Callable
from threading import Event

from core.errors import CameraError, Code, ScanError
from core.ports import Camera, ScanNews
from devices.scanner.codes import read_codes
from devices.scanner.steady_watch import RETRY_S, keep_watching

CAREFUL = 4  # every so many frames a second, slower look
UNSEEN_S = 2.0  # a code that was away for so long counts as held up again


class CameraCodeReader:
    """A core.ports.CodeReader. A code that stays in the picture is told once; what was told is
    known by its hash of this process and not kept."""

    def __init__(
        self, make: Callable[[], Camera], *, unseen_s: float = UNSEEN_S, retry_s: float = RETRY_S
    ) -> None:
        self._make = make
        self._unseen_s, self._retry_s = unseen_s, retry_s
        self._stopping = Event()
        self._seen: dict[int, float] = {}

    def watch(self, tell: Callable[[ScanNews], None]) -> None:
        """Tell codes and faults until `stop`, at most a frame longer."""
        keep_watching(lambda well: self._run(well, tell), tell, self._stopping, self._retry_s)

    def stop(self) -> None:
        self._stopping.set()

    def _run(self, is_well: Callable[[], None], tell: Callable[[ScanNews], None]) -> None:
        camera = self._make()
        try:
            camera.open()
            is_well()
            while not self._stopping.is_set():
                frame = camera.read()
                self._forget_unseen(frame.taken_at)
                for code in read_codes(frame, careful=frame.index % CAREFUL == 0):
                    mark = hash(code.text)  # salted anew in every process
                    if mark not in self._seen:
                        tell(ScanNews(code.text))
                    self._seen[mark] = frame.taken_at
        except CameraError as error:
            gone = error.code is Code.CAMERA_ABSENT
            raise ScanError(Code.SCANNER_ABSENT if gone else Code.SCANNER_LOST, "camera") from None
        finally:
            camera.close()

    def _forget_unseen(self, now: float) -> None:
        self._seen = {mark: at for mark, at in self._seen.items() if now - at < self._unseen_s}
