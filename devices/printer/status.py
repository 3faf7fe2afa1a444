"""What a printer's status octets mean (Epson ESC/POS reference; its Chinese clones keep to it).

DLE EOT n answers at once, also while printing and while offline. GS r 1 waits its turn behind what
was sent before: its answer says that everything before it is on the paper.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import Code, PrinterError
from core.ports import PrinterState

ASK_PRINTER, ASK_OFFLINE, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"
ASK_DONE = b"\x1dr\x01"
# DLE DC4 8: forget what waits to be printed. Else the rest of a person's slip would come out for
# whoever brings the paper.
FORGET_REST = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

OFFLINE_BIT = 0x08  # of the answer about the printer
COVER_BIT, PAPER_STOP_BIT, ERROR_BIT = 0x04, 0x20, 0x40  # of the answer about being offline
LOW_BITS, END_BITS = 0x0C, 0x60  # of the answer about paper
DONE_LOW_BITS, DONE_END_BITS = 0x03, 0x0C  # of the answer to GS r 1
_FIXED_BITS, _FIXED = 0x93, 0x12  # bits 1 and 4 set, 0 and 7 clear: an answer to DLE EOT
_DONE_FIXED_BITS = 0x90  # bits 4 and 7 clear: an answer to GS r

FAULTS: Mapping[PrinterState, Code] = MappingProxyType(
    {
        PrinterState.NO_PAPER: Code.PRINTER_NO_PAPER,
        PrinterState.COVER_OPEN: Code.PRINTER_COVER_OPEN,
        PrinterState.FAULT: Code.PRINTER_FAULT,
        PrinterState.ON_HOLD: Code.PRINTER_ON_HOLD,
        PrinterState.ABSENT: Code.PRINTER_ABSENT,
    }
)


def is_status(octet: int) -> bool:
    """Is it an answer to DLE EOT?"""
    return octet & _FIXED_BITS == _FIXED


def is_done(octet: int) -> bool:
    """Is it an answer to GS r?"""
    return octet & _DONE_FIXED_BITS == 0


def state_of(printer: int, offline: int, paper: int) -> PrinterState:
    """The state that three answers to DLE EOT give, the one that a hand can mend first; 0 stands
    for an answer that did not come."""
    if offline & COVER_BIT:
        return PrinterState.COVER_OPEN
    if offline & PAPER_STOP_BIT or paper & END_BITS:
        return PrinterState.NO_PAPER
    if offline & ERROR_BIT:
        return PrinterState.FAULT
    if printer & OFFLINE_BIT:
        return PrinterState.ON_HOLD
    return PrinterState.PAPER_LOW if paper & LOW_BITS else PrinterState.READY


def state_when_done(octet: int) -> PrinterState:
    """The state that an answer to GS r 1 gives."""
    if octet & DONE_END_BITS:
        return PrinterState.NO_PAPER
    return PrinterState.PAPER_LOW if octet & DONE_LOW_BITS else PrinterState.READY


def refuse_unless_ready(state: PrinterState) -> None:
    """Raise the PrinterError of a state, unless it prints."""
    if state in FAULTS:
        raise PrinterError(FAULTS[state], state.value)
