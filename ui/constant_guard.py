"""Keeps None, True and False alive under a binding that gives them away."""

import ctypes
import sys

# Far more than a terminal can use up, far less than the count can hold.
_SPARE = 1 << 60


def keep_constants() -> None:
    """PySide6 6.12.0 returns None from every call without a result, and True from every emit, but
    does not count it. From Python 3.12 on these are immortal and nothing happens; on 3.11 None
    loses one of its about 5000 references with every such call, and the interpreter aborts within
    minutes ("none_dealloc: deallocating None"). So give them references in advance, as 3.12 does.
    """
    counted = sys.implementation.name == "cpython" and sys.version_info < (3, 12)
    debug_build = hasattr(sys, "gettotalrefcount")  # other fields lie in front of the count there
    if not counted or debug_build:
        return
    for constant in (None, True, False, NotImplemented):
        if sys.getrefcount(constant) < _SPARE // 2:
            ctypes.c_ssize_t.from_address(id(constant)).value += _SPARE
