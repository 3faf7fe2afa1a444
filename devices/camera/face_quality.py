"""Measures of one frame and the limits that they are held to.

The measures follow those of ISO/IEC 29794-5 that need no net: single face, distance of the eyes,
head size, margins, position, luminance, dynamic range, illumination left and right, sharpness,
pose. The limits were set on degraded copies.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from devices.camera.face_finder import FoundFace
from devices.camera.picture import Picture

SIZE = (0.28, 0.62)  # height of the face as a share of the frame's height
EYES = 40.0  # pixels between the eyes; less is too coarse to compare (ISO/IEC 19794-5 asks 90)
MARGIN = 0.02  # of the frame's side that stays free beside the face
RANGE = 40.0  # grey 0–255 between the 5th and the 95th percentile of the face
OFF_CENTRE = (0.14, 0.17)  # how far the face may lie beside the middle: across, down
LUMINANCE = (55.0, 205.0)  # mean grey 0–255 of the face
EVEN = 0.55  # darker cheek as a share of the lighter one
SHARP = 20.0  # variance of the Laplacian on 128 × 160
TURN, ROLL = 0.18, 14.0  # nose beside the eyes' middle in eye distances; slope in degrees
BYSTANDER = 0.45  # a face smaller than this share of the largest stands behind, and is no second

# Each check, the advice when it fails, and what passing means. The first that fails is said.
Test = Callable[[Mapping[str, float]], bool]
RULES: tuple[tuple[str, str, Test], ...] = (
    ("found", "face.none", lambda m: m["faces"] >= 1),
    ("alone", "face.one_person", lambda m: m["faces"] < 2),
    ("near_enough", "face.closer", lambda m: m["size"] >= SIZE[0]),
    ("far_enough", "face.back", lambda m: m["size"] <= SIZE[1]),
    ("whole", "face.whole", lambda m: m["margin"] >= MARGIN),
    ("fine_enough", "face.fine", lambda m: m["eyes"] >= EYES),
    (
        "centre",
        "face.centre",
        lambda m: abs(m["across"]) <= OFF_CENTRE[0] and abs(m["down"]) <= OFF_CENTRE[1],
    ),
    ("light_enough", "face.more_light", lambda m: m["luminance"] >= LUMINANCE[0]),
    ("not_glaring", "face.too_bright", lambda m: m["luminance"] <= LUMINANCE[1]),
    ("contrast", "face.contrast", lambda m: m["range"] >= RANGE),
    ("even", "face.even_light", lambda m: m["even"] >= EVEN),
    ("straight", "face.straight", lambda m: abs(m["turn"]) <= TURN and abs(m["roll"]) <= ROLL),
    ("sharp", "face.hold_still", lambda m: m["sharp"] >= SHARP),
)
NOTHING = {
    "faces": 0.0,
    "size": 0.0,
    "eyes": 0.0,
    "margin": 0.0,
    "across": 0.0,
    "down": 0.0,
    "luminance": 0.0,
    "range": 0.0,
    "even": 0.0,
    "sharp": 0.0,
    "turn": 0.0,
    "roll": 0.0,
}


def measure(picture: Picture, faces: list[FoundFace]) -> dict[str, float]:
    """The measures of a picture whose faces were found in its own pixels, the largest first."""
    if not faces:
        return dict(NOTHING)
    face = faces[0]
    height, width = picture.shape[:2]
    grey = _face_grey(picture, face)
    near = [other for other in faces if other.height >= BYSTANDER * face.height]
    return {
        "faces": float(len(near)),
        "size": face.height / height,
        "eyes": face.eyes,
        "margin": _margin(face, width, height),
        "across": (face.x + face.width / 2) / width - 0.5,
        "down": (face.y + face.height / 2) / height - 0.5,
        "luminance": float(grey.mean()),
        "range": float(np.subtract(*np.percentile(grey, (95, 5)))),
        "even": _evenness(grey),
        "sharp": float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        "turn": face.turn,
        "roll": face.roll,
    }


def check(measures: Mapping[str, float]) -> tuple[dict[str, bool], str]:
    """Which checks pass, and the advice for the first that does not; empty when all pass. Without
    a face nothing else can pass."""
    seen = measures["faces"] >= 1
    checks = {name: seen and test(measures) for name, _, test in RULES}
    advice = next((key for name, key, _ in RULES if not checks[name]), "")
    return checks, advice


def _face_grey(picture: Picture, face: FoundFace) -> Picture:
    height, width = picture.shape[:2]
    left, top = min(max(0, face.x), width - 1), min(max(0, face.y), height - 1)
    right = max(left + 1, min(width, face.x + face.width))
    bottom = max(top + 1, min(height, face.y + face.height))
    cut = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    shrinks = cut.shape[0] > 160
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cut, (128, 160), interpolation=how), np.uint8)


def _evenness(grey: Picture) -> float:
    half = grey.shape[1] // 2
    left, right = float(grey[:, :half].mean()), float(grey[:, half:].mean())
    return min(left, right) / max(left, right, 1.0)


def _margin(face: FoundFace, width: int, height: int) -> float:
    """The smallest way from the face to an edge, as a share of that side; below 0 outside."""
    right, bottom = face.x + face.width, face.y + face.height
    beside = min(face.x, width - right) / width
    return min(beside, face.y / height, (height - bottom) / height)
