"""The sync worker as a program of its own: `python -m sync FOLDER`, until SIGTERM.

`onestop sync run` becomes this program, so that what runs for months holds nothing of screens,
cameras and printers in memory.
"""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

import sync.without_numpy  # noqa: F401 before everything that would take it along

# isort: split
from core.errors import AppError
from core.ports import QueueView
from sync.schedule import POLL_S, Schedule
from sync.station import make_engine, terminal_identity
from sync.system_clock import SystemClock
from sync.worker import SyncWorker

FAILED = 1
_STOP_S = 30.0


def main() -> int:
    """Work until SIGTERM or SIGINT; 1 where the folder is no enrolled terminal."""
    parser = argparse.ArgumentParser(prog="python -m sync", description=__doc__)
    parser.add_argument("folder", type=Path, help="the terminal's own folder")
    parser.add_argument("--city", default="", help="where the city is, when it moved")
    parser.add_argument("--poll", type=float, default=POLL_S, help="seconds, for training")
    parser.add_argument("--retry", type=float, default=300.0, help="longest wait in an outage")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    clock = SystemClock()
    try:
        identity = terminal_identity(args.folder, args.city)
    except AppError as error:
        print(error, file=sys.stderr)  # noqa: T201 said to whoever started it
        return FAILED
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    worker = SyncWorker(
        lambda: make_engine(args.folder, identity, clock),
        Schedule(poll_s=args.poll, cap_s=args.retry),
        _say,
        lambda _: None,
    )
    worker.start()
    ended.wait()
    return 0 if worker.stop(_STOP_S) else FAILED


def _say(view: QueueView) -> None:
    """One line whenever the queue has changed: numbers and codes."""
    online = "online" if view.online else "offline"
    words = f"queue waiting={view.count} octets={view.octets} aside={view.quarantined} {online}"
    logging.getLogger("onestop.sync").info(f"{words} {view.last_code}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
