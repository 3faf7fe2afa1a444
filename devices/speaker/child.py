"""One program at a time that can be ended from another thread at once."""

import subprocess
from collections.abc import Callable, Sequence
from threading import Lock

from core.errors import Code, SpeakerError


class Child:
    """Runs programs one after the other. What they are given goes through their input, so that no
    list of processes shows it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def run(
        self, command: Sequence[str], octets: bytes, is_wanted: Callable[[], bool] = lambda: True
    ) -> bytes | None:
        """What the program wrote, or None when it was not wanted or was ended by `end`. Raises
        SpeakerError when it is not there or fails by itself."""
        with self._lock:  # a wish that ends before the program begins is not lost
            if not is_wanted():
                return None
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise SpeakerError(Code.SPEAKER_ABSENT, f"{command[0]} is not there") from error
            self._running = process
        with process:
            answer, _ = process.communicate(octets)
        with self._lock:
            was_ended = self._running is not process
            self._running = None
        if was_ended or not is_wanted():
            return None
        if process.returncode:
            raise SpeakerError(Code.SPEAKER_ABSENT, f"{command[0]} ended {process.returncode}")
        return answer

    def end(self) -> None:
        """End the program that runs, if one does."""
        with self._lock:
            process, self._running = self._running, None
            if process is not None:
                process.kill()
