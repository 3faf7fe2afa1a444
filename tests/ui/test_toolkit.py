"""A terminal runs for weeks: calls into Qt must not use up the constants of the interpreter.

PySide6 6.12.0 gives back one reference too many to None with every call (decision 0001).
"""

import sys

from PySide6.QtCore import QObject, Signal

_CALLS = 500


class _Thing(QObject):
    told = Signal(bool)


def test_calls_into_qt_leave_the_interpreters_constants_alone() -> None:
    thing = _Thing()
    thing.told.connect(lambda on: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(_CALLS):
        thing.setObjectName("x")
        thing.told.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(old - new < _CALLS / 2 for old, new in zip(before, after, strict=True))
