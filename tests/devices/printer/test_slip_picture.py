"""The picture of a slip shows what the paper shows."""

import io

import numpy as np
from PIL import Image

from core.ports import Line
from devices.camera.picture import Picture
from devices.printer.slip_layout import Row
from devices.printer.slip_picture import DOTS, MARGIN, draw_row, draw_slip, slip_png
from devices.scanner.codes import ReadCode, read_codes
from tests.devices.printer.slips import LINK, RARE_NAME, receipt, slip_of


def pixels(image: Image.Image | None) -> Picture:
    assert image is not None
    return np.asarray(image, np.uint8)


def test_the_code_on_the_slip_is_read_back() -> None:
    assert read_codes(slip_png(receipt())) == [ReadCode(LINK, "qr")]


def test_the_picture_is_as_wide_as_the_paper() -> None:
    image = Image.open(io.BytesIO(slip_png(receipt())))
    assert image.width == DOTS + 2 * MARGIN
    assert image.height > 500


def test_nothing_is_printed_on_the_margins() -> None:
    paper = pixels(draw_slip(receipt()))
    for margin in (paper[1:-10, 1:MARGIN], paper[1:-10, -MARGIN:-1], paper[1:MARGIN, 1:-1]):
        assert margin.min() == 255


def test_a_rare_character_is_drawn_and_not_left_out() -> None:
    one, other, box = (pixels(draw_row(Row(char))) for char in (*RARE_NAME[2:], "\U000f0000"))
    assert one.min() < 60
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, box)


def test_bold_has_more_ink() -> None:
    plain, bold = (pixels(draw_row(Row("编号", bold=strong))) for strong in (False, True))
    assert bold.sum() < plain.sum()


def test_a_right_part_ends_at_the_right_edge() -> None:
    paper = pixels(draw_slip(slip_of(Line("左", "右", kind="pair"))))
    columns = np.flatnonzero(paper[MARGIN:-MARGIN, 1:-1].min(axis=0) < 120)
    assert columns[0] < MARGIN + 12
    assert columns[-1] > MARGIN + DOTS - 12
