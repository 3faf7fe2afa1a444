"""What a room knows of its machines, for the terminal's heartbeat."""

from core.device_report import Condition, health_of
from core.diagnosis import Area, Diagnosis
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
        self._checked: dict[str, DeviceHealth] = {}
        driver.changed.connect(self._look)

    def take(self, diagnosis: Diagnosis) -> None:
        """What the doctor found of the machines; the session's own news stand above it."""
        self._checked |= _worst(diagnosis)  # what was in use keeps what was known of it
        if "printer" in self._checked:
            self._printer = self._checked["printer"]
        self._look()

    def __call__(self) -> tuple[DeviceHealth, ...]:
        return self._known

    def _look(self) -> None:
        session = self._driver.session
        if isinstance(session.state, Received):
            self._printer = _printer(session.state) or self._printer
        own = {"card": _card(session), "printer": self._printer}
        self._known = tuple((self._checked | own).values())


def _worst(diagnosis: Diagnosis) -> dict[str, DeviceHealth]:
    """Each kind of machine once, with the gravest that was found of it. What was in use says
    nothing new."""
    order = list(Condition)
    found = [
        one
        for one in diagnosis.findings
        if one.area is Area.DEVICE
        and one.report.condition is not Condition.ABSENT
        and one.report.state != "in_use"
    ]
    found.sort(key=lambda one: order.index(one.report.condition))
    return {one.name: health_of(one.name, one.report) for one in found}


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
