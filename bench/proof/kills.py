"""Killing a real process at the n-th system call of one kind."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]


def kill_at(call: str, number: int, module: str, arguments: Sequence[str]) -> bool:
    """Run `python -m module arguments` and kill it at the n-th call; False where it ended before
    that by itself. Raises RuntimeError where it failed."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", "signal=none"]
    command += ["-e", f"inject={call}:signal=SIGKILL:when={number}"]
    done = subprocess.run(
        [*command, sys.executable, "-m", module, *arguments],
        cwd=_REPOSITORY,
        capture_output=True,
        check=False,
    )
    if done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL):
        return True
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr.decode()[-2000:]}")
    return False
