"""A slip as a picture: what the paper shows, dot for dot as wide as the print head."""

import io
from collections.abc import Sequence

import qrcode
from PIL import Image, ImageDraw, ImageFont

from core.ports import Slip
from devices.printer.slip_layout import COLUMNS, Row, columns_of, lay_out, width_of
from devices.printer.typeface import load_font

DOTS = 576  # 72 mm at 203 dpi
CELL = DOTS // COLUMNS  # dots of a half-width column
GLYPH = 24  # dots of a character's height
ROW, LARGE_ROW, GAP_ROW = 34, 80, 20
MARGIN = 32  # of paper beside, above and below the printed part
MODULE = 6  # dots of a QR module
QUIET = 4  # modules of white around the QR code
PAPER, INK, EDGE = 255, 20, 198


def draw_slip(slip: Slip) -> Image.Image | None:
    """The slip in grey on its paper; None where the system has no Chinese typeface."""
    if load_font(GLYPH) is None:
        return None
    return paper_of([draw_row(row) for row in lay_out(slip)])


def paper_of(strips: Sequence[Image.Image]) -> Image.Image:
    """Strips under one another on their paper."""
    height = sum(strip.height for strip in strips)
    paper = Image.new("L", (DOTS + 2 * MARGIN, height + 3 * MARGIN), PAPER)
    top = MARGIN
    for strip in strips:
        paper.paste(strip, (MARGIN, top))
        top += strip.height
    _cut_edge(paper)
    return paper


def slip_png(slip: Slip) -> bytes:
    """The slip as a PNG file; empty where the system has no Chinese typeface."""
    picture = draw_slip(slip)
    return b"" if picture is None else as_png(picture)


def as_png(picture: Image.Image) -> bytes:
    """A picture as a PNG file."""
    octets = io.BytesIO()
    picture.save(octets, "PNG", optimize=True)
    return octets.getvalue()


def draw_row(row: Row) -> Image.Image:
    """One row, DOTS wide, dark on white."""
    if row.kind == "qr":
        return draw_qr(row.text)
    if row.kind == "feed":
        return Image.new("L", (DOTS, GAP_ROW), PAPER)
    if row.kind == "rule":
        return _rule()
    return _text(row)


def _text(row: Row) -> Image.Image:
    scale = 2 if row.large else 1
    strip = Image.new("L", (DOTS, LARGE_ROW if row.large else ROW), PAPER)
    font = load_font(GLYPH * scale)
    if font is None:
        return strip
    draw = ImageDraw.Draw(strip)
    left = (DOTS - columns_of(row.text) * CELL * scale) // 2 if row.centred else 0
    for char in row.text:
        cell = width_of(char) * CELL * scale
        _glyph(draw, (left + cell / 2, strip.height / 2), char, font, row.bold)
        left += cell
    return strip


def _glyph(
    draw: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    char: str,
    font: ImageFont.FreeTypeFont,
    bold: bool,
) -> None:
    # Every character stands in the middle of its cell, as the printer's own font has it.
    ascent, descent = font.getmetrics()
    x = middle[0] - font.getlength(char) / 2
    y = middle[1] - (ascent + descent) / 2
    # A print head makes bold by striking twice, one dot further right.
    for step in (0, 1) if bold else (0,):
        draw.text((x + step, y), char, fill=INK, font=font)


def _rule() -> Image.Image:
    strip = Image.new("L", (DOTS, ROW), PAPER)
    draw = ImageDraw.Draw(strip)
    for column in range(COLUMNS):
        draw.line((column * CELL + 2, ROW // 2, column * CELL + 9, ROW // 2), INK, 2)
    return strip


def draw_qr(text: str, module: int = MODULE) -> Image.Image:
    """A QR code in the middle of the paper; its modules shrink until it fits."""
    code = make_qr(text)
    side = code.modules_count + 2 * QUIET
    code.box_size = max(1, min(module, DOTS // side))
    square = code.make_image().get_image().convert("L")
    strip = Image.new("L", (DOTS, square.height), PAPER)
    strip.paste(square, ((strip.width - square.width) // 2, 0))
    return strip


def make_qr(text: str) -> qrcode.QRCode:
    """The code of a text, correction M as the printer makes it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    return code


def _cut_edge(paper: Image.Image) -> None:
    """A grey outline with teeth where the cutter went, so that it is seen as paper."""
    draw = ImageDraw.Draw(paper)
    right, bottom = paper.width - 1, paper.height - 1
    draw.line((0, bottom - 8, 0, 0, right, 0, right, bottom - 8), EDGE, 1)
    teeth = [(x, bottom - (8 if index % 2 == 0 else 1)) for index, x in _steps(paper.width)]
    draw.line(teeth, EDGE, 1)


def _steps(width: int) -> list[tuple[int, int]]:
    return list(enumerate([*range(0, width - 1, 8), width - 1]))
