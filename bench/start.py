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
_LOOK_S = 0.002
_EMPTY = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
application = QApplication(sys.argv)
window = QWidget()
window.resize(1080, 1920)
window.show()
def shown():
    window.grab()
    Path(sys.argv[1], "shown").touch()
    application.quit()
QTimer.singleShot(0, shown)
application.exec()
"""


def start_figure() -> Iterator[Figure]:
    """Median from the start of the process to the first page, shown and drawn."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        save_identity(folder, lone_identity())
        walk = folder / "one.walk"
        walk.write_text("until Idle\npicture first\ntell shown\n", encoding="utf-8")
        kiosk = [sys.executable, "-m", "kiosk", "--state", name, "--size", "1080x1920",
                 "--card", "simulated", "--face", "simulated", "--document", "simulated",
                 "--printer", "simulated", "--walk", str(walk),
                 "--pictures", name]  # fmt: skip
        ours, empty = [], []
        for _ in range(_ROUNDS):
            empty.append(empty_window_start(folder))
            ours.append(_run(kiosk, environment, folder))
    yield Figure(
        figure="start.median",
        value=median(ours) * 1000,
        unit="ms",
        peers={"an empty PySide6 window": median(empty) * 1000},
        note="offscreen; warm files; the kiosk also opens and checks its book and its catalogue",
    )


def empty_window_start(folder: Path) -> float:
    """The peer: seconds from the start of Python to an empty window, shown and drawn."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return _run([sys.executable, "-c", _EMPTY, str(folder)], environment, folder)


def _run(command: list[str], environment: dict[str, str], folder: Path) -> float:
    """Seconds until the process has made the file `shown`. Raises when it ends without it."""
    shown = folder / "shown"
    shown.unlink(missing_ok=True)
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not shown.exists():
            if process.poll() is not None and not shown.exists():
                raise RuntimeError(f"ended with {process.returncode}")
            time.sleep(_LOOK_S)
        seconds = time.perf_counter() - start
    return seconds
