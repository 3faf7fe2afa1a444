"""What the city writes to its log: events and places in the code, never a value of a request."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any


class QuietFormatter(logging.Formatter):
    """Shows of an exception its type and where it came by, not its text: texts quote values."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
        return f"{kind.__name__ if kind else 'nothing'} at {' <- '.join(reversed(places[-6:]))}"


def log_config() -> dict[str, Any]:
    """For uvicorn and for our own logger; no access log."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "quiet": {"()": QuietFormatter, "format": "%(asctime)s %(levelname)s %(message)s"}
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "quiet",
                "stream": sys.stderr,
            }
        },
        "loggers": {
            "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "city": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        },
    }
