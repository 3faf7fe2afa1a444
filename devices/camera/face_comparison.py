"""One face against one portrait, by SFace, where its model and a decoder of portraits are there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.application import Comparison
from core.errors import CameraError, Code
from core.ports import Frame
from devices.camera.face_finder import FaceFinder, FoundFace
from devices.camera.face_models import SFACE, FaceModel, checked
from devices.camera.picture import Picture, as_picture

# A picture file (JPEG, PNG, BMP) from the raw portrait of a card; empty where it cannot be told.
DecodePortrait = Callable[[bytes], bytes]

PORTRAIT_SIDE = 320  # pixels: a card's 102 × 126 are enlarged so that the finder sees the face
ZOO_THRESHOLD = 0.363
ZOO_SOURCE = "OpenCV FaceRecognizerSF documentation, cosine, LFW; not measured in the field"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which cosine on two faces count as the same, and who says so."""

    value: float = ZOO_THRESHOLD
    source: str = ZOO_SOURCE


class NoComparer:
    """A core.ports.FaceComparer that never compares: the case says “captured, not compared”."""

    def compare(self, frame: Frame, portrait: bytes) -> Comparison | None:
        """None, always."""
        return None


class SFaceComparer:
    """A core.ports.FaceComparer. `finder` gives landmarks. Raises CameraError(FACE_MODEL_DAMAGED)
    for a file that is not `model`. Not for several threads at once."""

    def __init__(
        self,
        finder: FaceFinder,
        file: Path,
        decode: DecodePortrait,
        threshold: Threshold,
        model: FaceModel = SFACE,
    ) -> None:
        self._finder = finder
        self._decode = decode
        self._threshold = threshold
        self._model = model
        try:
            self._net = cv2.FaceRecognizerSF.create(str(checked(file, model)), "")
        except cv2.error as reason:
            raise CameraError(Code.FACE_MODEL_DAMAGED, "sface: cannot be loaded") from reason

    def compare(self, frame: Frame, portrait: bytes) -> Comparison | None:
        """The cosine of the two features with its verdict; None where one has no single face, or
        where the net fails: then nothing was compared, and nothing is claimed."""
        try:
            score = self._score(frame, portrait)
        except cv2.error:
            return None
        if score is None or not np.isfinite(score):
            return None
        return Comparison(
            verdict="same" if score >= self._threshold.value else "different",
            score=f"{score:.4f}",
            threshold=f"{self._threshold.value:.4f}",
            threshold_source=self._threshold.source,
            model_sha256=self._model.sha256,
        )

    def _score(self, frame: Frame, portrait: bytes) -> float | None:
        printed = _read(self._decode(portrait)) if portrait else None
        if printed is None:
            return None
        live, held = self._feature(as_picture(frame)), self._feature(_enlarged(printed))
        if live is None or held is None:
            return None
        return float(self._net.match(live, held, cv2.FaceRecognizerSF_FR_COSINE))

    def _feature(self, picture: Picture) -> NDArray[np.float32] | None:
        face = _single(self._finder.find(picture))
        if face is None:
            return None
        row = np.array([face.row], np.float32)
        aligned = self._net.alignCrop(picture, row)
        # The net's own memory is used again by the next call.
        return np.array(self._net.feature(aligned), np.float32)


def _single(faces: list[FoundFace]) -> FoundFace | None:
    """The only face with landmarks, or the one beside which the others are small."""
    if not faces or not faces[0].row:
        return None
    if len(faces) > 1 and faces[1].height >= 0.45 * faces[0].height:
        return None
    return faces[0]


def _read(octets: bytes) -> Picture | None:
    if not octets:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    return None if picture is None else np.asarray(picture, np.uint8)


def _enlarged(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = PORTRAIT_SIDE / max(height, width)
    if scale <= 1:
        return picture
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.uint8)
