"""When nobody touches: warn, count down, leave. A touch extends, up to ten times (WCAG 2.2.1)."""

from dataclasses import dataclass
from enum import Enum, auto


class Pace(Enum):
    """What the pace asks for at this second."""

    NOTHING = auto()
    WARN = auto()
    LEAVE = auto()


@dataclass(slots=True)
class Pacer:
    """Counts seconds since the last touch. `warn_after` and `warn_length` in seconds."""

    warn_after: int
    warn_length: int
    quiet: int = 0

    def touch(self) -> None:
        """Somebody touched something."""
        self.quiet = 0

    def second(self) -> Pace:
        """A second has passed."""
        self.quiet += 1
        if self.quiet >= self.warn_after + self.warn_length:
            return Pace.LEAVE
        return Pace.WARN if self.quiet >= self.warn_after else Pace.NOTHING

    @property
    def left(self) -> int:
        """Seconds until leaving."""
        return max(self.warn_after + self.warn_length - self.quiet, 0)
