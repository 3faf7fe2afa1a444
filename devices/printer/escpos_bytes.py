"""A slip as ESC/POS bytes for an 80 mm printer with a Chinese font (GB18030).

python-escpos sends Chinese without the FS & that most printers want, and turns rare characters
into question marks; so texts are written here, and it is asked only for the codes around them.
"""

from escpos.image import EscposImage
from escpos.printer import Dummy
from PIL import Image

from core.ports import Slip
from devices.printer.slip_layout import Row, lay_out
from devices.printer.slip_picture import DOTS, MODULE, draw_row, make_qr
from devices.printer.typeface import load_font

NATIVE, PICTURE = "native", "picture"  # who draws a QR code: the printer, or we
QUIET_STATUS = b"\x1da\x00"  # GS a 0: status only when asked, so that answers are told apart
CHINESE_ON = b"\x1c&"  # FS &
LARGE, USUAL = b"\x1d!\x11\x1c!\x0c", b"\x1d!\x00\x1c!\x00"  # GS ! for Latin, FS ! for Chinese
BOLD, PLAIN = b"\x1bE\x01", b"\x1bE\x00"  # ESC E
CENTRE, LEFT = b"\x1ba\x01", b"\x1ba\x00"  # ESC a
RASTER = b"\x1dv0\x00"  # GS v 0, then width in octets and height in dots, little endian
CORRECTION_M = 1  # of the QR code: 15 % may be lost
DLE = 0x10
ORDERS_AT_ONCE = frozenset({0x04, 0x05, 0x14})  # DLE EOT, DLE ENQ, DLE DC4


def compose(slip: Slip, qr: str = NATIVE) -> bytes:
    """The whole slip, from the printer's reset to the cut. `qr`: NATIVE lets the printer draw the
    codes that it can, PICTURE is for one that cannot."""
    out = Dummy()
    out.hw("INIT")
    out._raw(QUIET_STATUS + CHINESE_ON)
    for row in lay_out(slip):
        _write(out, row, qr)
    out.cut()
    octets: bytes = out.output
    return octets


def _write(out: Dummy, row: Row, qr: str) -> None:
    if row.kind == "qr" and not (qr == NATIVE and _is_for_native_qr(row.text)):
        out._raw(LEFT + _raster(draw_row(row)))
        return
    out._raw(CENTRE if row.centred else LEFT)
    if row.kind == "qr":
        out.qr(row.text, native=True, size=MODULE, ec=CORRECTION_M)
        out._raw(b"\n")
    elif row.is_rare and load_font(1) is not None:
        out._raw(LEFT + _raster(draw_row(row)))
    else:
        out._raw(_styled(row))


def _is_for_native_qr(text: str) -> bool:
    """Would the printer's own code be read everywhere and fit the paper? What is not ASCII it may
    encode in any way."""
    return text.isascii() and make_qr(text).modules_count * MODULE <= DOTS


def _styled(row: Row) -> bytes:
    text = "".join(_own(char) for char in row.text).encode("gb18030") + b"\n"
    if row.bold:
        text = BOLD + text + PLAIN
    return LARGE + text + USUAL if row.large else text


def _own(char: str) -> str:
    """The character if the printer's font has it, else the mark for a missing one. Only without a
    typeface do rare characters come here; then one sees at least that one is missing."""
    return char if len(char.encode("gb18030")) <= 2 else "□"


def _raster(picture: Image.Image) -> bytes:
    dots = EscposImage(picture.point(lambda grey: 255 if grey > 150 else 0))
    width, height = dots.width_bytes, dots.height
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"".join((RASTER, size, harmless(dots.to_raster_format())))


def harmless(pixels: bytes) -> bytes:
    """Pixels without what a printer obeys at once wherever it stands, also within a picture (Epson
    warns of it): there one dot more is black."""
    safe = bytearray(pixels)
    for at in range(len(safe) - 1):
        if safe[at] == DLE and safe[at + 1] in ORDERS_AT_ONCE:
            safe[at] |= 0x08
    return bytes(safe)
