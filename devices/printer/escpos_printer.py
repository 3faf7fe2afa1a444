"""A slip printer that speaks ESC/POS."""

from core.errors import Code, PrinterError
from core.ports import PrinterState, Slip
from devices.printer.escpos_bytes import compose
from devices.printer.transport import Transport

# DLE EOT n answers at once, even while printing (Epson ESC/POS reference).
ASK_OFFLINE, ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
COVER_BIT, PAPER_STOP_BIT = 0x04, 0x20  # of the answer about being offline
PAPER_END_BITS = 0x60  # of the answer about paper
FIXED_BITS, FIXED = 0x93, 0x12  # bits 1 and 4 set, 0 and 7 clear mark a status octet

FAULTS: dict[PrinterState, Code] = {
    PrinterState.NO_PAPER: Code.PRINTER_NO_PAPER,
    # The roll lies behind the cover: whoever mends the one looks at the other.
    PrinterState.COVER_OPEN: Code.PRINTER_NO_PAPER,
    PrinterState.ABSENT: Code.PRINTER_ABSENT,
}


class EscposPrinter:
    """A core.ports.Printer. Blocks up to a few seconds; nothing is kept between calls."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def state(self) -> PrinterState:
        """What the printer says of itself. One that gives no answer counts as ready."""
        try:
            offline, paper = (self._status(question) for question in (ASK_OFFLINE, ASK_PAPER))
        except OSError:
            return PrinterState.ABSENT
        if offline & COVER_BIT:
            return PrinterState.COVER_OPEN
        if offline & PAPER_STOP_BIT or paper & PAPER_END_BITS:
            return PrinterState.NO_PAPER
        return PrinterState.READY

    def print_slip(self, slip: Slip) -> None:
        """Print and cut. Raises PrinterError."""
        refuse_unless_ready(self.state())
        try:
            self._transport.send(compose(slip))
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason

    def _status(self, question: bytes) -> int:
        answer = self._transport.ask(question)
        # Anything else is left over from another talk and says nothing.
        return answer[0] if answer and answer[0] & FIXED_BITS == FIXED else 0


def refuse_unless_ready(state: PrinterState) -> None:
    """Raise the PrinterError of a state, unless it is ready."""
    if state in FAULTS:
        raise PrinterError(FAULTS[state], state.value)
