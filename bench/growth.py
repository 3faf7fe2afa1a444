"""What many cycles of the same thing leave behind in this process."""

import gc
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

import psutil

_WARM_UP = 10  # of so many parts one is warm-up
ROOM_KB = 4096  # what an interpreter's own caches may take meanwhile


@dataclass(frozen=True, slots=True)
class Growth:
    """What was there at the end and not after the warm-up."""

    cycles: int
    threads: int
    descriptors: int
    kilobytes: float

    @property
    def is_none(self) -> bool:
        """Whether nothing was left behind."""
        return self.threads <= 0 and self.descriptors <= 0 and self.kilobytes < ROOM_KB

    def as_text(self) -> str:
        return (
            f"{self.cycles} cycles: {self.threads:+} threads, {self.descriptors:+} descriptors, "
            f"{self.kilobytes:+.0f} kB of memory"
        )


def growth_over(cycle: Callable[[], object], count: int) -> Growth:
    """Run a cycle `count` times, a tenth of them as warm-up."""
    warm = max(count // _WARM_UP, 1)
    for _ in range(warm):
        cycle()
    before = _now()
    for _ in range(count - warm):
        cycle()
    after = _now()
    return Growth(count, after[0] - before[0], after[1] - before[1], (after[2] - before[2]) / 1024)


def _now() -> tuple[int, int, int]:
    gc.collect()
    return (
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
        psutil.Process().memory_info().rss,
    )
