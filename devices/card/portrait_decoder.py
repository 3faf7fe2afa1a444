"""Decoding a card's portrait with a command that somebody else supplies.

The portrait is in the closed WLT coding, for which no open decoder exists; vendors' libraries are
often 32-bit and always licensed. So it is a command of its own, named in devices.toml: 1024 octets
on its standard input, a BMP or PNG on its standard output. It may be slow, hang, crash or write
without end: none of that reaches the terminal. Without it, there is no portrait and all else works.
"""

import logging
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

_LOG = logging.getLogger("onestop.cards")
_STARTS = (b"BM", b"\x89PNG\r\n\x1a\n")
LARGEST = 1_000_000  # octets; 102 × 126 pixels as BMP are 38,862
_PORTRAIT_LENGTH = 1024
_CHUNK = 65536


class CommandPortraitDecoder:
    """A core.ports.PortraitDecoder. Blocking, at most `seconds` long."""

    def __init__(self, command: Sequence[str], seconds: float = 3.0) -> None:
        self._command = tuple(command)
        self._seconds = seconds

    def decode(self, portrait: bytes) -> bytes:
        """The portrait of a card (1024 octets) as BMP or PNG; empty where there is none or the
        command failed, which is logged."""
        if len(portrait) != _PORTRAIT_LENGTH:
            return b""
        deadline = time.monotonic() + self._seconds
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            return _failed(type(error).__name__)
        try:
            picture = _talk(process, portrait, deadline)
            code = process.wait(max(deadline - time.monotonic(), 0))
        except (TimeoutError, subprocess.TimeoutExpired):
            return _failed("took too long")
        except OverflowError:
            return _failed("wrote too much")
        finally:
            _end(process)
        if code != 0:
            return _failed(f"ended with {code}")
        return picture if picture.startswith(_STARTS) else _failed("wrote no picture")


def _talk(process: "subprocess.Popen[bytes]", portrait: bytes, deadline: float) -> bytes:
    """Give it the portrait and take all that it writes. Raises TimeoutError or OverflowError."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):  # it may be a command that reads nothing
        process.stdin.write(portrait)  # less than a pipe holds
        process.stdin.close()
    written = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise TimeoutError
        part = os.read(process.stdout.fileno(), _CHUNK)
        if not part:
            return written
        written += part
        if len(written) > LARGEST:
            raise OverflowError


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with all that it started, and leave nothing open."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _failed(why: str) -> bytes:
    _LOG.warning("portrait decoder: %s", why)
    return b""
