"""A kiosk in a process of its own, on a real (virtual) display, walked by a text of steps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.ports import QueueView
from sync.database import open_database
from sync.queue import queue_view

DEADLINE_S = 150.0
NOWHERE = "http://127.0.0.1:9"  # a city that is never there


class KioskProcess:
    """One run of `python -m kiosk` on a terminal's folder. It may be killed at any place."""

    def __init__(self, state: Path, pictures: Path, environment: dict[str, str]) -> None:
        self.state = state
        self.pictures = pictures
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(
        self,
        walk: str,
        *,
        city: str,
        card: str = "pcsc",
        failpoint: str = "",
        more: Sequence[str] = (),
    ) -> None:
        """Start with a walk. `card` is pcsc or simulated; `more` are options that win."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        script = self.pictures / "steps.walk"
        script.write_text(walk, encoding="utf-8")
        command = [
            sys.executable, "-m", "kiosk", "--state", str(self.state), "--city", city,
            "--size", "1080x1920", "--card", card, "--face", "simulated",
            "--document", "simulated", "--printer", "simulated", "--poll", "0.5",
            "--retry", "0.5", "--walk", str(script), "--pictures", str(self.pictures), *more,
        ]  # fmt: skip
        with (self.state / "kiosk.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env={**self._environment, "ONESTOP_FAILPOINT": failpoint},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> int:
        """Wait until the walk has ended; its exit code."""
        assert self._process is not None
        return self._process.wait(timeout=DEADLINE_S)

    def wait_for(self, name: str) -> None:
        """Wait until the walk has told a name. Fails when the kiosk ended before."""
        self.wait_until((self.pictures / name).exists, name)

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Fails when the kiosk ended before."""
        assert self._process is not None
        end = time.monotonic() + DEADLINE_S
        while not is_so():
            assert self._process.poll() is None, f"the kiosk ended before {what}\n{self.log()}"
            assert time.monotonic() < end, f"{what} never came\n{self.log()}"
            try:
                self._process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue

    def tell(self, name: str) -> None:
        """Let a walk that awaits a name go on."""
        (self.pictures / name).touch()

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=DEADLINE_S)

    def close(self) -> None:
        """End it when it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=DEADLINE_S)

    def queue(self) -> QueueView:
        """What waits in its book, as committed."""
        book = open_database(self.state)
        try:
            return queue_view(book)
        finally:
            book.close()

    def log(self) -> str:
        """Everything that it wrote."""
        return (self.state / "kiosk.log").read_text(encoding="utf-8", errors="replace")


def files_below(*folders: Path) -> list[Path]:
    """Every file of these folders."""
    return [
        Path(root) / name
        for folder in folders
        for root, _, names in os.walk(folder)
        for name in names
    ]
