"""`onestop simulate escpos`: a slip printer made of software, for a terminal's real driver."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from PIL import Image

from core.ports import PrinterState
from devices.printer.drivers import SLIPS
from devices.printer.file_printer import ORDERS
from devices.printer.printer_server import open_terminal, serve_port, serve_terminal
from devices.printer.slip_picture import as_png
from devices.printer.virtual_printer import VirtualPrinter
from devices.simulator_orders import PrinterOrder, read_order, write_order


def serve_escpos(folder: Path, port: int, stop: Event) -> int:
    """Print until `stop`; what is cut off lies in `slips/paper-N.png`. Port 0 means a pseudo
    terminal in place of a port. `printer.json` in the folder orders faults."""
    printer = ordered_printer(folder)
    if port == 0:
        with open_terminal() as (ours, path):
            _say(f"A printer behind {path}: driver escpos_device.")
            _until(stop, lambda: serve_terminal(ours, printer, stop))
        return 0
    try:
        server = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        _say(f"Port {port} cannot be had: {type(error).__name__}.")
        return 1
    with server:
        _say(f"A printer at 127.0.0.1 port {port}: driver escpos_network.")
        _until(stop, lambda: serve_port(server, printer, stop))
    return 0


def ordered_printer(folder: Path) -> VirtualPrinter:
    """A virtual printer that obeys the orders of a folder and leaves its paper there."""
    slips = folder / SLIPS
    slips.mkdir(parents=True, exist_ok=True)

    def give(paper: Image.Image) -> None:
        number = len(list(slips.glob("paper-*.png"))) + 1
        (slips / f"paper-{number:04d}.png").write_bytes(as_png(paper))

    def run_out() -> None:
        write_order(folder, ORDERS, PrinterOrder(PrinterState.NO_PAPER.value))

    return VirtualPrinter(give, lambda: _order(folder), run_out)


def _order(folder: Path) -> PrinterOrder:
    """A damaged order and an unknown word are an unplugged printer."""
    try:
        order = read_order(folder, ORDERS, PrinterOrder) or PrinterOrder()
        PrinterState(order.state)
    except ValueError:
        return PrinterOrder(PrinterState.ABSENT.value)
    return order


def _until(stop: Event, serve: Callable[[], None]) -> None:
    try:
        serve()
    except KeyboardInterrupt:
        stop.set()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
