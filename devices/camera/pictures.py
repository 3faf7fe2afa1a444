"""The accepted frame as a JPEG file in memory."""

import cv2

from core.errors import CameraError, Code
from core.ports import Frame
from devices.camera.picture import as_picture, fit


def to_jpeg(frame: Frame, quality: int = 85, max_side: int = 640) -> bytes:
    """JPEG octets without any metadata, the longer side at most `max_side` pixels."""
    ok, octets = cv2.imencode(
        ".jpg", fit(as_picture(frame), max_side), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not ok:
        raise CameraError(Code.CAMERA_LOST, "frame cannot be encoded")
    return octets.tobytes()
