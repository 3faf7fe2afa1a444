"""A simulator stands in only where it was asked for."""

from pathlib import Path

import pytest

import resources
from core.errors import CameraError, Code
from core.ports import PrinterState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.simulated_reader import SimulatedCardReader
from devices.rig import RigChoice, build_rig

NO_CAMERA = "97"  # no machine has so many
NO_PRINTER = "/dev/usb/lp97"


def choice(folder: Path, **changes: object) -> RigChoice:
    return RigChoice(folder, resources.path("clips"), **changes)  # type: ignore[arg-type]


def test_in_service_what_is_missing_is_missing(tmp_path: Path) -> None:
    rig = build_rig(choice(tmp_path, face=NO_CAMERA, document=NO_CAMERA, printer=NO_PRINTER))
    assert rig.simulated == ()
    assert isinstance(rig.card, PcscCardReader)
    for camera in (rig.face_camera(), rig.document_camera()):
        with pytest.raises(CameraError) as told:
            camera.open()
        assert told.value.code is Code.CAMERA_ABSENT
    assert rig.printer.state() is PrinterState.ABSENT


def test_auto_in_service_never_plays_the_drawn_face(tmp_path: Path) -> None:
    rig = build_rig(choice(tmp_path))
    assert rig.simulated == ()


def test_in_training_what_was_asked_for_is_simulated_and_said_so(tmp_path: Path) -> None:
    rig = build_rig(
        choice(tmp_path, card="simulated", face="simulated", document="simulated",
               printer="simulated", training=True)
    )  # fmt: skip
    assert rig.simulated == ("card", "face", "document", "printer")
    assert isinstance(rig.card, SimulatedCardReader)
    camera = rig.face_camera()
    camera.open()
    assert camera.read().width > 0
    camera.close()
