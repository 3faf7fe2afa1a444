"""A terminal runs for weeks: calls into Qt must not use up None."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
MANY_CALLS = """
import ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(50_000):
    thing.setObjectName("x")
"""


def test_many_calls_without_a_result_do_not_end_the_interpreter() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
