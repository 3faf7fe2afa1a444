"""The doctor of a room: looks on a lane of its own and never at what a session uses."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from core.device_report import Condition, DeviceReport
from core.diagnosis import Diagnosis
from core.errors import Code
from core.session.states import Idle, Searching, Session
from ui.driver import Driver
from ui.lanes import Lane

Examine = Callable[[Mapping[str, DeviceReport]], Diagnosis]
AGAIN_MS = 15 * 60 * 1000
_IN_USE = DeviceReport(Condition.UNKNOWN, "in_use")
_CAMERAS = ("face_camera", "document_camera")
_OF_A_SESSION = (
    *_CAMERAS, "printer", "paper", "speaker", "signature",
)  # fmt: skip
_ALWAYS_WATCHED = ("card", "social_card", "code_reader")  # the room listens to them all the time


class Doctor(QObject):
    """`examine` looks at everything but the kinds that it is given, and takes seconds; it runs on
    the lane. Looks when asked to, and four times an hour while nobody is being served."""

    done = Signal(object)  # Diagnosis
    failed = Signal(str)  # a code

    def __init__(self, driver: Driver, examine: Examine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._driver = driver
        self._examine = examine
        self._lane = Lane("doctor", self)
        self._is_looking = False
        self.latest: Diagnosis | None = None
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._look_when_free)

    def start(self) -> None:
        """Look for the first time, and then from time to time."""
        self.check()
        self._again.start()

    def check(self) -> None:
        """Look now; `done` tells. One that is asked for meanwhile is the same one."""
        self._look(self._known())

    def _look(self, known: dict[str, DeviceReport]) -> None:
        if self._is_looking:
            return
        self._is_looking = True
        task = self._lane.run(lambda: self._examine(known))
        task.success(self._tell).failure(self._give_up)

    def close(self) -> None:
        """End the lane; a look that is under way ends within its limit."""
        self._again.stop()
        self._lane.close()

    def _look_when_free(self) -> None:
        """Without the cameras: a lamp that goes on by itself would frighten people, and somebody
        may come while a camera is held."""
        if not (is_serving(self._driver.session) or self._driver.is_working()):
            self._look(self._known() | dict.fromkeys(_CAMERAS, _IN_USE))

    def _known(self) -> dict[str, DeviceReport]:
        return known_of(self._driver.session, is_working=self._driver.is_working())

    def _tell(self, diagnosis: Diagnosis) -> None:
        self._is_looking = False
        self.latest = diagnosis
        self.done.emit(diagnosis)

    def _give_up(self, code: Code) -> None:
        self._is_looking = False
        self.failed.emit(code.value)


def is_serving(session: Session) -> bool:
    """Whether somebody is being served, so that machines may be in use at any moment."""
    return not isinstance(session.state, Idle | Searching)


def known_of(session: Session, *, is_working: bool = False) -> dict[str, DeviceReport]:
    """The kinds that must not be touched now, with what the session knows of them. `is_working`:
    something is being done for a session that is over, such as a slip that still prints."""
    known = dict.fromkeys(_ALWAYS_WATCHED, _IN_USE)
    if is_serving(session) or is_working:
        known |= dict.fromkeys(_OF_A_SESSION, _IN_USE)
    if session.reader_fault is not None:
        known["card"] = DeviceReport(Condition.BAD, "fault", session.reader_fault)
    else:
        state = "card_present" if session.card_reader else "empty"
        known["card"] = DeviceReport(Condition.GOOD, state)
    return known
