"""The drawn face as a solid head that turns, and as a flat photo that is tilted."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.picture import Picture
from devices.camera.training_face import CANVAS, place_face
from tests.devices.camera.training import CLOSE, drawn, person, room

_FOCAL = 900.0  # pixels: how strongly the lens shows a tilt


@cache
def head(degrees: float, height: float = CLOSE) -> Picture:
    """The room with the head turned to its own left (above 0): an egg with a nose, by its depth."""
    rows, columns = np.mgrid[0 : CANVAS[0], 0 : CANVAS[1]].astype(np.float32)
    depth, angle = _depth(rows, columns), np.radians(degrees)
    seen = columns.copy()
    for _ in range(30):  # where does the point come from that is seen here
        there = cv2.remap(depth, seen, rows, cv2.INTER_LINEAR)
        found = 380 + (columns - 380 - there * np.sin(angle)) / np.cos(angle)
        seen = np.asarray((seen + found) / 2, np.float32)
    face, cover = drawn()
    turned = np.asarray(cv2.remap(face, seen, rows, cv2.INTER_LINEAR), np.uint8)
    outline = np.asarray(cv2.remap(cover, seen, rows, cv2.INTER_LINEAR), np.float32)
    return place_face(room(), (turned, outline), (320, 234), height)


@cache
def photo(degrees: float, height: float = CLOSE, *, upright: bool = True) -> Picture:
    """A print of the same person, turned out of its plane around an upright or a lying axis."""
    flat = person(height=height)
    high, wide = flat.shape[:2]
    angle = np.radians(degrees)
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = []
    for x, y in corners - (wide / 2, high / 2):
        along = x if upright else y
        away = 1 + along * np.sin(angle) / _FOCAL
        short = np.cos(angle)
        across, down = (x * short, y) if upright else (x, y * short)
        moved.append((wide / 2 + across / away, high / 2 + down / away))
    turn = cv2.getPerspectiveTransform(corners, np.array(moved, np.float32))
    tilted = cv2.warpPerspective(flat, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(tilted, np.uint8)


def _depth(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    x, y = (columns - 380) / 172, (rows - 345) / 222
    egg = np.sqrt(np.clip(1 - x * x - y * y, 0, 1)) * 170
    nose = np.exp(-(((columns - 380) / 30) ** 2)) * np.clip(1 - np.abs(rows - 385) / 70, 0, 1)
    return np.asarray(egg + nose * 70, np.float32)
