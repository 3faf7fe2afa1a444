"""When to try again: capped exponential backoff with full jitter, and a jittered first attempt."""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from core.errors import Code
from sync.report import Report

Uniform = Callable[[float, float], float]
POLL_S = 60.0
FAILED_PER_MINUTE = 12


@dataclass(slots=True)
class Schedule:
    """Seconds to wait. `uniform(low, high)` is the only chance in it.

    `poll_s` between passes that went well (60 s from 3,000 terminals is 50 requests a second);
    `base_s` doubles with every failure up to `cap_s`. The city's window widens every wait until a
    pass goes well, so that its return does not meet all terminals at once. Whatever chance says,
    no more than FAILED_PER_MINUTE passes fail in any minute, unless `cap_s` itself asks for more
    (training and trials).
    """

    poll_s: float = POLL_S
    base_s: float = 2.0
    cap_s: float = 300.0
    uniform: Uniform = field(default=secrets.SystemRandom().uniform)
    failures: int = 0
    _waits: deque[float] = field(default_factory=lambda: deque(maxlen=FAILED_PER_MINUTE - 1))

    def first(self, window_s: float) -> float:
        """Before the first pass of this process: all terminals may have got power at once."""
        return self.uniform(0.0, max(window_s, 0.0))

    def after_success(self, city_poll_s: float = POLL_S) -> float:
        """As often as the city wants, unless this terminal was told to ask more often (training).
        A tenth of jitter keeps terminals from marching in step."""
        self.failures = 0
        poll = self.poll_s if self.poll_s < POLL_S else city_poll_s
        return poll * self.uniform(0.9, 1.1)

    def after_failure(self, window_s: float, report: Report | None = None) -> float:
        """Full jitter over the capped backoff, or over the city's window where it is wider. Longer
        where the city asked for it; and a city that refuses this terminal is not asked often:
        somebody has to enrol it anew."""
        # the exponent is bounded so that a long outage cannot overflow a float
        backoff = min(self.cap_s, self.base_s * 2.0 ** min(self.failures, 30))
        self.failures += 1
        wait = self.uniform(0.0, max(backoff, window_s))
        if report is not None and report.code is Code.CITY_REFUSES_TERMINAL:
            wait = self.uniform(self.cap_s / 2, self.cap_s)
        if report is not None and report.retry_after_s > 0:
            wait = max(wait, report.retry_after_s * self.uniform(1.0, 1.2))
        return self._spaced(wait)

    def _spaced(self, wait: float) -> float:
        """Long enough that this failure and those before it are not too many for a minute."""
        is_bound = self.cap_s * FAILED_PER_MINUTE >= 60.0
        if is_bound and len(self._waits) == self._waits.maxlen:
            wait = max(wait, 60.0 - sum(self._waits))
        self._waits.append(wait)
        return wait
