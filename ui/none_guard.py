"""Keeps None alive under a binding that gives it away."""

import ctypes
import sys

# Far more than a terminal can use up, far less than the count can hold.
_SPARE = 1 << 60


def keep_none() -> None:
    """PySide6 6.12.0 returns None from every call without a result, but does not count it. From
    Python 3.12 on None is immortal and nothing happens; on 3.11 it loses one of its about 5000
    references with every such call, and the interpreter aborts within minutes
    ("none_dealloc: deallocating None"). So give it references in advance, as 3.12 does."""
    counted = sys.implementation.name == "cpython" and sys.version_info < (3, 12)
    debug_build = hasattr(sys, "gettotalrefcount")  # other fields lie in front of the count there
    if counted and not debug_build and sys.getrefcount(None) < _SPARE // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += _SPARE
