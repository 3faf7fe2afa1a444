"""Devices, clips and rows of pictures all pass for a camera, and fail as one."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import CameraError, Code
from core.ports import Camera, Frame
from devices.camera.drivers import DeviceSettings
from devices.camera.opencv_camera import Asked, OpenCvCamera
from devices.camera.picture import Picture, as_picture
from devices.camera.pictures import to_jpeg
from devices.camera.recorded import recorded_camera
from devices.camera.training_clip import LENGTH, write_clip
from devices.machine_driver import Kind
from tests.devices.camera.training import frame, person

LENGTH_OF_CLIP = 6


class Hands:
    """A clock whose hands are moved only by sleeping."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def shade(index: int) -> Picture:
    """A plain picture that is told from its neighbours by how light it is; left half red."""
    picture = np.full((48, 64, 3), 20 + 30 * index, np.uint8)
    picture[:, :32, 2] = 250
    return picture


def write_avi(path: Path, code: str) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 25, (64, 48))
    for index in range(LENGTH_OF_CLIP):
        writer.write(shade(index))
    writer.release()
    return path


def write_pictures(folder: Path) -> Path:
    folder.mkdir()
    for index in range(LENGTH_OF_CLIP):
        cv2.imwrite(str(folder / f"f{index:04d}.jpg"), shade(index))
    return folder


def opened(source: int | str | Path, hands: Hands, *, mirrored: bool = False) -> OpenCvCamera:
    camera = OpenCvCamera(source, mirrored=mirrored, now=hands.now, sleep=hands.sleep)
    camera.open()
    return camera


def lightness(given: Frame) -> int:
    return round(float(as_picture(given)[:, 40:, 0].mean()))


@pytest.fixture(params=["mjpg.avi", "mp4v.mp4", "folder", "pattern"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "folder":
        return write_pictures(tmp_path / "folder")
    if request.param == "pattern":
        return str(write_pictures(tmp_path / "row") / "f%04d.jpg")
    return write_avi(
        tmp_path / request.param,
        str(request.param).split(".")[0].upper()[:4] if "avi" in str(request.param) else "mp4v",
    )


def test_a_source_plays_in_order_and_starts_over(source: str | Path) -> None:
    camera = opened(source, Hands())
    frames = [camera.read() for _ in range(2 * LENGTH_OF_CLIP)]
    camera.close()
    for given in frames:
        wanted = 20 + 30 * (given.index % LENGTH_OF_CLIP)
        assert abs(lightness(given) - wanted) <= 6
    assert [given.index for given in frames] == list(range(2 * LENGTH_OF_CLIP))
    assert (frames[0].width, frames[0].height, len(frames[0].pixels)) == (64, 48, 64 * 48 * 3)


def test_a_clip_is_paced_to_its_own_rate(tmp_path: Path) -> None:
    hands = Hands()
    camera = opened(write_avi(tmp_path / "clip.avi", "MJPG"), hands)
    times = [camera.read().taken_at for _ in range(11)]
    assert times[-1] - times[0] == pytest.approx(10 / 25)
    assert all(seconds == pytest.approx(1 / 25) for seconds in hands.slept)


def test_a_reader_that_fell_behind_is_not_hurried(tmp_path: Path) -> None:
    hands = Hands()
    camera = opened(write_avi(tmp_path / "clip.avi", "MJPG"), hands)
    camera.read()
    hands.time += 60
    late = camera.read().taken_at
    following = [camera.read().taken_at for _ in range(4)]
    assert following[-1] - late >= 3 / 25 - 1e-6


def test_mirroring_turns_left_to_right_and_is_off_by_default(tmp_path: Path) -> None:
    clip = write_avi(tmp_path / "clip.avi", "MJPG")
    plain = as_picture(opened(clip, Hands()).read())
    turned = as_picture(opened(clip, Hands(), mirrored=True).read())
    assert plain[24, 5, 2] > 200 > plain[24, 58, 2]
    assert np.array_equal(turned, plain[:, ::-1])


@pytest.mark.parametrize("name", ["missing.avi", "missing_folder/f%04d.jpg", "torn.avi", "empty"])
def test_what_cannot_be_opened_is_an_absent_camera(tmp_path: Path, name: str) -> None:
    (tmp_path / "torn.avi").write_bytes(b"RIFF torn")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CameraError) as caught:
        OpenCvCamera(tmp_path / name).open()
    assert caught.value.code is Code.CAMERA_ABSENT


def test_no_device_is_an_absent_camera() -> None:
    with pytest.raises(CameraError) as caught:
        OpenCvCamera(97).open()
    assert caught.value.code is Code.CAMERA_ABSENT


def test_a_camera_that_goes_away_while_reading_is_lost(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "folder")
    camera = opened(folder, Hands())
    camera.read()
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(CameraError) as caught:
        camera.read()
    assert caught.value.code is Code.CAMERA_LOST
    with pytest.raises(CameraError) as again:
        camera.read()
    assert again.value.code is Code.CAMERA_ABSENT


def test_a_lost_camera_can_be_opened_again(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "folder")
    camera = opened(folder, Hands())
    (folder / "f0000.jpg").rename(tmp_path / "aside.jpg")
    with pytest.raises(CameraError):
        camera.read()
    (tmp_path / "aside.jpg").rename(folder / "f0000.jpg")
    camera.open()
    assert camera.read().index == 0


def test_a_picture_that_is_torn_is_a_lost_camera(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "folder")
    for path in folder.iterdir():
        path.write_bytes(b"torn")
    camera = opened(folder, Hands())
    with pytest.raises(CameraError) as caught:
        camera.read()
    assert caught.value.code is Code.CAMERA_LOST


def test_the_recorded_camera_is_a_camera() -> None:
    camera: Camera = recorded_camera()
    camera.open()
    given = camera.read()
    camera.close()
    camera.close()
    assert (given.width, given.height) == (640, 480)


def test_the_shipped_clip_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "clip.avi"
    assert write_clip(made) == LENGTH
    ours, fresh = recorded_camera(), OpenCvCamera(made)
    ours.open()
    fresh.open()
    for _ in range(3):
        first, second = (as_picture(c.read()).astype(np.int16) for c in (ours, fresh))
        assert np.abs(first - second).mean() < 2


def test_the_accepted_frame_becomes_a_small_jpeg_without_metadata() -> None:
    octets = to_jpeg(frame(person()), 80, 320)
    picture = cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (240, 320, 3)
    assert b"Exif" not in octets
    assert len(octets) < 20_000


class Device:
    """Stands in for cv2.VideoCapture: it keeps what is asked of it."""

    told: list[tuple[int, float]] = []

    def __init__(self, index: int) -> None:
        self.index = index

    def isOpened(self) -> bool:
        return True

    def set(self, what: int, value: float) -> bool:
        self.told.append((what, value))
        return True

    def release(self) -> None:
        """Nothing is open."""


def test_a_device_is_asked_for_its_format_before_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "told", [])
    monkeypatch.setattr(cv2, "VideoCapture", Device)
    camera = OpenCvCamera(0, asked=Asked(2592, 1944, 15, "MJPG"))
    camera.open()
    camera.close()
    assert Device.told == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 2592),
        (cv2.CAP_PROP_FRAME_HEIGHT, 1944),
        (cv2.CAP_PROP_FPS, 15),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]


def test_a_page_is_asked_for_in_a_size_that_it_needs_and_a_face_in_a_quick_one() -> None:
    usual = DeviceSettings()
    assert usual.asked(Kind.FACE_CAMERA) == Asked(640, 480, 30, "")
    page = usual.asked(Kind.DOCUMENT_CAMERA)
    assert page.height >= 1654  # 200 dpi across A4
    assert DeviceSettings(width=1280, height=720).asked(Kind.FACE_CAMERA).width == 1280
