"""The bytes of a slip say the same as the slip."""

import re
from pathlib import Path

import pytest

from core.ports import Line
from devices.printer import escpos_bytes
from devices.printer.escpos_bytes import compose
from devices.printer.slip_layout import lay_out
from tests.devices.printer.slips import LINK, RARE_NAME, receipt, slip_of

# Commands of fixed length that a slip may hold, and the QR commands with their own length.
FIXED = re.compile(
    rb"\x1b@|\x1da\x00|\x1c&|\x1ba[\x00\x01]|\x1bE[\x00\x01]|\x1d![\x00\x11]|\x1c![\x00\x0c]"
    rb"|\x1bd.|\x1dV.|\x1b2",
    re.DOTALL,
)


def parsed(octets: bytes) -> tuple[str, list[bytes], list[tuple[int, int, bytes]]]:
    """The texts, the QR payloads and the rasters (octets wide, dots high, pixels) of a slip.
    Fails on any octet that is neither text nor a known command."""
    text, codes, rasters, at = b"", [], [], 0
    while at < len(octets):
        command = FIXED.match(octets, at)
        if command:
            at = command.end()
        elif octets.startswith(b"\x1d(k", at):
            length = int.from_bytes(octets[at + 3 : at + 5], "little")
            body = octets[at + 5 : at + 5 + length]
            if body.startswith(b"1P0"):
                codes.append(body[3:])
            at += 5 + length
        elif octets.startswith(b"\x1dv0", at):
            width = int.from_bytes(octets[at + 4 : at + 6], "little")
            height = int.from_bytes(octets[at + 6 : at + 8], "little")
            rasters.append((width, height, octets[at + 8 : at + 8 + width * height]))
            at += 8 + width * height
        else:
            assert octets[at] == 0x0A or octets[at] >= 0x20, f"octet {octets[at]} at {at}"
            text += octets[at : at + 1]
            at += 1
    return text.decode("gb18030"), codes, rasters


def test_the_text_of_a_receipt_comes_back_from_its_bytes() -> None:
    text, codes, rasters = parsed(compose(receipt()))
    rows = [row.text for row in lay_out(receipt()) if row.kind in {"text", "rule"}]
    assert [line for line in text.split("\n") if line] == rows
    assert codes == [LINK.encode()]
    assert rasters == []


def test_the_octets_of_a_receipt_stay_as_they_were_looked_at() -> None:
    """Printed with the virtual printer and looked at; without rare characters, so no typeface."""
    golden = Path(__file__).with_name("receipt.escpos").read_bytes()
    assert compose(receipt()) == golden


def test_chinese_is_switched_on_once_and_before_the_first_text() -> None:
    octets = compose(receipt())
    assert octets.startswith(b"\x1b@\x1da\x00\x1c&")
    assert octets.count(b"\x1c&") == 1


def test_the_paper_is_cut_at_the_end() -> None:
    assert compose(receipt()).endswith(b"\x1dV\x00")


def test_a_title_is_large_and_what_follows_is_not() -> None:
    octets = compose(slip_of(Line("题", kind="title"), Line("文")))
    title, text = (octets.index(char.encode("gb18030")) for char in "题文")
    assert octets.index(b"\x1d!\x11\x1c!\x0c") < title < octets.index(b"\x1d!\x00\x1c!\x00") < text


def test_a_rare_name_is_printed_as_a_picture_of_its_whole_row() -> None:
    slip = slip_of(Line("申请人", RARE_NAME, kind="pair"))
    text, _, rasters = parsed(compose(slip))
    ((width, height, pixels),) = rasters
    assert text.strip() == ""
    assert width * 8 == 576
    assert height * width == len(pixels)
    inked = sum(octet.bit_count() for octet in pixels)
    assert 300 < inked < 0.2 * width * 8 * height


def test_the_same_picture_is_not_printed_for_two_rare_characters() -> None:
    first, second = (parsed(compose(slip_of(Line(char))))[2] for char in "𠮷㐂")
    assert first != second


def test_without_a_typeface_a_missing_character_is_seen_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(escpos_bytes, "load_font", lambda size: None)
    text, _, rasters = parsed(compose(slip_of(Line(RARE_NAME))))
    assert (text.strip(), rasters) == ("测试□□", [])
