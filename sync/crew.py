"""Who does the waiting for the network: threads, or the caller itself where order must be known."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Crew(Protocol):
    """Does pieces of work, each once."""

    def start(self, work: Callable[[], _T]) -> "Future[_T]": ...
    def close(self) -> None: ...


class ThreadCrew:
    """Works beside the caller. Threads are made when they are first needed."""

    def __init__(self, hands: int) -> None:
        self._pool = ThreadPoolExecutor(hands, thread_name_prefix="sync")

    def start(self, work: Callable[[], _T]) -> "Future[_T]":
        """Begin a piece of work as soon as a hand is free."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Wait for what is under way; nothing new is begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class InlineCrew:
    """Works in the caller's own thread, one after the other: a simulation has one order only."""

    def start(self, work: Callable[[], _T]) -> "Future[_T]":
        """Do it now; what it raises is in the future, as with threads."""
        future: Future[_T] = Future()
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 it is raised where the result is asked for
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing is under way."""
