"""The virtual printer's paper shows what the slip says: bytes and picture are compared."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.ports import Line
from devices.printer.escpos_bytes import PICTURE, compose, harmless
from devices.printer.escpos_parser import AT_ONCE, next_command
from devices.printer.slip_picture import DOTS, GAP_ROW, LARGE_ROW, MARGIN, ROW, draw_slip
from devices.scanner.codes import read_codes
from tests.devices.printer.slips import LINK, RARE_NAME, receipt, slip_of
from tests.devices.printer.virtual import Desk

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


def printed(octets: bytes, step: int = 0) -> Image.Image:
    """The one slip that the octets give; `step` feeds them so many at a time."""
    desk = Desk()
    for at in range(0, len(octets), step or len(octets)):
        desk.printer.take(octets[at : at + (step or len(octets))])
    (slip,) = desk.slips
    assert desk.printer.strange == []
    return slip


def payloads(picture: Image.Image) -> list[str]:
    octets = io.BytesIO()
    picture.save(octets, "PNG")
    return [code.text for code in read_codes(octets.getvalue())]


def ink(picture: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    return np.asarray(picture) < 128


def test_what_is_printed_is_what_the_slip_draws() -> None:
    drawn = draw_slip(receipt())
    assert drawn is not None
    got, wanted = ink(printed(compose(receipt()))), ink(drawn)
    below = drawn.height - 2 * MARGIN - ROW  # the one row below the code
    rule = MARGIN + LARGE_ROW + ROW  # drawn as strokes, printed as dashes
    for part in (slice(0, rule), slice(rule + ROW, below)):
        assert (got[part] == wanted[part]).all()
    # The printer feeds a line after its own code, and at the end past the knife.
    row = slice(MARGIN, MARGIN + DOTS)
    printed_row = got[below + GAP_ROW : below + GAP_ROW + ROW, row]
    assert (printed_row == wanted[below : below + ROW, row]).all()
    assert printed_row.any()


def test_a_slip_without_chinese_switched_on_is_seen_to_be_wrong() -> None:
    octets = compose(receipt()).replace(b"\x1c&", b"")
    assert (ink(printed(octets))[:200] != ink(printed(compose(receipt())))[:200]).any()


@pytest.mark.parametrize("step", [1, 2, 7, 64])
def test_octets_may_come_in_any_pieces(step: int) -> None:
    octets = compose(receipt())
    assert ink(printed(octets, step)).tolist() == ink(printed(octets)).tolist()


@pytest.mark.parametrize("qr", ["native", PICTURE])
def test_the_code_reads_from_the_paper_whoever_draws_it(qr: str) -> None:
    assert payloads(printed(compose(receipt(), qr))) == [LINK]


@pytest.mark.parametrize("text", ["常德市" * 20, "https://example.invalid/" + "x7" * 450])
def test_a_code_that_the_printer_cannot_draw_comes_as_a_picture_that_fits(text: str) -> None:
    octets = compose(slip_of(Line(text, kind="qr")))
    assert b"\x1d(k" not in octets
    paper = printed(octets)
    assert paper.width == DOTS + 64
    assert payloads(paper) == [text]


def test_a_rare_name_is_on_the_paper() -> None:
    slip = slip_of(Line("申请人", RARE_NAME, kind="pair"))
    drawn = draw_slip(slip)
    assert drawn is not None
    assert (ink(printed(compose(slip)))[:60] == ink(drawn)[:60]).mean() > 0.99


@given(st.lists(TEXTS, max_size=6))
def test_no_text_commands_the_printer(texts: list[str]) -> None:
    octets = compose(slip_of(*(Line(text) for text in texts)))
    assert AT_ONCE.search(octets) is None
    seen = []
    while found := next_command(octets):
        command, length = found
        seen.append(command.name)
        octets = octets[length:]
    assert octets == b""
    assert "strange" not in seen
    assert seen.count("cut") == seen.count("init") == 1


@given(st.binary(max_size=200), st.sampled_from([b"\x10\x04", b"\x10\x05", b"\x10\x14"]))
def test_no_picture_commands_the_printer(pixels: bytes, order: bytes) -> None:
    dangerous = pixels + order + pixels
    safe = harmless(dangerous)
    assert not any(each in safe for each in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
    assert len(safe) == len(dangerous)
    assert all(new & old == old for new, old in zip(safe, dangerous, strict=True))
