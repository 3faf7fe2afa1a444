"""A camera that is ordered about by a file while it runs."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import CameraError, Code
from core.ports import Camera
from devices.camera.picture import as_picture
from devices.camera.simulated_camera import SimulatedCamera
from devices.simulator_orders import CameraOrder, CameraState, order_file, take_back, write_order

MACHINE = "face_camera"


def picture(file: Path, light: int) -> Path:
    cv2.imwrite(str(file), np.full((24, 32, 3), light, np.uint8))
    return file


@pytest.fixture
def camera(tmp_path: Path) -> Camera:
    usual = tmp_path / "usual"
    usual.mkdir()
    picture(usual / "a.png", 200)
    return SimulatedCamera(tmp_path, MACHINE, usual)


def light_of(camera: Camera) -> float:
    return float(as_picture(camera.read()).mean())


def test_without_an_order_it_plays_the_usual(camera: Camera) -> None:
    camera.open()
    assert light_of(camera) == 200
    camera.close()
    camera.close()


def test_dark_frozen_and_another_clip_are_seen_at_the_next_frame(
    camera: Camera, tmp_path: Path
) -> None:
    camera.open()
    write_order(tmp_path, MACHINE, CameraOrder(CameraState.DARK))
    assert light_of(camera) < 20
    other = tmp_path / "other"
    other.mkdir()
    picture(other / "a.png", 90)
    write_order(tmp_path, MACHINE, CameraOrder(clip=str(other)))
    assert light_of(camera) == 90
    write_order(tmp_path, MACHINE, CameraOrder(CameraState.FROZEN, str(other)))
    picture(other / "a.png", 10)
    first, second = camera.read(), camera.read()
    assert first.pixels == second.pixels
    assert second.index > first.index
    take_back(tmp_path, MACHINE)
    assert light_of(camera) == 200
    camera.close()


def test_a_camera_that_goes_is_lost_and_must_be_opened_again(
    camera: Camera, tmp_path: Path
) -> None:
    camera.open()
    write_order(tmp_path, MACHINE, CameraOrder(CameraState.GONE))
    for ask, code in ((camera.read, Code.CAMERA_LOST), (camera.open, Code.CAMERA_ABSENT)):
        with pytest.raises(CameraError) as told:
            ask()
        assert told.value.code is code
    take_back(tmp_path, MACHINE)
    with pytest.raises(CameraError):
        camera.read()
    camera.open()
    assert light_of(camera) == 200
    camera.close()


def test_a_damaged_order_is_a_camera_that_is_gone(camera: Camera, tmp_path: Path) -> None:
    order_file(tmp_path, MACHINE).write_bytes(b"{")
    with pytest.raises(CameraError):
        camera.open()
