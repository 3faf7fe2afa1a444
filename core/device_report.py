"""What a look at one machine, service or rule of the terminal found: for staff and the heartbeat.

Nothing here is of any person: states are short words, facts are numbers, versions and names of
machines.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Code
from core.heartbeat import DeviceHealth

_WORD = re.compile("[a-z][a-z_]{0,23}")  # as core.heartbeat takes it


class Condition(StrEnum):
    """How it is, from good to bad. `UNKNOWN`: not looked at, because a session is using it, or
    because there is no way to ask."""

    GOOD = "good"
    UNKNOWN = "unknown"
    ABSENT = "absent"  # not there, and nothing says that it must be
    WARN = "warn"  # works, and somebody should come soon
    BAD = "bad"  # does not work


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """`state` is one short word such as `ready` or `no_paper` (a–z and _, at most 24); `code` says
    what to do about it; `facts` are name and value, both short, in the order to show them."""

    condition: Condition
    state: str
    code: Code | None = None
    facts: tuple[tuple[str, str], ...] = ()


def health_of(kind: str, report: DeviceReport) -> DeviceHealth:
    """A report as the heartbeat carries it. A word of another shape, as a driver of others may
    write it, becomes `other`: one of them would have the whole heartbeat refused."""
    code = report.code.value if report.code is not None else ""
    return DeviceHealth(kind=_word(kind), state=_word(report.state), code=code)


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else "other"
