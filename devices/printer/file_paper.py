"""The simulated A4 printer: pages become PDF files that one can look at."""

from pathlib import Path

from core.errors import Code, PrinterError
from core.ports import PrinterState
from devices.printer.status import refuse_unless_ready
from devices.simulator_orders import PrinterOrder, read_order

ORDERS = "paper"  # paper.json


class FilePaper:
    """A core.ports.PaperPrinter that writes page-0001.pdf and so on into a folder, and obeys
    paper.json in the folder of orders."""

    def __init__(self, folder: Path, orders: Path) -> None:
        self._folder = folder
        self._orders = orders

    def state(self) -> PrinterState:
        """What the order says; an unknown word and a damaged order count as absent."""
        try:
            order = read_order(self._orders, ORDERS, PrinterOrder) or PrinterOrder()
            return PrinterState(order.state)
        except ValueError:
            return PrinterState.ABSENT

    def print_pdf(self, octets: bytes) -> None:
        """Write the file whole. Raises PrinterError."""
        refuse_unless_ready(self.state())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self._folder.glob("page-*.pdf"))) + 1
            half = self._folder / f".page-{number:04d}.part"
            half.write_bytes(octets)
            half.replace(self._folder / f"page-{number:04d}.pdf")
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason
