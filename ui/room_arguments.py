"""The command line that every room of a terminal has, and how a room runs until it is told to end.

The kiosk and the desk are started alike; what they are put together from is their own.
"""

import argparse
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

import resources
from core.ports import PaperPrinter, Printer, Terminal, WordSource
from ui.a4_printer import with_a4
from ui.pdf_printer import PdfPrinter
from ui.theme import house_theme
from ui.walk import Stage, Walk, read_steps

_SIGNAL_PULSE_MS = 200


def room_parser(name: str, description: str | None, *, size: str) -> argparse.ArgumentParser:
    """The arguments of a room; `size` is the default of its window."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    add, path = parser.add_argument, Path
    add("--state", type=path, required=True, help="the terminal's own folder")
    add("--city", default="", help="the city's address, where it moved")
    add("--size", default=size, help="full, or e.g. 1080x1920")
    add("--devices", type=path, help="what the terminal has (default: devices.toml in its folder)")
    add("--card", default="auto", help="auto, or the name of a driver: pcsc, simulated …")
    add("--face", default="auto", help="auto, simulated, an index or a clip")
    add("--document", default="auto", help="auto, simulated, an index or a clip")
    add("--printer", default="auto", help="auto, simulated, pdf:DIR, tcp:HOST:PORT, a file")
    add("--simulators", type=path, help="where the orders to the simulators are")
    add("--training", action="store_true", help="simulators stand in for machines not attached")
    add("--usb", default="/media:/run/media", help="below which USB sticks are mounted")
    add("--poll", type=float, default=60.0, help="seconds between quiet passes")
    add("--retry", type=float, default=300.0, help="longest wait after a failure")
    add("--walk", default="", help="walk a journey by itself: a name or a file")
    add("--pictures", type=path, default=path("var/pictures"), help="where a walk keeps pictures")
    return parser


def paper_printer(choice: str) -> PdfPrinter | None:
    """The printer that `pdf:DIR` asks for, or None where the machines have one of their own."""
    kind, _, folder = choice.partition(":")
    return PdfPrinter(Path(folder), house_theme()) if kind == "pdf" and folder else None


def all_printers(choice: str, roll: Printer, paper: PaperPrinter | None) -> Printer:
    """What prints in a room: the roll, with the A4 printer beside it where there is one. `pdf:DIR`
    stands above both."""
    return roll if choice.startswith("pdf:") else with_a4(roll, paper, house_theme())


def shown_terminal(terminal: Terminal, simulated: Sequence[str], words: WordSource) -> Terminal:
    """The terminal with its place as screens and paper show it: what is made with simulators says
    so, and is never taken for a real case."""
    if not simulated:
        return terminal
    return replace(terminal, place=words("room.training", place=terminal.place))


def walk_room(
    application: QApplication,
    window: QWidget,
    args: argparse.Namespace,
    state: Callable[[], object],
    card: Callable[[str], None],
    beside: QWidget | None = None,
) -> None:
    """Begin the walk that the arguments ask for, if any; the room ends with it."""
    if not args.walk:
        return
    stage = Stage(window, args.pictures, lambda: type(state()).__name__, card, beside)
    walk = Walk(stage, read_steps(_walk_text(args.walk)))
    walk.done.connect(application.exit)
    walk.start()


def run_until_told(application: QApplication) -> int:
    """Turn the event loop until it ends, or SIGTERM or SIGINT ask for it; the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.exit(0))
    pulse = QTimer()  # lets Python see the signals
    pulse.timeout.connect(lambda: None)
    pulse.start(_SIGNAL_PULSE_MS)
    code = application.exec()
    pulse.stop()
    return code


def _walk_text(name: str) -> str:
    """A walk that ships, by its name, or a file."""
    shipped = resources.path("walks", f"{name}.walk")
    return (shipped if shipped.exists() else Path(name)).read_text(encoding="utf-8")
