"""Named places where a test may kill the process, to show what a power cut leaves behind."""

import os
import signal

_WANTED = os.environ.get("ONESTOP_FAILPOINT", "")


def reach(name: str) -> None:
    """Die by SIGKILL here when ONESTOP_FAILPOINT names this place. Costs one comparison."""
    if _WANTED and name == _WANTED:
        os.kill(os.getpid(), signal.SIGKILL)
