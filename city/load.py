"""How busy this city is: who was heard, how fast batches come, and how many it can take.

All terminals of a city come back at once when the city, a line or the power does. What keeps that
from being a flood is the jitter window that they were told before (core.exchange.Terms): wide
enough that all of them, each with what an outage gathers, come no faster than batches are taken.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

Seconds = Callable[[], float]
_GATHERED = 10  # batches of one terminal after an outage: 2,500 envelopes at most
_BUSY = 0.9  # of the capacity may be asked for on the average
# A terminal whose tries fail draws its wait anew each time; when the city comes back, twice as many
# draws end in the next moment as an even spread would have (renewal theory: the rest of a uniform
# wait has the density 2/W (1 - t/W)).
_CROWDED = 2.0
_HEARD_S = 86_400.0  # a terminal that was not heard for a day is not counted
_SPAN_S = 10.0  # over which arrivals are counted
_FIRST_GUESS_S = 0.02  # of work for a batch, before one was taken
_FEW = 50  # terminals: so many may all come at once, and each finds a place inside
_WEIGHT = 0.05  # of the newest batch in the mean
_TERMINALS_KEPT = 100_000


class Load:
    """One process of `processes` that share the work. `now` never runs backwards; `enrolled` are
    the terminals that may come although this process did not hear them yet."""

    def __init__(
        self, now: Seconds, *, floor_s: float = 0.0, processes: int = 1, enrolled: int = 0
    ) -> None:
        self._now = now
        self._start = now()
        self._enrolled = enrolled
        self._floor_s = floor_s
        self._processes = processes
        self._line = Lock()
        self._arrivals: deque[float] = deque()
        self._heard: OrderedDict[str, float] = OrderedDict()
        self._work_s = _FIRST_GUESS_S

    def heard(self, terminal: str) -> None:
        """A terminal spoke."""
        with self._line:
            self._heard.pop(terminal, None)
            self._heard[terminal] = self._now()
            if len(self._heard) > _TERMINALS_KEPT:
                self._heard.popitem(last=False)

    def arrived(self) -> None:
        """A batch came, whatever became of it."""
        with self._line:
            self._arrivals.append(self._now())
            self._forget()

    def worked(self, seconds: float) -> None:
        """A batch was taken with so much work of a processor."""
        with self._line:
            self._work_s += _WEIGHT * (seconds - self._work_s)

    def capacity(self) -> float:
        """Batches a second that the city can take: a process works on one at a time, because its
        interpreter does."""
        return self._processes / max(self._work_s, 1e-4)

    def rate(self) -> float:
        """Batches a second that came to the city of late."""
        with self._line:
            self._forget()
            return self._processes * len(self._arrivals) / _SPAN_S

    def terminals(self) -> int:
        """Terminals that were heard within a day; on the first day all that are enrolled."""
        with self._line:
            long_ago = self._now() - _HEARD_S
            while self._heard and next(iter(self._heard.values())) < long_ago:
                self._heard.popitem(last=False)
            expected = self._enrolled if self._start > long_ago else 0
            return max(len(self._heard), expected)

    def window_s(self) -> float:
        """The window to tell just now. It grows with what comes beyond the capacity."""
        capacity, terminals = self.capacity(), self.terminals()
        if terminals <= _FEW:
            return self._floor_s
        calm = _CROWDED * terminals * _GATHERED / (_BUSY * capacity)
        return max(self._floor_s, calm * max(1.0, self.rate() / capacity))

    def _forget(self) -> None:
        long_ago = self._now() - _SPAN_S
        while self._arrivals and self._arrivals[0] <= long_ago:
            self._arrivals.popleft()
