"""Between a core Frame and the array that OpenCV works on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.ports import Frame

Picture = NDArray[np.uint8]


def as_picture(frame: Frame) -> Picture:
    """The frame as rows × columns × 3, BGR; a read-only view, nothing is copied."""
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3)


def as_frame(picture: Picture, taken_at: float, index: int = 0) -> Frame:
    """A BGR or grey array as a frame."""
    if picture.ndim == 2:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    height, width = picture.shape[:2]
    return Frame(width, height, np.ascontiguousarray(picture).tobytes(), taken_at, index)


def fit(picture: Picture, max_side: int) -> Picture:
    """The picture shrunk so that its longer side is at most `max_side`; never enlarged."""
    height, width = picture.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
