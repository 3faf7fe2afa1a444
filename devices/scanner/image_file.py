"""Octets that claim to be a picture, looked at before anything big is made of them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import Code, MaterialError

MOST_PIXELS = 60_000_000  # more would fill a small terminal's memory
MOST_OCTETS = 40_000_000
PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
# Start-of-frame markers carry the size; C4, C8 and CC in their row are something else.
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def decode_picture(octets: bytes) -> NDArray[np.uint8]:
    """A JPEG or PNG as BGR, turned upright as its EXIF says. Raises MaterialError
    (MATERIAL_UNREADABLE, MATERIAL_TOO_LARGE) and nothing else."""
    if len(octets) > MOST_OCTETS:
        raise MaterialError(Code.MATERIAL_TOO_LARGE, "file is too large")
    size = picture_size(octets)
    if size is None or not _is_whole(octets):
        raise MaterialError(Code.MATERIAL_UNREADABLE, "neither a whole JPEG nor a whole PNG")
    if size[0] * size[1] > MOST_PIXELS:
        raise MaterialError(Code.MATERIAL_TOO_LARGE, "picture has too many pixels")
    try:
        picture = cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as reason:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "decoder gave up") from reason
    if picture is None:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "decoder found nothing")
    return np.asarray(picture, np.uint8)


def picture_size(octets: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a JPEG or PNG; None for anything else."""
    if octets.startswith(PNG_START) and len(octets) >= 24:
        return _pair(octets[16:20], octets[20:24])
    if octets.startswith(JPEG_START):
        return _jpeg_size(octets)
    return None


def _jpeg_size(octets: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(octets) and octets[at] == 0xFF:
        marker = octets[at + 1]
        if marker in FRAME_MARKERS:
            return _pair(octets[at + 7 : at + 9], octets[at + 5 : at + 7])
        if marker == 0xFF:  # fill octet
            at += 1
            continue
        at += 2 + int.from_bytes(octets[at + 2 : at + 4], "big")
    return None


def _pair(width: bytes, height: bytes) -> tuple[int, int] | None:
    size = int.from_bytes(width, "big"), int.from_bytes(height, "big")
    return size if all(size) else None


def _is_whole(octets: bytes) -> bool:
    """Decoders fill a torn file up with grey; a material must not end in the middle."""
    if octets.startswith(PNG_START):
        return b"IEND" in octets[-64:]
    return octets.rfind(JPEG_END) >= len(octets) // 2
