"""The city's own program as a process, for tests that need the real other end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from resources.catalogue_files import own_folder

DEADLINE_S = 60.0


@dataclass
class RealCity:
    """A city in a folder. Its commands run beside the server."""

    folder: Path
    port: int = 0
    url: str = ""

    def run(self, command: str, *words: str) -> str:
        """One command of the city; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "city", command, "--data", str(self.folder), *words],
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=True,
        )
        return done.stdout.strip()

    def code(self) -> str:
        """A one-time code for the terminal of the tests."""
        words = ("--terminal", "CD0128", "--region", "430702012000", "--place", "测试自助区")
        return self.run("code", *words, "--point", "T-ORGAN")

    @contextmanager
    def serving(self, failpoint: str = "") -> Iterator["subprocess.Popen[bytes]"]:
        """The server, at the same port again after a restart."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        words = ["--port", str(self.port), "--ready-file", str(ready)]
        command = [sys.executable, "-m", "city", "serve", "--data", str(self.folder), *words]
        with subprocess.Popen(
            [*command, "--catalogue", str(own_folder())],
            env={**os.environ, "CITY_FAILPOINT": failpoint},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                self.url = _address(process, ready)
                self.port = int(self.url.rsplit(":", 1)[1])
                yield process
            finally:
                process.terminate()
                process.wait(DEADLINE_S)


def _address(process: "subprocess.Popen[bytes]", ready: Path) -> str:
    deadline = time.monotonic() + DEADLINE_S
    while not ready.exists():
        assert time.monotonic() < deadline, "the city does not listen"
        try:
            raise AssertionError(f"the city ended with {process.wait(timeout=0.05)}")
        except subprocess.TimeoutExpired:
            continue
    return str(json.loads(ready.read_text("utf-8"))["url"])
