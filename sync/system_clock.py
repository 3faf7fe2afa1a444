"""The machine's own clock."""

import time
from datetime import datetime


class SystemClock:
    """Wall time in the machine's time zone; seconds that never run backwards."""

    def now(self) -> datetime:
        """Now, with offset."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()
