"""Paper as PDF: a printer for terminals and desks without one for slips."""

import re
from pathlib import Path

from core.errors import Code, PrinterError
from core.ports import PrinterState, Slip
from ui.pdf import slip_to_pdf
from ui.theme import Theme

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


class PdfPrinter:
    """A core.ports.Printer that writes NAME.pdf (A4) into a folder. It stands in this floor
    because Qt draws it; it may be used on a lane."""

    def __init__(self, folder: Path, theme: Theme) -> None:
        self._folder = folder
        self._theme = theme

    def state(self) -> PrinterState:
        """Ready while the folder is there or can be made."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return PrinterState.ABSENT
        return PrinterState.READY

    def print_slip(self, slip: Slip) -> None:
        """Write the file whole. Raises PrinterError."""
        if not _SAFE_NAME.fullmatch(slip.name):
            raise PrinterError(Code.UNEXPECTED, "slip name is not a file stem")
        if self.state() is not PrinterState.READY:
            raise PrinterError(Code.PRINTER_ABSENT, "folder")
        unfinished = self._folder / f".{slip.name}.tmp"
        try:
            slip_to_pdf(slip, unfinished, self._theme)
            unfinished.replace(self._folder / f"{slip.name}.pdf")
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason
