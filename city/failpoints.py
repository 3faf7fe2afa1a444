"""Named points where a trial may kill the server, to show that nothing is lost or doubled.

Without CITY_FAILPOINT in the environment every point is passed.
"""

import os
import signal
from collections.abc import Callable

BEFORE_COMMIT = "before_commit"
AFTER_COMMIT_BEFORE_REPLY = "after_commit_before_reply"
BLOB_BEFORE_RENAME = "blob_before_rename"
BLOB_AFTER_RENAME = "blob_after_rename"
BLOB_AFTER_COMMIT = "blob_after_commit"
NAMES = (
    BEFORE_COMMIT,
    AFTER_COMMIT_BEFORE_REPLY,
    BLOB_BEFORE_RENAME,
    BLOB_AFTER_RENAME,
    BLOB_AFTER_COMMIT,
)

Reach = Callable[[str], None]


def reaching(wanted: str) -> Reach:
    """A function to call at each point; at the wanted one the process ends as by power cut."""

    def reach(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach
