"""One look at every machine of a terminal, each within a time limit, none while it is in use."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, Queue
from time import monotonic

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Finding
from core.errors import AppError, Code
from devices.machine_driver import Kind, Machine, Surroundings

LIMIT_S = 4.0  # for all machines together: they are asked side by side
NO_ANSWER = DeviceReport(Condition.BAD, "no_answer", Code.DRIVER_FAILED)
IN_USE = DeviceReport(Condition.UNKNOWN, "in_use")


class Checkup:
    """Asks the machines. Calls come from one thread at a time; a machine that did not answer is
    not asked again before it does, so that threads cannot pile up behind it."""

    def __init__(
        self, machines: Sequence[Machine], around: Surroundings, limit_s: float = LIMIT_S
    ) -> None:
        self._machines = tuple(machines)
        self._around = around
        self._limit_s = limit_s
        self._asking: dict[int, threading.Thread] = {}

    def look(self, known: Mapping[str, DeviceReport]) -> list[Finding]:
        """A finding for each machine, and one for each kind that every terminal needs and this one
        has not. `known`: kinds that are in use, with what is known of them; they are not
        touched."""
        answers: Queue[tuple[int, DeviceReport]] = Queue()
        reports: dict[int, DeviceReport] = {}
        waiting = set()
        for number, machine in enumerate(self._machines):
            if machine.kind in known:
                reports[number] = known[machine.kind]
            elif number in self._asking and self._asking[number].is_alive():
                reports[number] = NO_ANSWER
            else:
                self._ask(number, machine, answers.put)
                waiting.add(number)
        until = monotonic() + self._limit_s
        while waiting:
            try:
                number, report = answers.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                break
            reports[number] = report
            waiting.discard(number)
        return self._findings(reports)

    def _ask(
        self, number: int, machine: Machine, put: Callable[[tuple[int, DeviceReport]], None]
    ) -> None:
        thread = threading.Thread(
            target=lambda: put((number, probe(machine, self._around))),
            name=f"probe-{machine.kind}",
            daemon=True,  # a driver that hangs must not hold the program
        )
        self._asking[number] = thread
        thread.start()

    def _findings(self, reports: Mapping[int, DeviceReport]) -> list[Finding]:
        places: Counter[tuple[Kind, str]] = Counter()
        found = []
        for number, machine in enumerate(self._machines):
            name = machine.driver.name
            places[machine.kind, name] += 1
            report = reports.get(number, NO_ANSWER)
            place = places[machine.kind, name]
            simulates = machine.driver.simulates
            found.append(Finding(Area.DEVICE, machine.kind.value, report, name, place, simulates))
        named = {machine.kind for machine in self._machines}
        nothing = DeviceReport(Condition.ABSENT, "not_named")
        return found + [
            Finding(Area.DEVICE, kind.value, nothing) for kind in Kind if kind not in named
        ]


def probe(machine: Machine, around: Surroundings) -> DeviceReport:
    """One look at a machine; what its driver raises is an answer too."""
    try:
        return machine.probe(around)
    except AppError as error:
        return DeviceReport(Condition.BAD, "fault", error.code)
    except Exception as reason:  # noqa: BLE001 - what others wrote may raise anything
        facts = (("error", type(reason).__name__),)
        return DeviceReport(Condition.BAD, "driver_failed", Code.DRIVER_FAILED, facts)
