"""A terminal runs for weeks: calls into Qt must not use up the constants of the interpreter."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
MANY_CALLS = """
import ui
from PySide6.QtCore import QObject, Signal
class Thing(QObject):
    told = Signal(bool)
thing = Thing()
thing.told.connect(lambda on: None)
for _ in range(50_000):
    thing.setObjectName("x")
    thing.told.emit(True)
"""


def test_many_calls_into_qt_do_not_end_the_interpreter() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
