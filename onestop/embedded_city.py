"""A city of one's own for demos and training: another process, started and stopped from here.

Nothing is imported from the city: a terminal knows it by its command line and its address only.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE_S = 30.0
_BEAT_S = 0.05


class EmbeddedCity:
    """Runs `python -m city serve` on a free loopback port while it is entered."""

    def __init__(self, folder: Path, catalogue: Path) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "ready.json"
        ready.unlink(missing_ok=True)
        self.run("init")
        with (self._folder / "city.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command("serve"), "--port", "0", "--ready-file", str(ready),
                 "--catalogue", str(self._catalogue)],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self.url = self._wait(ready)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the city; a terminal that goes on finds nobody there."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(timeout=_PATIENCE_S)

    def run(self, *words: str) -> str:
        """One command of the city's own command line; its output. Raises RuntimeError."""
        done = subprocess.run(
            [*self._command(words[0]), *words[1:]], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"city {words[0]}: {done.stderr.strip()[-400:]}")
        return done.stdout.strip()

    def _command(self, word: str) -> list[str]:
        return [sys.executable, "-m", "city", word, "--data", str(self._folder)]

    def _wait(self, ready: Path) -> str:
        """The address, as soon as the city listens."""
        assert self._process is not None
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if ready.exists():
                return str(json.loads(ready.read_text())["url"])
            if self._process.poll() is not None:
                break
            time.sleep(_BEAT_S)
        raise RuntimeError(f"the city did not start; see {self._folder / 'city.log'}")
