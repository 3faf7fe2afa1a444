"""start: from the process to the painted first page, beside an empty PySide6 window."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, median
from bench.ground import lone_identity
from sync.identity import save_identity

_ROUNDS = 7
_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
application = QApplication(sys.argv)
window = QWidget()
window.resize(1080, 1920)
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""


def start_figure() -> Iterator[Figure]:
    """Median of whole processes that end after their first turn of the event loop."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        save_identity(folder, lone_identity())
        walk = folder / "one.walk"
        walk.write_text("until Idle\n", encoding="utf-8")
        kiosk = [sys.executable, "-m", "kiosk", "--state", name, "--size", "1080x1920",
                 "--card", "simulated", "--face", "simulated", "--document", "simulated",
                 "--printer", "simulated", "--walk", str(walk),
                 "--pictures", name]  # fmt: skip
        ours, empty = [], []
        for _ in range(_ROUNDS):
            empty.append(_run([sys.executable, "-c", _EMPTY], environment))
            ours.append(_run(kiosk, environment))
    yield Figure(
        figure="start.median",
        value=median(ours) * 1000,
        unit="ms",
        peers={"an empty PySide6 window": median(empty) * 1000},
        note="offscreen; warm files; the kiosk also opens its book, checks it, and closes again",
    )


def _run(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start
