"""Where faces are in a picture: by the cascade of the wheel, or by YuNet where it was installed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from core.errors import CameraError, Code
from devices.camera.picture import Picture

# sha256 of YuNet files whose answers were measured; another file may answer in another order.
KNOWN_MODELS = frozenset(
    {"8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"}  # 2023mar, yunet_s
)
CASCADES = Path(str(cv2.__file__)).parent / "data"
SURE_ENOUGH = 0.7  # YuNet's score of a face
SMALLEST = 28  # pixels of a judged copy; smaller ones are passers-by


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in pixels of the picture given: from forehead to chin, cheek to cheek. `turn` is the
    nose's way off the middle of the eyes in eye distances, `roll` the eyes' slope in degrees; both
    0 where the finder knows no landmarks and finds only frontal faces."""

    x: int
    y: int
    width: int
    height: int
    turn: float = 0.0
    roll: float = 0.0


class FaceFinder(Protocol):
    """Finds the faces of a BGR picture, the largest first."""

    def find(self, picture: Picture) -> list[FoundFace]: ...


class CascadeFinder:
    """The frontal face cascade that comes with the OpenCV 4 wheel."""

    def __init__(self, name: str = "haarcascade_frontalface_alt2.xml") -> None:
        self._cascade = cv2.CascadeClassifier(str(CASCADES / name))
        if self._cascade.empty():
            raise CameraError(Code.UNEXPECTED, "the wheel carries no face cascade")

    def find(self, picture: Picture) -> list[FoundFace]:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        boxes = self._cascade.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=4, minSize=(SMALLEST, SMALLEST)
        )
        faces = [_from_cascade(*(int(value) for value in box)) for box in boxes]
        return sorted(faces, key=lambda face: face.height, reverse=True)


class YuNetFinder:
    """YuNet, a small net that also gives eyes, nose and mouth. The model file is not shipped."""

    def __init__(self, model: Path) -> None:
        self._net = cv2.FaceDetectorYN.create(str(_known(model)), "", (320, 240), SURE_ENOUGH)

    def find(self, picture: Picture) -> list[FoundFace]:
        height, width = picture.shape[:2]
        self._net.setInputSize((width, height))
        _, rows = self._net.detect(picture)
        faces = [_from_yunet([float(value) for value in row]) for row in _rows(rows)]
        seen = [face for face in faces if face.height >= SMALLEST]
        return sorted(seen, key=lambda face: face.height, reverse=True)


def _known(model: Path) -> Path:
    """The path again if it is a model that was measured. Raises CameraError(UNEXPECTED)."""
    try:
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
    except OSError as reason:
        raise CameraError(Code.UNEXPECTED, "face model cannot be read") from reason
    if digest not in KNOWN_MODELS:
        raise CameraError(Code.UNEXPECTED, "face model is not a known one")
    return model


def _from_cascade(x: int, y: int, width: int, height: int) -> FoundFace:
    # The cascade's square reaches past the cheeks. These shares bring it to the box that YuNet
    # gives for the same face, so that one set of limits serves both.
    left, top = x + round(width * 0.14), y + round(height * 0.08)
    return FoundFace(left, top, round(width * 0.72), round(height * 0.88))


def _from_yunet(row: list[float]) -> FoundFace:
    x, y, width, height = (round(value) for value in row[:4])
    first, second, nose = (np.array(row[start : start + 2]) for start in (4, 6, 8))
    across = second - first
    distance = max(1.0, float(np.hypot(*across)))
    middle = (first + second) / 2
    return FoundFace(
        x,
        y,
        width,
        height,
        turn=float(np.dot(nose - middle, across)) / distance**2,
        roll=float(np.degrees(np.arctan2(across[1], across[0]))),
    )


def _rows(found: object) -> list[list[float]]:
    # The binding answers None instead of an empty array when there is no face.
    return [] if found is None else np.asarray(found, np.float64).tolist()
