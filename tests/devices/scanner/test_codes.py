"""Codes are read from frames, files and arrays, with Chinese in either encoding."""

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from PIL import Image

from bench.hard_codes import KINDS, hard_codes
from core.errors import Code, MaterialError
from devices.camera.picture import Picture, as_frame
from devices.scanner.codes import ReadCode, read_codes
from tests.devices.scanner.pages import file_of, photo

LINK = "https://example.invalid/r/430702261122012810000012"


def qr_picture(payload: bytes) -> Picture:
    code = qrcode.QRCode(box_size=5, border=4)
    code.add_data(payload)
    code.make(fit=True)
    image: Image.Image = code.make_image().get_image().convert("RGB")
    return np.asarray(image, np.uint8)


def test_a_qr_code_is_read_from_an_array_a_file_and_a_frame() -> None:
    picture = qr_picture(LINK.encode())
    wanted = [ReadCode(LINK, "qr")]
    assert read_codes(picture) == wanted
    assert read_codes(file_of(picture)) == wanted
    assert read_codes(as_frame(picture, 0.0)) == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_either_encoding(encoding: str) -> None:
    text = "测试张三，办件进度"
    assert [code.text for code in read_codes(qr_picture(text.encode(encoding)))] == [text]


def test_octets_that_are_no_text_are_read_without_a_failure() -> None:
    assert len(read_codes(qr_picture(b"\xff\xfe\xff\xff"))) == 1


def test_a_receipt_bar_code_is_read() -> None:
    barcode = zxingcpp.create_barcode("430702261122012810000012", zxingcpp.BarcodeFormat.Code128)
    bars = np.repeat(np.repeat(np.array(barcode.to_image()), 3, axis=0), 3, axis=1)
    framed = np.pad(bars, 40, constant_values=255)
    assert read_codes(framed) == [ReadCode("430702261122012810000012", "code128")]


def test_two_codes_in_one_picture_are_both_read() -> None:
    both = np.hstack([qr_picture(b"first code here"), qr_picture(b"other code here")])
    assert {code.text for code in read_codes(both)} == {"first code here", "other code here"}


def test_a_blurred_code_is_read_at_the_second_look() -> None:
    sharp = np.pad(qr_picture(LINK.encode()), ((40, 40), (40, 40), (0, 0)), constant_values=255)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3.0), np.uint8)
    assert read_codes(blurred) == []
    assert read_codes(blurred, careful=True) == [ReadCode(LINK, "qr")]


def test_the_hard_codes_of_the_bench_are_the_same_in_every_run() -> None:
    first, again = list(hard_codes(1)), list(hard_codes(1))
    assert [one.text for one in first] == [one.text for one in again]
    assert all(np.array_equal(a.frame, b.frame) for a, b in zip(first, again, strict=True))
    assert [one.kind for one in first] == list(KINDS)
    easy = [one for one in first if one.kind in {"flat", "perspective", "gb18030"}]
    assert all(one.text in [code.text for code in read_codes(one.frame)] for one in easy)


def test_a_page_without_a_code_has_none() -> None:
    assert read_codes(photo()) == []


@pytest.mark.parametrize("octets", [b"", b"garbage"])
def test_octets_that_are_no_picture_are_unreadable(octets: bytes) -> None:
    with pytest.raises(MaterialError) as caught:
        read_codes(octets)
    assert caught.value.code is Code.MATERIAL_UNREADABLE


def test_what_a_code_says_is_not_in_its_repr() -> None:
    assert "430702" not in repr(ReadCode("430702", "qr"))
