"""Codes in a picture: QR codes, and the bar codes of receipts."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from core.ports import Frame
from core.scan_text import text_of
from devices.camera.picture import as_picture
from devices.scanner.image_file import decode_picture

LARGEST_DOUBLED = 1400  # pixels; a larger picture is sharp enough as it is


@dataclass(frozen=True, slots=True, repr=False)
class ReadCode:
    """What a code says. `kind` is qr or code128. Without repr: it may name a person."""

    text: str
    kind: str


def read_codes(
    picture: Frame | bytes | NDArray[np.uint8], *, careful: bool = False
) -> list[ReadCode]:
    """All codes of a frame, of an image file's octets or of a BGR or grey array. Empty when none
    is found. `careful` looks a second time, sharpened and twice as large, where the first look
    found nothing: some ten times as slow on an empty picture (bench devices).
    Raises MaterialError(MATERIAL_UNREADABLE) for octets that are no picture."""
    pixels = _pixels(picture)
    found = _read(pixels)
    if careful and not found and max(pixels.shape[:2]) <= LARGEST_DOUBLED:
        found = _read(_sharpened(pixels))
    return found


def _read(pixels: NDArray[np.uint8]) -> list[ReadCode]:
    # Every format more costs time and invites false finds. Made anew each time: zxing-cpp complains
    # at the end of a program that still holds one.
    wanted = [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128]
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(wanted))
    return [ReadCode(text_of(bytes(code.bytes)), _kind(code.format)) for code in found]


def _sharpened(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Out of focus or shaken, a code of a telephone is often still there below the blur."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.ndim == 3 else pixels
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    sharp = cv2.addWeighted(grey, 2.5, soft, -1.5, 0)
    doubled = cv2.resize(sharp, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(doubled, np.uint8)


def _pixels(picture: Frame | bytes | NDArray[np.uint8]) -> NDArray[np.uint8]:
    if isinstance(picture, Frame):
        return as_picture(picture)
    if isinstance(picture, bytes):
        return decode_picture(picture)
    return picture


def _kind(form: zxingcpp.BarcodeFormat) -> str:
    # A QR code comes back as one of its models.
    return "code128" if form == zxingcpp.BarcodeFormat.Code128 else "qr"
