"""The simulated printer: slips become files that one can look at."""

import re
from pathlib import Path

from core.errors import Code, PrinterError
from core.ports import PrinterState, Slip
from devices.printer.escpos_bytes import compose
from devices.printer.slip_layout import lay_out
from devices.printer.slip_picture import as_png, draw_row, paper_of, slip_png
from devices.printer.status import refuse_unless_ready
from devices.simulator_orders import PrinterOrder, read_order, write_order

ORDERS = "printer"  # printer.json
_PRINTS = (PrinterState.READY.value, PrinterState.PAPER_LOW.value)
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
            order = self._order()
            if order.rows == 0 and order.state in _PRINTS:
                return PrinterState.NO_PAPER
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
            self._use_paper(slip)
            self._write(f"{slip.name}.escpos", compose(slip))
            self._write(f"{slip.name}.png", slip_png(slip))
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason

    def _order(self) -> PrinterOrder:
        """Raises ValueError for a damaged one."""
        return read_order(self._orders, ORDERS, PrinterOrder) or PrinterOrder()

    def _use_paper(self, slip: Slip) -> None:
        """Paper that was ordered to run out in the middle leaves NAME.torn.png, and none is there
        afterwards. Raises PrinterError."""
        order, rows = self._order(), lay_out(slip)
        if order.rows < 0:
            return
        if order.rows >= len(rows):
            left = PrinterOrder(order.state, order.rows - len(rows))
            write_order(self._orders, ORDERS, left)
            return
        write_order(self._orders, ORDERS, PrinterOrder(PrinterState.NO_PAPER.value))
        torn = paper_of([draw_row(row) for row in rows[: order.rows]])
        self._write(f"{slip.name}.torn.png", as_png(torn))
        raise PrinterError(Code.SLIP_UNFINISHED, PrinterState.NO_PAPER.value)

    def _write(self, name: str, octets: bytes) -> None:
        if not octets:
            return
        # Renamed into place: a watcher never sees half a slip.
        half = self._folder / f".{name}.part"
        half.write_bytes(octets)
        half.replace(self._folder / name)
