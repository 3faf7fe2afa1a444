"""Lanes: one thread per slow thing; results come home to the main thread with their session."""

import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, Self, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from core.errors import AppError, Code

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Task(Generic[T]):
    """Work that is under way. Say what follows in the same turn of the event loop that began it."""

    def __init__(self, session: int) -> None:
        self.session = session
        self._on_success: Callable[[T], object] | None = None
        self._on_failure: Callable[[Code], object] | None = None

    def success(self, follow: Callable[[T], object]) -> Self:
        """What to do with the result, on the main thread."""
        self._on_success = follow
        return self

    def failure(self, follow: Callable[[Code], object]) -> Self:
        """What to do with the code of a failure, on the main thread."""
        self._on_failure = follow
        return self

    def tell_success(self, result: T) -> None:
        """Only for the lane."""
        if self._on_success is not None:
            self._on_success(result)

    def tell_failure(self, code: Code) -> None:
        """Only for the lane."""
        if self._on_failure is not None:
            self._on_failure(code)


@dataclass(frozen=True, slots=True, repr=False)
class _Home:
    """What a thread sends home."""

    number: int
    result: object
    code: Code | None


class Lane(QObject):
    """An executor of one, so that one thing is never asked two things at once. A result whose
    session is over is dropped. Make it on the main thread."""

    _home = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._session = 0
        self._numbers = count(1)
        self._tasks: dict[int, Task[Any]] = {}
        self._home.connect(self._come_home, Qt.ConnectionType.QueuedConnection)

    def begin_session(self, number: int) -> None:
        """From now on only the results of work begun in this session count."""
        self._session = number

    def run(self, work: Callable[[], T]) -> Task[T]:
        """Begin work after what the lane is already doing."""
        number = next(self._numbers)
        task: Task[T] = Task(self._session)
        self._tasks[number] = task
        self._pool.submit(self._work, number, work)
        return task

    def is_busy(self) -> bool:
        """Whether work has not come home yet, also of a session that is over."""
        return bool(self._tasks)

    def close(self) -> None:
        """Do what was begun and what waits, and hear nothing more: a rating or a field of a draft
        that was given to the lane is kept, also when the room ends just then."""
        self._tasks.clear()
        self._pool.shutdown(wait=True)

    def _work(self, number: int, work: Callable[[], object]) -> None:
        try:
            home = _Home(number, work(), None)
        except AppError as error:
            _log.info("%s: %s", self._name, error)
            home = _Home(number, None, error.code)
        except Exception as error:  # noqa: BLE001 the lane is where the unexpected ends
            _log.error("%s: %s", self._name, _where(error))
            home = _Home(number, None, Code.UNEXPECTED)
        self._home.emit(home)

    def _come_home(self, home: _Home) -> None:
        task = self._tasks.pop(home.number, None)
        if task is None or task.session != self._session:
            return
        if home.code is None:
            task.tell_success(home.result)
        else:
            task.tell_failure(home.code)


def _where(error: BaseException) -> str:
    """Type and place of an error. Its message may name a person and stays out of the log."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
    return f"{Code.UNEXPECTED.value} {type(error).__name__} at {places}"
