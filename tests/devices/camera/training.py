"""Frames of the training face for the tests of the camera floor."""

from functools import cache
from pathlib import Path

import numpy as np

from core.ports import Frame
from devices.camera.picture import Picture, as_frame
from devices.camera.training_face import draw_face, draw_room, place_face

CLOSE = 246.0
MODEL = Path(__file__).parents[4] / "shared" / "models" / "face_detection_yunet_2023mar.onnx"


@cache
def drawn() -> tuple[Picture, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    return draw_face()


@cache
def room() -> Picture:
    return draw_room(640, 480)


def person(
    centre: tuple[float, float] = (320, 234), height: float = CLOSE, roll: float = 0.0
) -> Picture:
    """The room with the training face standing in it."""
    return place_face(room(), drawn(), centre, height, roll)


def frame(picture: Picture) -> Frame:
    return as_frame(picture, 0.0)
