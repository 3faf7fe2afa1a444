"""Who may come in with a batch just now, decided before any work of the database.

A bounded number is inside, of which fewer are at work; the others wait in the order in which they
came. Beyond that a batch is refused with a time to come again, spread so that those who were
refused together do not come back together. For one event loop; nothing here blocks.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from city.load import Load
from city.problems import Refusal

Uniform = Callable[[float, float], float]
LONGEST_S = 3600.0


class Admission:
    """The door for batches of one process."""

    def __init__(
        self,
        load: Load,
        uniform: Uniform,
        on_refused: Callable[[], None],
        *,
        at_work: int,
        inside: int,
    ) -> None:
        self._on_refused = on_refused
        self._load = load
        self._uniform = uniform
        self._free = at_work
        self._most = inside
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @contextmanager
    def entry(self) -> Iterator[None]:
        """A place inside, from before the body is read. Raises Refusal 503 when all are taken."""
        self._load.arrived()
        if self._inside >= self._most:
            self._on_refused()
            raise self.refusal("too-many-batches")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A place at work; waits for it, first come, first served."""
        if self._free > 0:
            self._free -= 1
        else:
            ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(ticket)
            try:
                await ticket
            except asyncio.CancelledError:
                if ticket.done() and not ticket.cancelled():
                    self._pass_on()  # the place was given just when nobody wanted it any more
                raise
        try:
            yield
        finally:
            self._pass_on()

    def refusal(self, slug: str) -> Refusal:
        """503 with a time to come again: once those inside are done, and a draw of the window."""
        done_s = self._inside / self._load.capacity()
        wait = 1.0 + done_s + self._uniform(0.0, max(5.0, self._load.window_s()))
        return Refusal(503, slug, headers={"Retry-After": str(math.ceil(min(wait, LONGEST_S)))})

    def _pass_on(self) -> None:
        """The place goes to the next who still waits, or is free."""
        while self._waiting:
            ticket = self._waiting.popleft()
            if not ticket.done():
                ticket.set_result(None)
                return
        self._free += 1
