"""Slips on A4: long ones and ones to sign go there, and all of them where nothing else prints."""

from core.errors import Code, PrinterError
from core.ports import PaperPrinter, Printer, PrinterState, Slip
from ui.pdf import slip_pdf
from ui.theme import Theme

# After these a part may have come out: whoever reads it decides whether it is printed again.
_HALF_DONE = (Code.SLIP_UNFINISHED, Code.PRINT_JOB_ENDED)


class A4Printer:
    """A core.ports.Printer that draws a slip as A4 and prints it. It stands in this floor because
    Qt draws it; it may be used on a lane."""

    def __init__(self, paper: PaperPrinter, theme: Theme) -> None:
        self._paper = paper
        self._theme = theme

    def state(self) -> PrinterState:
        return self._paper.state()

    def print_slip(self, slip: Slip) -> None:
        """Raises PrinterError."""
        self._paper.print_pdf(slip_pdf(slip, self._theme))


class TwoPrinters:
    """A core.ports.Printer of a terminal that has both: sheets go to A4, the rest onto the roll,
    and each to the other where nothing of it could be printed."""

    def __init__(self, roll: Printer, a4: Printer) -> None:
        self._roll = roll
        self._a4 = a4

    def state(self) -> PrinterState:
        """Of the roll, which every citizen needs; of A4 where there is no roll."""
        state = self._roll.state()
        return self._a4.state() if state is PrinterState.ABSENT else state

    def print_slip(self, slip: Slip) -> None:
        """Raises the PrinterError of the printer that had to print it."""
        first, second = (self._a4, self._roll) if slip.is_sheet else (self._roll, self._a4)
        try:
            first.print_slip(slip)
        except PrinterError as fault:
            if fault.code in _HALF_DONE:
                raise
            _print_instead(second, slip, fault)


def with_a4(roll: Printer, paper: PaperPrinter | None, theme: Theme) -> Printer:
    """All printers of a terminal as one."""
    return roll if paper is None else TwoPrinters(roll, A4Printer(paper, theme))


def _print_instead(printer: Printer, slip: Slip, fault: PrinterError) -> None:
    """Print on the other one; where it is not well either, the first fault is the one to mend."""
    try:
        printer.print_slip(slip)
    except PrinterError as other:
        raise (other if other.code in _HALF_DONE else fault) from other
