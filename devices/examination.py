"""Everything that the doctor looks at on this floor: machines, drivers, services, nodes, policy."""

from collections.abc import Mapping

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Finding
from devices.checkup import Checkup
from devices.machine_driver import Machine, Surroundings
from devices.services import look_at_nodes, look_at_policy, look_at_services


class Examination:
    """Called from one thread at a time; it takes up to a few seconds."""

    def __init__(
        self, machines: tuple[Machine, ...], around: Surroundings, broken: tuple[str, ...] = ()
    ) -> None:
        """`broken` are entry points that gave no driver (DriverBook)."""
        self._machines = machines
        self._checkup = Checkup(machines, around)
        self._broken = broken

    def look(self, known: Mapping[str, DeviceReport]) -> list[Finding]:
        """All findings. `known`: kinds that are in use, with what is known of them; they are not
        touched."""
        found = [
            *self._checkup.look(known),
            *(_not_loaded(text) for text in self._broken),
            *look_at_services(self._machines),
            *look_at_nodes(self._machines),
        ]
        return [*found, *look_at_policy(found)]


def _not_loaded(text: str) -> Finding:
    name, _, reason = text.partition(": ")
    report = DeviceReport(Condition.WARN, "not_loaded", None, ((name, reason),))
    return Finding(Area.DEVICE, "drivers", report, name)
