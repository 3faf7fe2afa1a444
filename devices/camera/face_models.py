"""The face models that a terminal may have: none is shipped, each is known by its digest.

`onestop models install FILE` copies one into the terminal's folder. A file with another digest is
another net: its answers were never measured here, and it is refused.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.errors import CameraError, Code

FOLDER = "models"  # in the terminal's own folder


@dataclass(frozen=True, slots=True)
class FaceModel:
    """`file` is its name in the folder of models, `size` in octets. `source` and `licence` as
    written where it comes from."""

    name: str
    file: str
    sha256: str
    size: int
    what_for: str
    source: str
    licence: str


YUNET = FaceModel(
    "yunet",
    "face_detection_yunet_2023mar.onnx",
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    232_589,
    "finds faces with eyes, nose and mouth; needed for liveness and comparison",
    "opencv_zoo, models/face_detection_yunet",
    "MIT",
)
SFACE = FaceModel(
    "sface",
    "face_recognition_sface_2021dec.onnx",
    "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    38_696_353,
    "compares a face with the portrait of the card",
    "opencv_zoo, models/face_recognition_sface",
    "Apache-2.0",
)
MODELS = (YUNET, SFACE)


def model_of(octets: bytes) -> FaceModel:
    """Which model a file is. Raises CameraError(FACE_MODEL_UNKNOWN)."""
    digest = hashlib.sha256(octets).hexdigest()
    for model in MODELS:
        if digest == model.sha256:
            return model
    raise CameraError(Code.FACE_MODEL_UNKNOWN, f"sha256 {digest[:16]}… is of no known model")


def installed(folder: Path | None, model: FaceModel) -> Path | None:
    """The file of a model in a terminal's folder of models, or None where it was never installed.
    Raises CameraError(FACE_MODEL_DAMAGED) for one that is not what it was."""
    if folder is None or not (folder / model.file).exists():
        return None
    return checked(folder / model.file, model)


def checked(file: Path, model: FaceModel) -> Path:
    """The file again, if it is this model to the last bit. Raises CameraError."""
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as reason:
        raise CameraError(Code.FACE_MODEL_DAMAGED, f"{model.name}: cannot be read") from reason
    if digest != model.sha256:
        raise CameraError(Code.FACE_MODEL_DAMAGED, f"{model.name}: sha256 {digest[:16]}…")
    return file
