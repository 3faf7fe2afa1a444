"""Where faces are in a picture: by the cascade of the wheel, or by YuNet where it was installed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from core.errors import CameraError, Code
from devices.camera.face_models import YUNET, checked
from devices.camera.picture import Picture

CASCADES = Path(str(cv2.__file__)).parent / "data"
SURE_ENOUGH = 0.7  # YuNet's score of a face
EYES_OF_WIDTH = 0.44  # eye distance as a share of the width of YuNet's box, measured
SMALLEST = 28  # pixels of a judged copy; smaller ones are passers-by


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in pixels of the picture given: from forehead to chin, cheek to cheek. `turn` is the
    nose's way off the middle of the eyes in eye distances, to the right of the picture above 0;
    `roll` the eyes' slope in degrees; both 0 where the finder knows no landmarks and finds only
    frontal faces. `eyes` is the distance of the eyes, there guessed from the width. `row` is what
    YuNet answered, 15 numbers in pixels of the picture given, for those who align by it."""

    x: int
    y: int
    width: int
    height: int
    turn: float = 0.0
    roll: float = 0.0
    eyes: float = 0.0
    row: tuple[float, ...] = ()


class FaceFinder(Protocol):
    """Finds the faces of a BGR picture, the largest first. `name` is for staff; `landmarks` says
    whether `turn`, `roll` and `row` are known."""

    name: str
    landmarks: bool

    def find(self, picture: Picture) -> list[FoundFace]: ...


class CascadeFinder:
    """The frontal face cascade that comes with the OpenCV 4 wheel."""

    name = "cascade"
    landmarks = False

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
    """YuNet, a small net that also gives eyes, nose and mouth. The model file is not shipped.
    Raises CameraError(FACE_MODEL_DAMAGED) for a file that is not the known one."""

    name = "yunet"
    landmarks = True

    def __init__(self, model: Path) -> None:
        file = str(checked(model, YUNET))
        try:
            self._net = cv2.FaceDetectorYN.create(file, "", (320, 240), SURE_ENOUGH)
        except cv2.error as reason:
            raise CameraError(Code.FACE_MODEL_DAMAGED, "yunet: cannot be loaded") from reason

    def find(self, picture: Picture) -> list[FoundFace]:
        height, width = picture.shape[:2]
        self._net.setInputSize((width, height))
        _, rows = self._net.detect(picture)
        faces = [_from_yunet([float(value) for value in row]) for row in _rows(rows)]
        seen = [face for face in faces if face.height >= SMALLEST]
        return sorted(seen, key=lambda face: face.height, reverse=True)


def _from_cascade(x: int, y: int, width: int, height: int) -> FoundFace:
    # The cascade's square reaches past the cheeks. These shares bring it to the box that YuNet
    # gives for the same face, so that one set of limits serves both.
    left, top = x + round(width * 0.14), y + round(height * 0.08)
    return FoundFace(
        left, top, round(width * 0.72), round(height * 0.88), eyes=width * 0.72 * EYES_OF_WIDTH
    )


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
        eyes=distance,
        row=tuple(row),
    )


def _rows(found: object) -> list[list[float]]:
    # The binding answers None instead of an empty array when there is no face.
    return [] if found is None else np.asarray(found, np.float64).tolist()
