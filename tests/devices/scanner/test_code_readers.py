"""Every code reader tells whole scans, a fault once and its end once, and stops."""

import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest

from core.errors import CameraError, Code
from core.ports import Frame
from core.scan_frame import FrameRule
from core.wedge import WedgeRule
from devices.camera.picture import Picture, as_frame
from devices.machine_driver import Surroundings
from devices.scanner.camera_code_reader import CameraCodeReader
from devices.scanner.drivers import CODE_READER_DRIVERS, SerialSettings, TypingSettings
from devices.scanner.serial_code_reader import SerialCodeReader
from devices.scanner.simulated_code_reader import MACHINE, SimulatedCodeReader
from devices.scanner.typing_code_reader import TypingCodeReader
from devices.simulator_orders import MachineState, ScanOrder, order_file, write_order
from tests.devices.scanner.reading import Listener, listening
from tests.devices.scanner.test_codes import qr_picture

RECEIPT = "CD0128-261126-100037-K"


class Line:
    """A serial line made of a pseudo terminal: what is written here, a scanner has sent. `path` is
    a link, as udev makes them, so that a plug can be pulled and pushed in again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "scanner"
        self._ends: list[int] = []

    def plug_in(self) -> None:
        self._master, slave = os.openpty()
        self._ends = [self._master, slave]
        tty.setraw(slave)
        self.path.symlink_to(os.ttyname(slave))

    def send(self, octets: bytes) -> None:
        os.write(self._master, octets)

    def pull_out(self) -> None:
        self.path.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    found = Line(tmp_path)
    yield found
    found.pull_out()


@contextmanager
def plugged(line: Line, rule: FrameRule | None = None) -> Iterator[Listener]:
    """A reader that was there first and has opened the line when the block begins: octets that
    come before are thrown away, as at any serial port."""
    reader = SerialCodeReader(str(line.path), 9600, rule, pause_s=0.05, retry_s=0.02)
    with listening(reader) as listener:
        assert listener.fault() is Code.SCANNER_ABSENT
        line.plug_in()
        assert listener.fault() is None
        yield listener


@pytest.mark.parametrize(
    ("rule", "sent", "wanted"),
    [
        (FrameRule(), b"CD0128\r\nABC\rDEF\n", ["CD0128", "ABC", "DEF"]),
        (FrameRule(b"\x02", b"\x03"), b"\x02CD0128\x03\r\nnoise\r\x02ABC\x03\r", ["CD0128", "ABC"]),
        (FrameRule(ends=()), b"CD0128", ["CD0128"]),
        (FrameRule(), "测试办件".encode("gb18030") + b"\r", ["测试办件"]),
        (FrameRule(), "测试办件".encode() + b"\r", ["测试办件"]),
    ],
)
def test_a_serial_scanner_is_read_in_every_framing(
    line: Line, rule: FrameRule, sent: bytes, wanted: list[str]
) -> None:
    with plugged(line, rule) as listener:
        line.send(sent)
        assert [listener.text() for _ in wanted] == wanted


def test_a_scan_that_comes_in_pieces_is_one_scan(line: Line) -> None:
    with plugged(line) as listener:
        for octet in f"{RECEIPT}\r".encode():
            line.send(bytes([octet]))
        assert listener.text() == RECEIPT


def test_a_plug_that_is_pulled_is_told_once_and_its_return_once(line: Line) -> None:
    with plugged(line) as listener:
        line.send(b"ABC\r")
        assert listener.text() == "ABC"
        line.pull_out()
        assert listener.fault() is Code.SCANNER_LOST
        line.plug_in()
        assert listener.fault() is None
        line.send(b"DEF\r")
        assert listener.text() == "DEF"


def test_a_plug_that_is_pulled_again_and_again_leaves_no_descriptor_open(line: Line) -> None:
    with plugged(line) as listener:

        def pull_and_push() -> None:
            line.pull_out()
            assert listener.fault() is Code.SCANNER_LOST
            line.plug_in()
            assert listener.fault() is None

        pull_and_push()
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(12):
            pull_and_push()
        assert len(os.listdir("/proc/self/fd")) == before


def test_a_scanner_that_was_never_there_says_so_once(tmp_path: Path) -> None:
    reader = SerialCodeReader(str(tmp_path / "none"), retry_s=0.01)
    with listening(reader) as listener:
        assert listener.fault() is Code.SCANNER_ABSENT
    assert listener.is_silent()


def test_what_a_window_found_among_the_keys_is_told() -> None:
    reader = TypingCodeReader(WedgeRule())
    with listening(reader) as listener:
        reader.put(RECEIPT)
        assert listener.text() == RECEIPT


class Pictures:
    """A camera that shows these pictures at these times, and then is lost."""

    def __init__(self, shown: list[tuple[float, Picture]]) -> None:
        self._shown = shown

    def open(self) -> None:
        if not self._shown:
            raise CameraError(Code.CAMERA_ABSENT)

    def read(self) -> Frame:
        if not self._shown:
            raise CameraError(Code.CAMERA_LOST)
        at, picture = self._shown.pop(0)
        return as_frame(picture, at)

    def close(self) -> None:
        """Nothing is open."""


def test_a_code_held_into_a_camera_is_told_once_until_it_was_away() -> None:
    code, nothing = qr_picture(RECEIPT.encode()), np.full((200, 200, 3), 255, np.uint8)
    shown = [(0.0, code), (0.1, code), (0.5, nothing), (1.0, code), (4.0, nothing), (4.1, code)]
    with listening(CameraCodeReader(lambda: Pictures(shown), retry_s=60)) as listener:
        assert [listener.text(), listener.text()] == [RECEIPT, RECEIPT]
        assert listener.fault() is Code.SCANNER_LOST
    assert listener.is_silent()


def test_what_a_camera_saw_is_not_kept() -> None:
    shown = [(0.0, qr_picture(b"134567890123456789"))]
    reader = CameraCodeReader(lambda: Pictures(shown), retry_s=60)
    with listening(reader) as listener:
        listener.text()
    assert "134567890123456789" not in repr(vars(reader))


def test_an_ordered_scan_is_told_each_time_and_an_old_one_never(tmp_path: Path) -> None:
    write_order(tmp_path, MACHINE, ScanOrder("OLD", 7, MachineState.ABSENT))
    with listening(SimulatedCodeReader(tmp_path, 0.005)) as listener:
        assert listener.fault() is Code.SCANNER_ABSENT
        write_order(tmp_path, MACHINE, ScanOrder("OLD", 7))
        assert listener.fault() is None
        write_order(tmp_path, MACHINE, ScanOrder(RECEIPT, 1))
        assert listener.text() == RECEIPT
        write_order(tmp_path, MACHINE, ScanOrder(RECEIPT, 2))
        assert listener.text() == RECEIPT
        order_file(tmp_path, MACHINE).write_text("{", encoding="utf-8")
        assert listener.fault() is Code.SCANNER_LOST


@pytest.mark.parametrize("driver", CODE_READER_DRIVERS, ids=lambda driver: driver.name)
def test_every_driver_builds_without_its_machine_and_its_probe_answers(
    driver: object, tmp_path: Path
) -> None:
    around = Surroundings(tmp_path, tmp_path)
    settings = driver.settings()  # type: ignore[attr-defined]
    reader = driver.build(settings, around)  # type: ignore[attr-defined]
    reader.stop()
    assert driver.probe(settings, around).state  # type: ignore[attr-defined]


def test_settings_that_could_never_end_a_scan_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="suffix"):
        msgspec.convert({"ends": "suffix"}, TypingSettings)
    assert msgspec.convert({"ends": "pause"}, SerialSettings).rule.ends == ()
