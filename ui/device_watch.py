"""What a room knows of its machines, for the terminal's heartbeat."""

from core.errors import Code
from core.heartbeat import DeviceHealth
from core.session.states import PrintState, Received, Session
from ui.driver import Driver


class DeviceWatch:
    """Looks at every change of the session on the main thread; may be called from any other."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._printer = DeviceHealth(kind="printer", state="unknown")
        self._known: tuple[DeviceHealth, ...] = ()
        driver.changed.connect(self._look)

    def __call__(self) -> tuple[DeviceHealth, ...]:
        return self._known

    def _look(self) -> None:
        session = self._driver.session
        if isinstance(session.state, Received):
            self._printer = _printer(session.state) or self._printer
        self._known = (_card(session), self._printer)


def _card(session: Session) -> DeviceHealth:
    if session.reader_fault is not None:
        return DeviceHealth(kind="card", state="fault", code=session.reader_fault.value)
    return DeviceHealth(kind="card", state="card_present" if session.card_reader else "empty")


def _printer(state: Received) -> DeviceHealth | None:
    """None where this receipt says nothing of the printer yet."""
    if state.print_state is PrintState.FAILED:
        code = state.fault or Code.UNEXPECTED
        return DeviceHealth(kind="printer", state="fault", code=code.value)
    if state.print_state is PrintState.PRINTED:
        return DeviceHealth(kind="printer", state="ready")
    return None
