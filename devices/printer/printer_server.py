"""The ways into the virtual printer: a port as of a network printer, a pseudo terminal as of a
device file. Blocking; whoever calls gives the thread and ends it by `stop`."""

import os
import pty
import select
import socket
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

from core.ports import PrinterState
from devices.printer.virtual_printer import VirtualPrinter

_PULSE_S = 0.05  # how soon new paper or `stop` is noticed
_BLOCK = 4096


def serve_port(server: socket.socket, printer: VirtualPrinter, stop: Event) -> None:
    """Talk with one partner at a time, as most real ones do. While `absent` is ordered it hangs up
    on everybody."""
    while not stop.is_set():
        waiting, _, _ = select.select([server], [], [], _PULSE_S)
        if waiting:
            line, _ = server.accept()
            with line, suppress(OSError):
                _talk(line.fileno(), printer, stop)


@contextmanager
def open_terminal() -> Iterator[tuple[int, Path]]:
    """A pseudo terminal without any manners of its own: our end, and the path for the other."""
    ours, theirs = pty.openpty()
    try:
        tty.setraw(theirs)
        yield ours, Path(os.ttyname(theirs))
    finally:
        os.close(ours)
        os.close(theirs)


def serve_terminal(ours: int, printer: VirtualPrinter, stop: Event) -> None:
    """Talk with whoever opens the other end."""
    while not stop.is_set():
        _talk(ours, printer, stop)


def _talk(line: int, printer: VirtualPrinter, stop: Event) -> None:
    """Until the partner hangs up. A full printer reads nothing, and the partner stalls."""
    while not stop.is_set() and printer.state is not PrinterState.ABSENT:
        readable = select.select([line] if printer.takes_more else [], [], [], _PULSE_S)[0]
        if not readable:
            answers = printer.go_on()
        elif octets := os.read(line, _BLOCK):
            answers = printer.take(octets)
        else:
            return
        if answers:
            os.write(line, answers)
