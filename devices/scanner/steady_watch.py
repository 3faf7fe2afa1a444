"""Keeps a code reader watched: a fault is told once, its end once, and it is tried again."""

from collections.abc import Callable
from threading import Event

from core.errors import ScanError
from core.ports import ScanNews

RETRY_S = 1.0  # between two tries; a plug is pushed in more slowly


def keep_watching(
    run: Callable[[Callable[[], None]], None],
    tell: Callable[[ScanNews], None],
    stopping: Event,
    retry_s: float = RETRY_S,
) -> None:
    """Call `run` until `stopping`. It opens the machine, calls what it is given when that went
    well, and reads until it is stopped or raises ScanError."""
    told_fault = False

    def is_well() -> None:
        nonlocal told_fault
        if told_fault:
            told_fault = False
            tell(ScanNews())

    while not stopping.is_set():
        try:
            run(is_well)
        except ScanError as error:
            if not told_fault:
                told_fault = True
                tell(ScanNews(code=error.code))
            stopping.wait(retry_s)
