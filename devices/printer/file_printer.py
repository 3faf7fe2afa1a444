"""The simulated printer: slips become files that one can look at."""

import re
from pathlib import Path

from core.errors import Code, PrinterError
from core.ports import PrinterState, Slip
from devices.printer.escpos_bytes import compose
from devices.printer.escpos_printer import refuse_unless_ready
from devices.printer.slip_picture import slip_png
from devices.simulator_orders import PrinterOrder, read_order

ORDERS = "printer"  # printer.json
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


class FilePrinter:
    """A core.ports.Printer that writes NAME.escpos and NAME.png into a folder.

    An order in printer.json (`{"state": "no_paper"}`) makes it fail like the real one; `ready` or
    no order: it prints. `orders` is the simulators' folder, by default the same one.
    """

    def __init__(self, folder: Path, orders: Path | None = None) -> None:
        self._folder = folder
        self._orders = orders or folder

    def state(self) -> PrinterState:
        """What the order says; an unknown word and a damaged order count as absent."""
        try:
            order = read_order(self._orders, ORDERS, PrinterOrder) or PrinterOrder()
            return PrinterState(order.state)
        except ValueError:
            return PrinterState.ABSENT

    def print_slip(self, slip: Slip) -> None:
        """Write the slip; the picture last, so that whoever waits for it finds both. Raises
        PrinterError."""
        refuse_unless_ready(self.state())
        if not SAFE_NAME.fullmatch(slip.name):
            raise PrinterError(Code.UNEXPECTED, "slip name is not a file stem")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(f"{slip.name}.escpos", compose(slip))
            self._write(f"{slip.name}.png", slip_png(slip))
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason

    def _write(self, name: str, octets: bytes) -> None:
        if not octets:
            return
        # Renamed into place: a watcher never sees half a slip.
        half = self._folder / f".{name}.part"
        half.write_bytes(octets)
        half.replace(self._folder / name)
