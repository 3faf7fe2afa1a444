"""A photographed or loaded page of a material, judged, laid flat and made small enough to send."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import Code, MaterialError
from devices.camera.picture import fit
from devices.scanner.covering import is_covered
from devices.scanner.image_file import decode_picture
from devices.scanner.page_quality import judge_page
from devices.scanner.paper_edges import straighten

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
LARGEST_SIDE = 2400  # pixels: A4 at 200 dpi
SMALLEST_SIDE = 900  # below, small print is no longer read
TINIEST = 200  # a picture with a shorter side is an icon, not a page
QUALITIES = (86, 78, 68, 58, 48)
SHRINK = 0.8


@dataclass(frozen=True, slots=True, repr=False)
class PreparedPage:
    """A page ready to be sealed. A PDF is kept as it is; its `width` and `height` are 0."""

    octets: bytes
    media_type: str
    width: int
    height: int
    is_straightened: bool = False


def prepare_page(octets: bytes, media_type: str, budget_kb: int) -> PreparedPage:
    """A page as JPEG without metadata, at most `budget_kb` × 1024 octets; or the PDF itself.

    Raises MaterialError: MATERIAL_UNREADABLE (not a whole JPEG, PNG or PDF), MATERIAL_COVERED,
    MATERIAL_BLANK, MATERIAL_BLURRED, MATERIAL_TOO_LARGE (or not to be made small enough and stay
    readable).
    """
    budget = budget_kb * 1024
    if media_type == PDF:
        return _keep_pdf(octets, budget)
    if media_type not in {JPEG, PNG}:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "media type is not accepted")
    picture = decode_picture(octets)
    if min(picture.shape[:2]) < TINIEST:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "picture is too small")
    try:
        return _prepare(picture, budget)
    except cv2.error as reason:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "picture cannot be worked on") from reason


def _prepare(picture: NDArray[np.uint8], budget: int) -> PreparedPage:
    if is_covered(picture):
        raise MaterialError(Code.MATERIAL_COVERED, "a bite of skin out of the page")
    page, is_straightened = straighten(fit(picture, 2 * LARGEST_SIDE))
    quality = judge_page(page)
    if quality.is_blank:
        raise MaterialError(Code.MATERIAL_BLANK, f"ink {quality.ink:.5f}")
    if quality.is_blurred:
        raise MaterialError(Code.MATERIAL_BLURRED, f"edge {quality.edge:.3f}")
    octets, width, height = _within(page, budget)
    return PreparedPage(octets, JPEG, width, height, is_straightened)


def _within(page: NDArray[np.uint8], budget: int) -> tuple[bytes, int, int]:
    """JPEG octets under the budget with width and height: first by quality, then by size."""
    side = min(LARGEST_SIDE, max(page.shape[:2]))
    smallest = min(SMALLEST_SIDE, side)
    while side >= smallest:
        sized = fit(page, side)
        for quality in QUALITIES:
            ok, octets = cv2.imencode(".jpg", sized, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if ok and len(octets) <= budget:
                return octets.tobytes(), sized.shape[1], sized.shape[0]
        side = round(side * SHRINK)
    raise MaterialError(Code.MATERIAL_TOO_LARGE, "cannot be made small enough")


def _keep_pdf(octets: bytes, budget: int) -> PreparedPage:
    """A PDF is not opened here: the city does that, behind its own walls."""
    # ISO 32000 lets a few octets stand before the header and after the end mark.
    if b"%PDF-" not in octets[:1024] or b"%%EOF" not in octets[-2048:]:
        raise MaterialError(Code.MATERIAL_UNREADABLE, "not a whole PDF")
    if len(octets) > budget:
        raise MaterialError(Code.MATERIAL_TOO_LARGE, "PDF is larger than the budget")
    return PreparedPage(octets, PDF, 0, 0)
