"""A camera over OpenCV: a device, a clip that plays as one, or a row of pictures."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from cv2.utils import logging as quiet

from core.errors import CameraError, Code
from core.ports import Frame
from devices.camera.picture import Picture, as_frame

PICTURES_PER_SECOND = 15.0  # for sources that do not say their own pace
FASTEST = 120.0  # a clip whose header claims more is not believed
ENDINGS = (".jpg", ".jpeg", ".png", ".bmp")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a device; it may give something else. `format` is a FourCC as V4L2 shows
    it, empty for the device's own: most cameras reach 30 frames a second in large sizes only as
    MJPG. A `rate` of 0 leaves the device its own."""

    width: int = 640
    height: int = 480
    rate: int = 30
    format: str = ""


class _Roll(Protocol):
    """Something that gives one picture after another; None when there is no next."""

    pace: float  # pictures a second; 0 means that the source itself sets the pace

    def next_picture(self) -> Picture | None: ...
    def rewind(self) -> bool: ...
    def release(self) -> None: ...


class _Device:
    """A camera by index. It paces itself and cannot be rewound."""

    pace = 0.0

    def __init__(self, index: int, asked: Asked) -> None:
        self._capture = cv2.VideoCapture(index)
        if not self._capture.isOpened():
            raise CameraError(Code.CAMERA_ABSENT, f"no camera at index {index}")
        if asked.format:  # before the size: V4L2 gives the sizes of the format that is set
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*asked.format))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, asked.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, asked.height)
        if asked.rate:
            self._capture.set(cv2.CAP_PROP_FPS, asked.rate)
        # An old frame would show the citizen where they were a moment ago.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def next_picture(self) -> Picture | None:
        return _taken(self._capture)

    def rewind(self) -> bool:
        return False

    def release(self) -> None:
        self._capture.release()


class _Clip:
    """A clip file, or a numbered pattern such as `f%04d.jpg`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._capture = cv2.VideoCapture(source)
        if not self._capture.isOpened():
            raise CameraError(Code.CAMERA_ABSENT, "clip cannot be opened")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.pace = rate if "%" not in source and 1 <= rate <= FASTEST else PICTURES_PER_SECOND

    def next_picture(self) -> Picture | None:
        return _taken(self._capture)

    def rewind(self) -> bool:
        # Opened again rather than sought: not every container seeks to its first frame.
        self._capture.release()
        return bool(self._capture.open(self._source))

    def release(self) -> None:
        self._capture.release()


class _Folder:
    """The pictures of a folder in the order of their names."""

    pace = PICTURES_PER_SECOND

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left: list[Path] = []
        if not self.rewind():
            raise CameraError(Code.CAMERA_ABSENT, "folder without pictures")

    def next_picture(self) -> Picture | None:
        if not self._left:
            return None
        octets = np.frombuffer(self._left.pop().read_bytes(), np.uint8)
        picture = cv2.imdecode(octets, cv2.IMREAD_COLOR) if octets.size else None
        return None if picture is None else np.asarray(picture, np.uint8)

    def rewind(self) -> bool:
        found = (path for path in self._folder.iterdir() if path.suffix.lower() in ENDINGS)
        self._left = sorted(found, reverse=True)
        return bool(self._left)

    def release(self) -> None:
        self._left = []


class OpenCvCamera:
    """A core.ports.Camera. `source` is a device index, a clip, a numbered pattern or a folder.

    Clips and pictures loop and are paced to their own rate, so that they pass for a camera.
    `mirrored` turns the picture left to right; off, because mirroring belongs to the view.
    """

    def __init__(
        self,
        source: int | str | Path,
        *,
        asked: Asked = Asked(),
        mirrored: bool = False,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._asked = asked
        self._mirrored = mirrored
        self._now = now
        self._sleep = sleep
        self._roll: _Roll | None = None
        self._due = 0.0
        self._index = 0

    def open(self) -> None:
        """Open the source, or open it again. Raises CameraError(CAMERA_ABSENT)."""
        self.close()
        # OpenCV writes its own lines to stderr at each try; the error below says it once.
        quiet.setLogLevel(quiet.LOG_LEVEL_SILENT)
        try:
            self._roll = _roll_of(self._source, self._asked)
        except (cv2.error, OSError) as reason:
            raise CameraError(Code.CAMERA_ABSENT, type(reason).__name__) from reason
        self._due = self._now()
        self._index = 0

    def read(self) -> Frame:
        """The next frame, when it is due. Raises CameraError(CAMERA_LOST)."""
        if self._roll is None:
            raise CameraError(Code.CAMERA_ABSENT, "camera is not open")
        try:
            picture = self._next(self._roll)
        except (cv2.error, OSError) as reason:
            self.close()
            raise CameraError(Code.CAMERA_LOST, type(reason).__name__) from reason
        if picture is None:
            self.close()
            raise CameraError(Code.CAMERA_LOST, "no further frame")
        if self._mirrored:
            picture = np.asarray(cv2.flip(picture, 1), np.uint8)
        self._wait(self._roll.pace if self._roll else 0.0)
        frame = as_frame(picture, self._now(), self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Let the source go. Closing twice is harmless."""
        roll, self._roll = self._roll, None
        if roll is not None:
            roll.release()

    @staticmethod
    def _next(roll: _Roll) -> Picture | None:
        picture = roll.next_picture()
        if picture is None and roll.rewind():
            picture = roll.next_picture()
        return picture

    def _wait(self, pace: float) -> None:
        if pace <= 0:
            return
        left = self._due - self._now()
        if left > 0:
            self._sleep(left)
        # One that fell behind starts anew instead of hurrying after lost time.
        self._due = max(self._due, self._now() - 1 / pace) + 1 / pace


def _taken(capture: cv2.VideoCapture) -> Picture | None:
    ok, picture = capture.read()
    return np.asarray(picture, np.uint8) if ok and picture is not None else None


def _roll_of(source: int | str | Path, asked: Asked) -> _Roll:
    if isinstance(source, int):
        return _Device(source, asked)
    path = Path(source)
    if path.is_dir():
        return _Folder(path)
    if "%" not in path.name and not path.is_file():
        raise CameraError(Code.CAMERA_ABSENT, "clip file is missing")
    return _Clip(str(path))
