"""Import this first to keep numpy out of a process that has no use for it.

sqlite-utils takes numpy along where it is installed, only to store its number types; that is 11 MB
of memory for months. None in `sys.modules` makes its import fail, which sqlite-utils expects
(https://docs.python.org/3/reference/import.html#the-module-cache).
"""

import sys

if "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
