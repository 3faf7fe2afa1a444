"""The recorded clip that stands in for a camera, in demos and in training."""

from pathlib import Path

import resources
from devices.camera.opencv_camera import OpenCvCamera


def training_clip() -> Path:
    """The clip of a drawn face: first too far, then close. Made by devices.camera.training_clip."""
    return Path(str(resources.__file__)).parent / "clips" / "training_face.avi"


def recorded_camera() -> OpenCvCamera:
    """A camera that plays the training clip over and over."""
    return OpenCvCamera(training_clip())
