"""The drivers of cameras, as devices.toml names them: the same ones for faces and for pages."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import CameraError, Code
from core.ports import Camera
from devices.camera.opencv_camera import Asked, OpenCvCamera
from devices.camera.simulated_camera import SimulatedCamera
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings

_TRAINING = {Kind.FACE_CAMERA: "training_face.avi", Kind.DOCUMENT_CAMERA: "training_page.jpg"}

_ASKED = {
    Kind.FACE_CAMERA: Asked(),
    # A page needs its 200 dpi, and so many points come quickly only as JPEG.
    Kind.DOCUMENT_CAMERA: Asked(2592, 1944, 0, "MJPG"),
}


class DeviceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`index` is the number of /dev/videoN. Size, rate and format are asked of it; 0 and an empty
    format leave what the kind needs: 640 × 480 for faces, 2592 × 1944 for pages."""

    index: Annotated[int, Meta(ge=0, le=255)] = 0
    width: Annotated[int, Meta(ge=0, le=10_000)] = 0
    height: Annotated[int, Meta(ge=0, le=10_000)] = 0
    rate: Annotated[int, Meta(ge=0, le=120)] = 0
    format: Annotated[str, Meta(pattern=r"^([A-Z0-9]{4})?$")] = ""

    def asked(self, kind: Kind) -> Asked:
        """What is asked of the device for this kind."""
        usual = _ASKED[kind]
        return Asked(
            self.width or usual.width,
            self.height or usual.height,
            self.rate or usual.rate,
            self.format or usual.format,
        )


class ClipSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` is a clip, a numbered pattern such as f%04d.jpg, or a folder of pictures."""

    source: str


def _probe(camera: Camera) -> DeviceReport:
    """One frame, and the camera is let go again."""
    try:
        camera.open()
        frame = camera.read()
    except CameraError as error:
        return DeviceReport(Condition.BAD, "absent", error.code)
    finally:
        camera.close()
    return DeviceReport(Condition.GOOD, "ready", facts=(("size", f"{frame.width}×{frame.height}"),))


def _device(kind: Kind, settings: DeviceSettings) -> OpenCvCamera:
    return OpenCvCamera(settings.index, asked=settings.asked(kind))


def _probe_device(kind: Kind, settings: DeviceSettings) -> DeviceReport:
    if not Path(f"/dev/video{settings.index}").exists():
        return DeviceReport(Condition.BAD, "absent", Code.CAMERA_ABSENT)
    return _probe(_device(kind, settings))


def _of(kind: Kind) -> tuple[MachineDriver[Any], ...]:
    def training(around: Surroundings) -> Camera:
        return SimulatedCamera(around.simulators, kind.value, around.clips / _TRAINING[kind])

    return (
        MachineDriver(
            kind,
            "opencv",
            DeviceSettings,
            lambda settings, around: _device(kind, settings),
            lambda settings, around: _probe_device(kind, settings),
            summary="a camera that the system shows as /dev/videoN",
        ),
        MachineDriver(
            kind,
            "clip",
            ClipSettings,
            lambda settings, around: OpenCvCamera(Path(settings.source)),
            lambda settings, around: _probe(OpenCvCamera(Path(settings.source))),
            simulates=True,
            summary="a clip or a folder of pictures that plays as a camera",
        ),
        MachineDriver(
            kind,
            "simulated",
            NoSettings,
            lambda settings, around: training(around),
            lambda settings, around: _probe(training(around)),
            simulates=True,
            summary="the shipped drawing; `onestop simulate camera` orders faults",
        ),
    )


CAMERA_DRIVERS: tuple[MachineDriver[Any], ...] = (
    *_of(Kind.FACE_CAMERA),
    *_of(Kind.DOCUMENT_CAMERA),
)
