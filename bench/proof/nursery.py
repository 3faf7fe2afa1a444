"""Terminals by the hundred: one process that has loaded the program and forks a terminal an order.

A forked terminal is a process of its own with files and threads of its own; only the loading of
Python, which writes nothing, is spared. `python -m bench.proof.nursery` reads orders from its
standard input and answers each when that terminal has ended.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.proof.told_terminal import Life, carry, drain, receive, work

_ORDERS = {"work": work, "carry": carry, "receive": receive, "drain": drain}
FAILED = 70  # exit code of a terminal that ended by a mistake


@dataclass(frozen=True, slots=True)
class Ended:
    """How a terminal ended: `code` is negative for a signal; `by_time` when the nursery killed."""

    code: int
    by_time: bool
    seconds: float


class Nursery:
    """The process that forks. Used by one thread."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.proof.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()

    def live(self, order: str, *, kill_after: float | None = None, **life: Any) -> Ended:
        """One life (`work`, `carry` or `drain`) with the fields of Life, killed after seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        told = {"order": order, "kill_after": kill_after, "life": life}
        self._process.stdin.write(json.dumps(told, default=str) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the nursery ended")
        return Ended(**json.loads(answer))


def _serve() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(_live(told)), flush=True)


def _live(told: dict[str, Any]) -> dict[str, Any]:
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os._exit(_be(told))
    handle = os.pidfd_open(child)
    try:
        ended, _, _ = select.select([handle], [], [], told["kill_after"])
    finally:
        os.close(handle)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "by_time": not ended, "seconds": seconds}


def _be(told: dict[str, Any]) -> int:
    """The life of the child. Whatever goes wrong in it is written to the log."""
    os.dup2(2, 1)  # the pipe is the nursery's
    given = told["life"]
    life = Life(**{**given, "folder": Path(given["folder"]), "ledger": Path(given["ledger"])})
    try:
        return _ORDERS[told["order"]](life)
    except Exception as error:  # noqa: BLE001 the child ends here; its parent must hear of it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
    return FAILED


if __name__ == "__main__":
    _serve()
