"""Is anything on a page, and can it be read? Judged on a grey copy of one size."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

JUDGED_SIDE = 1200  # pixels; limits below belong to this size
EDGE = 0.04  # of the picture on each side that is left out: desk, fingers, shadows
INK = 0.10  # darker than its surroundings by this share counts as ink
LEAST_STEP = 6.0  # and by this many grey levels, which noise does not reach
BLANK = 0.0004  # of the page covered with ink: below is blank; a lone signature has more
BLURRED = (
    0.10  # bend of the ink's edges: sharp text 0.4, blurred by 2 pixels 0.13, by 3 pixels 0.07
)


@dataclass(frozen=True, slots=True)
class PageQuality:
    """`ink` is the share of the page that is inked; `edge` how sharply the ink ends, in the
    blurrier of the two directions, 0 without ink."""

    ink: float
    edge: float

    @property
    def is_blank(self) -> bool:
        """Nothing written on it, or the lens was covered."""
        return self.ink < BLANK

    @property
    def is_blurred(self) -> bool:
        """Out of focus or shaken; a blank page is not called blurred."""
        return not self.is_blank and self.edge < BLURRED


def judge_page(picture: NDArray[np.uint8]) -> PageQuality:
    """The quality of a BGR page."""
    grey = _judged(picture)
    around = cv2.GaussianBlur(grey, (0, 0), 15)
    depth = np.asarray(cv2.subtract(around, grey), np.float64)
    inked = depth > np.maximum(LEAST_STEP, INK * around.astype(np.float64))
    share = float(inked.mean())
    if share < BLANK:
        return PageQuality(share, 0.0)
    near = cv2.dilate(inked.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    contrast = max(1.0, float(np.percentile(depth[near], 95)))
    bends = (
        float(np.percentile(np.abs(_bend(grey, across))[near], 95)) for across in (True, False)
    )
    return PageQuality(share, min(bends) / contrast)


def _judged(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, JUDGED_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    down, right = (round(side * EDGE) for side in small.shape[:2])
    inner = small[down : small.shape[0] - down, right : small.shape[1] - right]
    return np.asarray(cv2.GaussianBlur(inner, (0, 0), 0.8), np.uint8)


def _bend(grey: NDArray[np.uint8], across: bool) -> NDArray[np.float64]:
    """Second derivative along one direction: a shaken picture is blurred in only one."""
    order = (2, 0) if across else (0, 2)
    return np.asarray(cv2.Sobel(grey, cv2.CV_64F, *order, ksize=1), np.float64)
