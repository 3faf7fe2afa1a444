"""Finds the four corners of a page on a desk and lays the page flat."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]  # four points (x, y), clockwise from the upper left

SEARCHED_SIDE = 1000  # pixels of the copy in which edges are sought
LEAST_SHARE, MOST_SHARE = 0.25, 0.97  # of the picture that the page may cover
LIGHTER = 22.0  # grey levels by which a page is lighter than what lies around it
SQUARENESS = 0.35  # largest cosine of a corner's angle: 70° to 110°
RIM = 3  # pixels of the copy; a corner nearer to its rim is where the picture ends, not the page
STRETCH = 1.25  # how much longer an edge may be than the one across


def straighten(picture: Picture) -> tuple[Picture, bool]:
    """The page laid flat and True, or the picture as it is and False when no page is clearly
    seen."""
    corners = find_corners(picture)
    if corners is None:
        return picture, False
    top, right, bottom, left = (
        float(np.hypot(*(corners[(side + 1) % 4] - corners[side]))) for side in range(4)
    )
    width, height = round(max(top, bottom)), round(max(left, right))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = cv2.getPerspectiveTransform(corners, flat)
    laid = cv2.warpPerspective(picture, turn, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(laid, np.uint8), True


def find_corners(picture: Picture) -> Corners | None:
    """The corners of a page that is clearly lighter than its surroundings, or None."""
    scale = min(1.0, SEARCHED_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(
        cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0), np.uint8
    )
    for outline in _outlines(grey):
        points = _four_points(outline)
        if points is not None and _is_page(grey, points):
            return np.asarray(points / scale, np.float32)
    return None


def _outlines(grey: NDArray[np.uint8]) -> list[NDArray[np.int32]]:
    """Large light areas, the largest first. Closing fills the text in."""
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    found, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outlines = [np.asarray(outline, np.int32) for outline in found]
    large = [one for one in outlines if cv2.contourArea(one) >= LEAST_SHARE * grey.size]
    return sorted(large, key=cv2.contourArea, reverse=True)


def _four_points(outline: NDArray[np.int32]) -> Corners | None:
    hull = cv2.convexHull(outline)
    rough = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
    # A page whose outline is ragged has a hand or a second sheet on it.
    if len(rough) != 4 or cv2.contourArea(outline) < 0.94 * cv2.contourArea(hull):
        return None
    points = np.asarray(rough.reshape(4, 2), np.float32)
    around = points - points.mean(axis=0)
    points = points[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    start = int(np.argmin(points.sum(axis=1)))
    return np.asarray(np.roll(points, -start, axis=0), np.float32)


def _is_page(grey: NDArray[np.uint8], points: Corners) -> bool:
    share = float(cv2.contourArea(points)) / grey.size
    if not LEAST_SHARE <= share <= MOST_SHARE or not _is_squarish(points):
        return False
    far = np.array(grey.shape[::-1]) - 1 - points
    if min(points.min(), far.min()) < RIM:
        return False
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, points.astype(np.int32), 255)
    outside = cv2.bitwise_not(cv2.dilate(inside, np.ones((13, 13), np.uint8)))
    if not cv2.countNonZero(outside):
        return False
    return cv2.mean(grey, inside)[0] - cv2.mean(grey, outside)[0] >= LIGHTER


def _is_squarish(points: Corners) -> bool:
    edges = np.roll(points, -1, axis=0) - points
    lengths = np.maximum(np.hypot(edges[:, 0], edges[:, 1]), 1e-6)
    units = edges / lengths[:, None]
    cosines = np.abs((units * np.roll(units, -1, axis=0)).sum(axis=1))
    across = np.maximum(lengths[:2] / lengths[2:], lengths[2:] / lengths[:2])
    return bool(cosines.max() <= SQUARENESS and across.max() <= STRETCH)
