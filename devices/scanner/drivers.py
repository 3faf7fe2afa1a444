"""The drivers of code readers, as devices.toml names them."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import CameraError, Code
from core.ports import CodeReader
from core.scan_frame import FrameRule
from core.wedge import WedgeRule
from devices.camera.opencv_camera import OpenCvCamera
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings
from devices.scanner.camera_code_reader import CameraCodeReader
from devices.scanner.serial_code_reader import SerialCodeReader
from devices.scanner.simulated_code_reader import SimulatedCodeReader
from devices.scanner.typing_code_reader import TypingCodeReader

_ABSENT = DeviceReport(Condition.BAD, "absent", Code.SCANNER_ABSENT)


class SerialSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`path` of the port. `ends`: a scan ends with CR, LF or both, or with a pause. `prefix` and
    `suffix` stand around a scan; control signs as TOML writes them: "\\u0002"."""

    path: str = "/dev/ttyACM0"
    rate: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    prefix: str = ""
    suffix: str = ""
    ends: Literal["enter", "pause"] = "enter"

    @property
    def rule(self) -> FrameRule:
        ends = (b"\r", b"\n") if self.ends == "enter" else ()
        return FrameRule(self.prefix.encode(), self.suffix.encode(), ends)


class TypingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scanner that types. `gap_ms`: the longest pause between two of its keys; `least`: the
    shortest scan. With a `prefix` that nobody types, no key of a person waits."""

    prefix: str = ""
    suffix: str = ""
    gap_ms: Annotated[float, Meta(ge=5, le=200)] = 35.0
    least: Annotated[int, Meta(ge=1, le=64)] = 6
    ends: Literal["enter", "suffix"] = "enter"

    def __post_init__(self) -> None:
        if self.ends == "suffix" and not self.suffix:
            raise ValueError("ends with a suffix, and has none")

    @property
    def rule(self) -> WedgeRule:
        enter = self.ends == "enter"
        return WedgeRule(self.gap_ms, self.prefix, self.suffix, enter, self.least)


class CameraSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`index` is the number of /dev/videoN: a camera of its own, not that for faces or pages."""

    index: Annotated[int, Meta(ge=0, le=255)] = 2


def _camera(settings: CameraSettings) -> CodeReader:
    return CameraCodeReader(lambda: OpenCvCamera(settings.index))


def _probe_serial(settings: SerialSettings, around: Surroundings) -> DeviceReport:
    """The port is only looked at: opening it would take scans from the room that watches it."""
    if not Path(settings.path).is_char_device():
        return _ABSENT
    if not os.access(settings.path, os.R_OK | os.W_OK):
        return DeviceReport(Condition.BAD, "denied", Code.SCANNER_ABSENT)
    return DeviceReport(Condition.GOOD, "present")


def _probe_camera(settings: CameraSettings, around: Surroundings) -> DeviceReport:
    if not Path(f"/dev/video{settings.index}").exists():
        return _ABSENT
    camera = OpenCvCamera(settings.index)
    try:
        camera.open()
    except CameraError:
        return DeviceReport(Condition.UNKNOWN, "in_use")  # most likely by the room itself
    finally:
        camera.close()
    return DeviceReport(Condition.GOOD, "ready")


def _probe_simulated(settings: NoSettings, around: Surroundings) -> DeviceReport:
    return DeviceReport(Condition.GOOD, "simulated")


CODE_READER_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.CODE_READER,
        "serial",
        SerialSettings,
        lambda settings, around: SerialCodeReader(settings.path, settings.rate, settings.rule),
        _probe_serial,
        summary="a scanner on a serial port, or on USB as one",
    ),
    MachineDriver(
        Kind.CODE_READER,
        "typing",
        TypingSettings,
        lambda settings, around: TypingCodeReader(settings.rule),
        lambda settings, around: DeviceReport(Condition.UNKNOWN, "types"),
        summary="a scanner that types like a keyboard (HID, keyboard wedge)",
    ),
    MachineDriver(
        Kind.CODE_READER,
        "camera",
        CameraSettings,
        lambda settings, around: _camera(settings),
        _probe_camera,
        summary="a camera of its own that looks for codes",
    ),
    MachineDriver(
        Kind.CODE_READER,
        "simulated",
        NoSettings,
        lambda settings, around: SimulatedCodeReader(around.simulators),
        _probe_simulated,
        simulates=True,
        summary="scans what `onestop simulate scanner` orders",
    ),
)
