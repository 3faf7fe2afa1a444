"""Waiting that can be cut short: by news, when the waiter is open to them, and by the end."""

import threading
from collections.abc import Callable
from enum import Enum, auto


class Why(Enum):
    """Why a wait ended."""

    TIME = auto()
    NEWS = auto()
    END = auto()


class Doorbell:
    """One waits, others ring. Rings during a patient wait are forgotten with it: what waits
    afterwards looks at the whole state anyway."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = False
        self._ended = False

    def ring(self) -> None:
        """There is news."""
        with self._changed:
            self._rung = True
            self._changed.notify_all()

    def stir(self) -> None:
        """What the waiter waits for may be so now: let it look."""
        with self._changed:
            self._changed.notify_all()

    def end(self) -> None:
        """No wait lasts any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def has_ended(self) -> bool:
        """Whether the end was rung."""
        return self._ended

    def wait(
        self, seconds: float, *, patient: bool, until: Callable[[], bool] = lambda: False
    ) -> Why:
        """Wait that long, or until rung unless patient, or until something is so, or until the
        end."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._ended or (self._rung and not patient) or until(), seconds
            )
            rung, self._rung = self._rung and not patient, False
            if self._ended:
                return Why.END
            return Why.NEWS if rung else Why.TIME
