"""How many attachments each terminal may send at once, from one budget for the whole city.

500 cases with a photo and two scans are 2.6 GB. Terminals that have attachments to send share the
budget; those that find none are told when to ask again. One that does not keep to its slots is
refused, so that it does not take the place of those that do.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from city.load import Seconds
from city.problems import Refusal

Uniform = Callable[[float, float], float]
_FRESH_S = 60.0  # so long a terminal keeps its share after it last sent or was told
_TURN_S = 30.0  # about what a terminal's turn takes


class SlotRefused(Refusal):
    """A terminal sends more than it was given slots for."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(503, "no-upload-slot", headers={"Retry-After": str(math.ceil(wait_s))})


class UploadSlots:
    """The uploads of one process. `budget` may run at once, `each` of one terminal."""

    def __init__(self, now: Seconds, uniform: Uniform, *, budget: int, each: int) -> None:
        self._now = now
        self._uniform = uniform
        self._budget = budget
        self._each = each
        self._line = Lock()
        self._running: dict[str, int] = {}
        self._shares: dict[str, float] = {}  # until when each terminal keeps its share

    def offer(self, terminal: str, *, wants: bool | None) -> tuple[int, float]:
        """Slots for a terminal, and seconds to wait where there are none. One that `wants` to send
        keeps its share for a while; one that has nothing more to send gives it back at once, so
        that many terminals with little come through quickly; None is not known."""
        with self._line:
            if wants is False and terminal not in self._running:
                self._shares.pop(terminal, None)
            others = self._others(terminal)
            slots = min(self._each, self._budget // (others + 1))
            if slots == 0:
                turns = math.ceil((others + 1) / self._budget)
                return 0, self._uniform(1.0, turns * _TURN_S)
            if wants:
                self._shares[terminal] = self._now() + _FRESH_S
            return slots, 0.0

    @contextmanager
    def place(self, terminal: str) -> Iterator[None]:
        """A place for one upload. Raises SlotRefused where there is none."""
        with self._line:
            mine = self._running.get(terminal, 0)
            full = sum(self._running.values()) >= self._budget
            has_no_share = self._others(terminal) >= self._budget
            if full or has_no_share or mine >= self._each:
                raise SlotRefused(self._uniform(1.0, _TURN_S))
            self._running[terminal] = mine + 1
            self._shares[terminal] = self._now() + _FRESH_S
        try:
            yield
        finally:
            with self._line:
                self._running[terminal] -= 1
                if not self._running[terminal]:
                    del self._running[terminal]
                self._shares[terminal] = self._now() + _FRESH_S

    def _others(self, terminal: str) -> int:
        """Other terminals with a share."""
        moment = self._now()
        self._shares = {
            code: until
            for code, until in self._shares.items()
            if until > moment or code in self._running
        }
        return len(self._shares.keys() - {terminal})
