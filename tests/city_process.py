"""A real city in a process of its own, for tests of the city and for whole stories."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from city.settings import DATABASE_VARIABLE, database_in

REPOSITORY = Path(__file__).parent.parent
DEADLINE_S = 60.0


class CityNotStarted(AssertionError):
    """It ended, or took too long, before it listened."""


class CityProcess:
    """One city in a folder. It may be stopped, killed and started again; its port stays."""

    def __init__(
        self,
        folder: Path,
        *,
        catalogue: Path | None = None,
        database_url: str = "",
        options: tuple[str, ...] = (),
        module: str = "city",
    ) -> None:
        """`options` are given to `serve`; `module` is what is run: a city with a planted bug is
        another one."""
        self.folder = folder
        self.data = folder / "city"
        self.url = ""
        self.database_url = database_url
        self._options = options
        self._catalogue = catalogue
        self._module = module
        self._port = 0
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path | str:
        """What city.store.open_store is told."""
        return self.database_url or database_in(self.data)

    @property
    def log(self) -> Path:
        """Everything that the server wrote, over all its starts."""
        return self.folder / "city.log"

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._process is None:
            raise AssertionError("the city does not run")
        return self._process.pid

    def cli(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run a command of the city with its folder. A failure is an error unless asked for."""
        command, *rest = arguments
        return self.run(command, "--data", str(self.data), *rest, check=check)

    def run(
        self, command: str, *rest: str, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command of the city that needs no folder."""
        done = subprocess.run(
            [sys.executable, "-m", "city", command, *rest],
            cwd=REPOSITORY,
            capture_output=True,
            timeout=DEADLINE_S,
            env=self._environment(),
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"city {command}: {done.stderr.decode()}")
        return done

    def init(self) -> None:
        """Make keys and database; harmless when they are there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cli("init")

    def enrolment_code(
        self,
        terminal: str = "CD0128",
        region: str = "430702012000",
        place: str = "芙蓉街道 24 小时自助区",
        point: str = "CD-430702-JD",
    ) -> str:
        """A one-time code for a terminal."""
        done = self.cli(
            "code", "--terminal", terminal, "--region", region, "--place", place, "--point", point
        )
        return done.stdout.decode().strip()

    def cases(self) -> list[dict[str, Any]]:
        """All cases in the order in which they came."""
        found: list[dict[str, Any]] = json.loads(self.cli("cases", "--json").stdout)
        return found

    def document(self, case: str) -> bytes:
        """A document as it was signed."""
        return self.cli("document", case).stdout

    def start(self, failpoint: str = "") -> None:
        """Start and wait until it takes connections. At a failpoint it will kill itself."""
        if self._process is not None:
            raise AssertionError("the city runs already")
        self._starts += 1
        ready = self.folder / f"ready-{self._starts}.json"
        command = [sys.executable, "-m", self._module, "serve", "--data", str(self.data)]
        command += ["--port", str(self._port), "--ready-file", str(ready)]
        command += self._options
        if self._catalogue is not None:
            command += ["--catalogue", str(self._catalogue)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
                env={**self._environment(), "CITY_FAILPOINT": failpoint},
            )
        self._wait_for(ready)
        told = json.loads(ready.read_bytes())
        assert told["pid"] == self._process.pid
        self.url = told["url"]
        self._port = int(self.url.rpartition(":")[2])

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def wait(self) -> int:
        """Wait until it ends by itself; gives the return code."""
        if self._process is None:
            raise AssertionError("the city does not run")
        code = self._process.wait(DEADLINE_S)
        self._process = None
        return code

    def stop(self) -> int:
        """Ask it to stop in order, and wait; gives the return code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it as a power cut would, and wait."""
        return self._end(signal.SIGKILL)

    def close(self) -> None:
        """End it if it runs."""
        if self._process is not None:
            self.stop()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, DATABASE_VARIABLE: self.database_url}

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            raise AssertionError("the city does not run")
        self._process.send_signal(number)
        return self.wait()

    def _wait_for(self, ready: Path) -> None:
        assert self._process is not None
        deadline = time.monotonic() + DEADLINE_S
        while not ready.exists():
            try:
                self._process.wait(0.02)
            except subprocess.TimeoutExpired:
                if time.monotonic() < deadline:
                    continue
            self.close()
            raise CityNotStarted("the city did not start:\n" + self.log.read_text())
