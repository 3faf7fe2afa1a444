"""A comparison is made with both faces there, or it is not made, and then nothing is claimed.

SFace itself was not there to be run. The net below stands in its place; finding, aligning, loading
by OpenCV and matching are the real ones.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import CameraError, Code
from devices.camera.face_comparison import NoComparer, SFaceComparer, Threshold
from devices.camera.face_finder import CascadeFinder, YuNetFinder
from devices.camera.face_models import SFACE
from devices.camera.picture import Picture
from devices.camera.training_face import place_face
from tests.devices.camera.small_net import SMALL, small_net
from tests.devices.camera.training import MODEL, drawn, frame, person, room

RAW = b"WLf\0 raw portrait"


def portrait(picture: Picture | None = None) -> bytes:
    """A picture file in the size of a card's portrait."""
    if picture is None:
        picture = person()[90:390, 200:440]
    ok, octets = cv2.imencode(".bmp", cv2.resize(picture, (102, 126)))
    assert ok
    return octets.tobytes()


def comparer(
    folder: Path, decoded: bytes | None = None, threshold: Threshold | None = None
) -> SFaceComparer:
    file = folder / SMALL.file
    file.write_bytes(small_net())
    shown = portrait() if decoded is None else decoded
    return SFaceComparer(
        YuNetFinder(MODEL), file, lambda raw: shown, threshold or Threshold(), SMALL
    )


def test_the_same_face_is_the_same_and_the_numbers_are_kept(tmp_path: Path) -> None:
    told = comparer(tmp_path).compare(frame(person()), RAW)
    assert told is not None
    assert told.verdict == "same"
    assert 0.363 <= float(told.score) <= 1.0
    assert told.threshold == "0.3630"
    assert "LFW" in told.threshold_source
    assert told.model_sha256 == SMALL.sha256


def test_another_picture_is_different_and_scores_less(tmp_path: Path) -> None:
    alike = comparer(tmp_path).compare(frame(person()), RAW)
    # The eyes stay where they are: only the grey of the face is another one.
    darker = np.asarray(person() * 0.35, np.uint8)
    unlike = comparer(tmp_path).compare(frame(darker), RAW)
    assert alike is not None
    assert unlike is not None
    assert unlike.verdict == "different"
    assert float(unlike.score) < float(alike.score)


def test_the_threshold_is_the_one_that_was_set_with_its_source(tmp_path: Path) -> None:
    strict = Threshold(0.9999, "measured at the counter")
    told = comparer(tmp_path, threshold=strict).compare(frame(person()), RAW)
    assert told is not None
    assert (told.verdict, told.threshold) == ("different", "0.9999")
    assert told.threshold_source == "measured at the counter"


@pytest.mark.parametrize(
    ("decoded", "raw"),
    [(b"", RAW), (b"no picture", RAW), (portrait(room()), RAW), (portrait(), b"")],
    ids=["no decoder", "not a picture", "nobody on it", "no portrait"],
)
def test_without_a_portrait_nothing_is_compared(tmp_path: Path, decoded: bytes, raw: bytes) -> None:
    assert comparer(tmp_path, decoded).compare(frame(person()), raw) is None


def test_with_nobody_or_two_people_before_the_camera_nothing_is_compared(tmp_path: Path) -> None:
    two = place_face(person((190, 234), 210), drawn(), (460, 240), 200)
    for picture in (room(), two):
        assert comparer(tmp_path).compare(frame(picture), RAW) is None


def test_a_finder_without_landmarks_compares_nothing(tmp_path: Path) -> None:
    (tmp_path / SMALL.file).write_bytes(small_net())
    blind = SFaceComparer(
        CascadeFinder(), tmp_path / SMALL.file, lambda raw: portrait(), Threshold(), SMALL
    )
    assert blind.compare(frame(person()), RAW) is None


def test_a_terminal_without_the_model_compares_nothing() -> None:
    assert NoComparer().compare(frame(person()), RAW) is None


@pytest.mark.parametrize("content", [b"", b"not a net", small_net()])
def test_a_file_that_is_not_sface_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / SFACE.file
    file.write_bytes(content)
    with pytest.raises(CameraError) as told:
        SFaceComparer(YuNetFinder(MODEL), file, lambda raw: portrait(), Threshold())
    assert told.value.code is Code.FACE_MODEL_DAMAGED
