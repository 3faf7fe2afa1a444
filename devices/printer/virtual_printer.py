"""A slip printer made of software: ESC/POS octets in, answers and pictures of paper out.

It obeys, prints row by row, and stops as the real one does: without paper nothing more is printed,
while questions are answered all the same. No thread and no way in: printer_server.py has those.
"""

from collections.abc import Callable

from PIL import Image

from core.ports import PrinterState
from devices.printer.escpos_parser import Command, next_command, take_orders_at_once
from devices.printer.slip_layout import Row
from devices.printer.slip_picture import DOTS, PAPER, draw_qr, draw_row, paper_of
from devices.printer.status import FORGET_REST
from devices.simulator_orders import PrinterOrder

BUFFER = 64 * 1024  # octets that wait for paper; then it takes no more
_LARGE, _LARGE_CHINESE = 0x11, 0x0C
_GAP = 20  # dots of an empty line that ESC d feeds
_FINE, _DONE_FINE = 0x12, 0x00
# What DLE EOT 1, 2 and 4 answer in a state.
_ANSWERS: dict[PrinterState, tuple[int, int, int]] = {
    PrinterState.READY: (_FINE, _FINE, _FINE),
    PrinterState.PAPER_LOW: (_FINE, _FINE, _FINE | 0x0C),
    PrinterState.NO_PAPER: (_FINE | 0x08, _FINE | 0x20, _FINE | 0x60),
    PrinterState.COVER_OPEN: (_FINE | 0x08, _FINE | 0x04, _FINE),
    PrinterState.FAULT: (_FINE | 0x08, _FINE | 0x40, _FINE),
    PrinterState.ON_HOLD: (_FINE | 0x08, _FINE, _FINE),
}
_PRINTS = frozenset({PrinterState.READY, PrinterState.PAPER_LOW})


class VirtualPrinter:
    """`order` tells what was ordered; `give` gets each slip as it is cut off, dark on white;
    `run_out` is told that the ordered rows of paper are used up. `strange` collects octets that
    mean nothing and settings that do not agree."""

    def __init__(
        self,
        give: Callable[[Image.Image], None],
        order: Callable[[], PrinterOrder] = PrinterOrder,
        run_out: Callable[[], None] = lambda: None,
    ) -> None:
        self._give = give
        self._order = order
        self._run_out = run_out
        self._buffer = b""
        self._seen = PrinterOrder()
        self._used = 0
        self._strips: list[Image.Image] = []
        self.strange: list[bytes] = []
        self._reset()

    @property
    def state(self) -> PrinterState:
        """What was ordered, or that the ordered rows of paper are used up."""
        order = self._order()
        if order != self._seen:
            self._seen, self._used = order, 0
        state = PrinterState(order.state)
        if state in _PRINTS and 0 <= order.rows <= self._used:
            return PrinterState.NO_PAPER
        return state

    @property
    def takes_more(self) -> bool:
        """Is there room for more octets?"""
        return len(self._buffer) < BUFFER

    def take(self, octets: bytes) -> bytes:
        """Take octets and print what can be printed; the answers."""
        at_once, rest = take_orders_at_once(octets)
        self._buffer += rest
        printed = self.go_on()
        return b"".join(self._obey_at_once(order) for order in at_once) + printed

    def go_on(self) -> bytes:
        """Print what waits, as far as there is paper; the answers that waited too."""
        answers = b""
        while self._buffer and self.state in _PRINTS:
            found = next_command(self._buffer)
            if found is None:
                break
            command, length = found
            self._buffer = self._buffer[length:]
            answers += self._obey(command)
        return answers

    def torn_off(self) -> Image.Image | None:
        """What is on the paper and was not cut; None when nothing is."""
        strips, self._strips = self._strips, []
        return paper_of(strips) if strips else None

    def _reset(self) -> None:
        self._line = b""
        self._is_chinese = self._is_bold = self._is_centred = False
        self._size = self._chinese_size = 0
        self._module, self._code = 3, b""

    def _obey_at_once(self, order: bytes) -> bytes:
        if order == FORGET_REST:
            self._buffer = self._line = b""
            return b""
        answers = _ANSWERS.get(self.state)
        if answers is None:
            return b""
        return bytes((answers[{1: 0, 2: 1, 4: 2}[order[2]]],)) if order[2] != 3 else b"\x12"

    def _obey(self, command: Command) -> bytes:
        match command.name, command.body:
            case "init", _:
                self._reset()
            case "text", octets:
                self._line += octets
            case "line", _:
                self._print_line()
            case "chinese", _:
                self._is_chinese = True
            case "bold", octets:
                self._is_bold = octets == b"\x01"
            case "align", octets:
                self._is_centred = octets == b"\x01"
            case "size", octets:
                self._size = octets[0]
            case "chinese size", octets:
                self._chinese_size = octets[0]
            case "feed", octets:
                self._put(Image.new("L", (DOTS, _GAP * octets[0]), PAPER))
            case "raster", octets:
                self._put(_picture(octets))
            case "qr", octets:
                self._qr(octets)
            case "cut", _:
                self._cut()
            case "report", _:
                return bytes((0x03 if self.state is PrinterState.PAPER_LOW else _DONE_FINE,))
            case "strange", octets:
                self.strange.append(octets)
        return b""

    def _print_line(self) -> None:
        # A printer whose Chinese is off prints each octet as a sign of its own.
        text = self._line.decode("gb18030" if self._is_chinese else "latin-1", "replace")
        self._line = b""
        if (self._size == _LARGE) != (self._chinese_size == _LARGE_CHINESE):
            self.strange.append(bytes((self._size, self._chinese_size)))
        large = self._size == _LARGE
        row = Row(text, bold=self._is_bold, large=large, centred=self._is_centred)
        self._put(draw_row(row if text else Row(kind="feed")))

    def _qr(self, octets: bytes) -> None:
        match octets[1:2]:
            case b"C":
                self._module = octets[2]
            case b"P":
                self._code = octets[3:]
            case b"Q":
                self._put(draw_qr(self._code.decode("utf-8", "replace"), self._module))

    def _put(self, strip: Image.Image) -> None:
        self._strips.append(strip)
        self._used += 1
        if self._used == self._seen.rows:
            self._run_out()

    def _cut(self) -> None:
        paper = self.torn_off()
        if paper is not None:
            self._give(paper)


def _picture(octets: bytes) -> Image.Image:
    """GS v 0: width in octets and height in dots, little endian, then pixels, 1 is ink."""
    width, height = (int.from_bytes(octets[at : at + 2], "little") for at in (0, 2))
    ink = Image.frombytes("1", (width * 8, height), octets[4:], "raw", "1;I").convert("L")
    strip = Image.new("L", (DOTS, height), PAPER)
    strip.paste(ink, (0, 0))
    return strip
