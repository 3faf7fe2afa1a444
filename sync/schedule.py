"""When to try again: capped exponential backoff with full jitter, and a jittered first attempt."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

Uniform = Callable[[float, float], float]


@dataclass(slots=True)
class Schedule:
    """Seconds to wait. `uniform(low, high)` is the only chance in it.

    `poll_s` between passes that went well (60 s from 3,000 terminals is 50 requests a second);
    `base_s` doubles with every failure up to `cap_s`. The city's window widens every wait until a
    pass goes well, so that its return does not meet all terminals at once.
    """

    poll_s: float = 60.0
    base_s: float = 2.0
    cap_s: float = 300.0
    uniform: Uniform = field(default=secrets.SystemRandom().uniform)
    failures: int = 0

    def first(self, window_s: float) -> float:
        """Before the first pass of this process: all terminals may have got power at once."""
        return self.uniform(0.0, max(window_s, 0.0))

    def after_success(self) -> float:
        """A tenth of jitter keeps terminals from marching in step."""
        self.failures = 0
        return self.poll_s * self.uniform(0.9, 1.1)

    def after_failure(self, window_s: float) -> float:
        """Full jitter over the capped backoff, or over the city's window where it is wider."""
        # the exponent is bounded so that a long outage cannot overflow a float
        backoff = min(self.cap_s, self.base_s * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return self.uniform(0.0, max(backoff, window_s))
