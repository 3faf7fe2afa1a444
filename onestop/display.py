"""A display to draw on: the one that is there, or a virtual one for as long as it is needed."""

import os
import select
import shutil
import subprocess
from types import TracebackType
from typing import Self

_PATIENCE_S = 15.0


class Display:
    """While entered, `environment` names a display. `is_virtual` says that nobody sees it."""

    def __init__(self, size: str) -> None:
        self._size = size
        self._server: subprocess.Popen[bytes] | None = None
        self.environment: dict[str, str] = dict(os.environ)
        self.is_virtual = False

    def __enter__(self) -> Self:
        if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
            return self
        self.is_virtual = True
        if shutil.which("Xvfb") is None:
            self.environment["QT_QPA_PLATFORM"] = "offscreen"
            return self
        self._start()
        return self

    def _start(self) -> None:
        """Xvfb chooses a free number and tells it through a pipe."""
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self._size}x24",
             "-nolisten", "tcp"],
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        number = _read_line(reading)
        os.close(reading)
        if not number:
            self._server.terminate()
            raise RuntimeError("Xvfb did not start")
        self.environment["DISPLAY"] = f":{number}"
        self.environment["QT_QPA_PLATFORM"] = "xcb"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=_PATIENCE_S)


def _read_line(reading: int) -> str:
    """A whole line: Xvfb writes number and line end apart, and ends itself when the pipe is shut
    between them. Empty where none comes in time."""
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([reading], [], [], _PATIENCE_S)
        part = os.read(reading, 16) if ready else b""
        if not part:
            return ""
        line += part
    return line.decode().strip()
