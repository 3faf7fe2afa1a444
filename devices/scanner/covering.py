"""Is a hand on the page? Told by a bite out of the paper's outline that has the colour of skin."""

import cv2
import numpy as np
from numpy.typing import NDArray

SEARCHED_SIDE = 600  # pixels of the copy that is looked at
LEAST_PAPER = 0.20  # of the picture: less is no page that could be covered
PALE = 70  # saturation (0–255) that paper stays below, also under warm light
LEAST_BITE = 0.03  # of the page: a thumb at the edge covers less, and no words
LEAST_SKIN = 0.5  # of the bite
# Skin of every tone lies here in Cr and Cb; Chai and Ngan 1999. So does some wood: hence the bite.
SKIN_LOW, SKIN_HIGH = (30, 135, 77), (255, 180, 127)


def is_covered(picture: NDArray[np.uint8]) -> bool:
    """Whether a hand hides a part of the page in a BGR picture. False where no page is seen, and
    where the page fills the picture."""
    scale = min(1.0, SEARCHED_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = _paper(np.asarray(cv2.GaussianBlur(small, (5, 5), 0), np.uint8))
    found, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not found:
        return False
    outline = max(found, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    page = float(cv2.contourArea(hull))
    if page < LEAST_PAPER * paper.size:
        return False
    whole, seen = np.zeros_like(paper), np.zeros_like(paper)
    cv2.fillConvexPoly(whole, hull, 255)
    cv2.drawContours(seen, [outline], -1, 255, cv2.FILLED)
    bite = cv2.bitwise_and(whole, cv2.bitwise_not(seen))
    hidden = cv2.countNonZero(bite)
    if hidden < LEAST_BITE * page:
        return False
    skin = cv2.inRange(cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb), SKIN_LOW, SKIN_HIGH)
    return cv2.countNonZero(cv2.bitwise_and(skin, bite)) >= LEAST_SKIN * hidden


def _paper(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is light and pale. Closing fills the text in."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    pale = cv2.inRange(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1], 0, PALE)
    closed = cv2.morphologyEx(
        cv2.bitwise_and(light, pale), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    return np.asarray(closed, np.uint8)
