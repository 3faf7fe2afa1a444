"""Codes in a picture: QR codes, and the bar codes of receipts."""

from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from core.ports import Frame
from core.scan_text import text_of
from devices.camera.picture import as_picture
from devices.scanner.image_file import decode_picture

# Every format more costs time and invites false finds.
KINDS: dict[zxingcpp.BarcodeFormat, str] = {
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.Code128: "code128",
}
FORMATS = zxingcpp.BarcodeFormats(list(KINDS))


@dataclass(frozen=True, slots=True, repr=False)
class ReadCode:
    """What a code says. `kind` is qr or code128. Without repr: it may name a person."""

    text: str
    kind: str


def read_codes(picture: Frame | bytes | NDArray[np.uint8]) -> list[ReadCode]:
    """All codes of a frame, of an image file's octets or of a BGR or grey array. Empty when none
    is found. Raises MaterialError(MATERIAL_UNREADABLE) for octets that are no picture."""
    found = zxingcpp.read_barcodes(_pixels(picture), formats=FORMATS)
    return [ReadCode(text_of(bytes(code.bytes)), _kind(code.format)) for code in found]


def _pixels(picture: Frame | bytes | NDArray[np.uint8]) -> NDArray[np.uint8]:
    if isinstance(picture, Frame):
        return as_picture(picture)
    if isinstance(picture, bytes):
        return decode_picture(picture)
    return picture


def _kind(form: zxingcpp.BarcodeFormat) -> str:
    # QR comes back as one of its models.
    return KINDS.get(form, "qr")
