"""A slip as ESC/POS bytes for an 80 mm printer with a Chinese font (GB18030).

python-escpos sends Chinese without the FS & that most printers want, and turns rare characters
into question marks; so texts are written here, and it is asked only for the codes around them.
"""

from escpos.image import EscposImage
from escpos.printer import Dummy
from PIL import Image

from core.ports import Slip
from devices.printer.slip_layout import Row, lay_out
from devices.printer.slip_picture import MODULE, draw_row
from devices.printer.typeface import load_font

CHINESE_ON = b"\x1c&"  # FS &
LARGE, USUAL = b"\x1d!\x11\x1c!\x0c", b"\x1d!\x00\x1c!\x00"  # GS ! for Latin, FS ! for Chinese
BOLD, PLAIN = b"\x1bE\x01", b"\x1bE\x00"  # ESC E
CENTRE, LEFT = b"\x1ba\x01", b"\x1ba\x00"  # ESC a
RASTER = b"\x1dv0\x00"  # GS v 0, then width in octets and height in dots, little endian
CORRECTION_M = 1  # of the QR code: 15 % may be lost


def compose(slip: Slip) -> bytes:
    """The whole slip, from the printer's reset to the cut."""
    out = Dummy()
    out.hw("INIT")
    out._raw(CHINESE_ON)
    for row in lay_out(slip):
        _write(out, row)
    out.cut()
    octets: bytes = out.output
    return octets


def _write(out: Dummy, row: Row) -> None:
    out._raw(CENTRE if row.centred else LEFT)
    if row.kind == "qr":
        out.qr(row.text, native=True, size=MODULE, ec=CORRECTION_M)
        out._raw(b"\n")
    elif row.is_rare and load_font(1) is not None:
        out._raw(LEFT + _raster(draw_row(row)))
    else:
        out._raw(_styled(row))


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
    pixels: bytes = dots.to_raster_format()
    return b"".join((RASTER, size, pixels))
