"""What the doctor of a terminal found: every machine, service and rule, its state, its last fault
and how ready the terminal is. Nothing of any person is in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.device_report import Condition, DeviceReport


class Area(StrEnum):
    """What is looked at, in the order in which it is shown."""

    DEVICE = "device"
    SERVICE = "service"
    NETWORK = "network"
    QUEUE = "queue"
    CATALOGUE = "catalogue"
    CERTIFICATE = "certificate"
    CLOCK = "clock"
    DISK = "disk"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class PastFault:
    """The last time that it was not well: the state, its code (or empty) and the ISO time."""

    state: str
    code: str
    at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is a word: a kind of machine, a service, a rule. `driver` is how a machine is driven;
    `place` counts machines of one kind and driver from 1; `is_simulated`: what it does never
    counts as real."""

    area: Area
    name: str
    report: DeviceReport
    driver: str = ""
    place: int = 1
    is_simulated: bool = False
    last: PastFault | None = None

    @property
    def key(self) -> str:
        """What tells it from the others, and stays the same from day to day."""
        parts = [self.area.value, self.name, *([self.driver] if self.driver else [])]
        return ".".join(parts + ([str(self.place)] if self.place > 1 else []))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings of one look. `terminal` is the terminal's code, empty before enrolment."""

    terminal: str
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Condition:
        """BAD where something does not work, WARN where somebody should come, else GOOD: what was
        not looked at and what need not be there does not count."""
        found = {finding.report.condition for finding in self.findings}
        return next(
            (one for one in (Condition.BAD, Condition.WARN) if one in found), Condition.GOOD
        )

    def of(self, condition: Condition) -> list[Finding]:
        """The findings of a condition."""
        return [one for one in self.findings if one.report.condition is condition]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By area; within it as they came."""
    order = list(Area)
    return tuple(sorted(findings, key=lambda one: order.index(one.area)))
