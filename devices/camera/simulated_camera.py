"""A camera made of the shipped drawing, ordered about by a file while it runs."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.errors import CameraError, Code
from core.ports import Frame
from devices.camera.opencv_camera import OpenCvCamera
from devices.simulator_orders import CameraOrder, CameraState, read_order

_DARK = 0.06  # of the light that there was: a room at night


class SimulatedCamera:
    """A core.ports.Camera. `machine` names its order file in `folder`, `usual` what it plays where
    nothing else is ordered. A camera that was gone must be opened again, as a real one."""

    def __init__(self, folder: Path, machine: str, usual: Path) -> None:
        self._folder, self._machine, self._usual = folder, machine, usual
        self._camera: OpenCvCamera | None = None
        self._playing: Path | None = None
        self._last: Frame | None = None

    def open(self) -> None:
        """Raises CameraError(CAMERA_ABSENT)."""
        order = self._order()
        if order.state is CameraState.GONE:
            raise CameraError(Code.CAMERA_ABSENT, "ordered fault")
        self._play(order)

    def read(self) -> Frame:
        """The next frame as ordered. Raises CameraError."""
        order = self._order()
        if order.state is CameraState.GONE:
            self.close()
            raise CameraError(Code.CAMERA_LOST, "ordered fault")
        if self._camera is None:
            raise CameraError(Code.CAMERA_ABSENT, "camera is not open")
        if self._source(order) != self._playing:
            self._play(order)
        frame = self._camera.read()
        if order.state is CameraState.FROZEN and self._last is not None:
            return replace(self._last, taken_at=frame.taken_at, index=frame.index)
        self._last = frame
        return _darkened(frame) if order.state is CameraState.DARK else frame

    def close(self) -> None:
        """Let the picture go. Closing twice is harmless."""
        camera, self._camera, self._playing = self._camera, None, None
        self._last = None
        if camera is not None:
            camera.close()

    def _order(self) -> CameraOrder:
        try:
            return read_order(self._folder, self._machine, CameraOrder) or CameraOrder()
        except ValueError:
            return CameraOrder(CameraState.GONE)

    def _source(self, order: CameraOrder) -> Path:
        return Path(order.clip) if order.clip else self._usual

    def _play(self, order: CameraOrder) -> None:
        self.close()
        source = self._source(order)
        camera = OpenCvCamera(source)
        camera.open()
        self._camera, self._playing = camera, source


def _darkened(frame: Frame) -> Frame:
    pixels = np.frombuffer(frame.pixels, np.uint8).astype(np.float32) * _DARK
    return replace(frame, pixels=pixels.astype(np.uint8).tobytes())
