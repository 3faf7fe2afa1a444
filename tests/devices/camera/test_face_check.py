"""What a terminal does with a face depends on what was installed, and it says which."""

from pathlib import Path
from shutil import copyfile

import msgspec
import pytest

import resources
from core.device_report import Condition
from core.errors import CameraError, Code
from devices.camera.face_check import (
    FaceCheckSettings,
    build_face_check,
    probe_face_check,
)
from devices.camera.face_comparison import NoComparer
from devices.camera.face_gate import QualityGate
from devices.camera.face_models import SFACE, YUNET, installed, model_of
from devices.camera.liveness import LivenessGate
from devices.machine_driver import Kind, Surroundings
from devices.rig import RigChoice, build_rig
from tests.devices.camera.small_net import SMALL, small_net
from tests.devices.camera.test_face_comparison import portrait
from tests.devices.camera.training import MODEL, frame, person


def around(folder: Path, *, played: bool = False) -> Surroundings:
    return Surroundings(
        folder, folder, models=folder, face_is_played=played, decode_portrait=lambda raw: b""
    )


def with_yunet(folder: Path) -> Path:
    copyfile(MODEL, folder / YUNET.file)
    return folder


def test_without_a_model_the_cascade_finds_and_nothing_more_is_claimed(tmp_path: Path) -> None:
    check = build_face_check(FaceCheckSettings(), around(tmp_path))
    report = probe_face_check(FaceCheckSettings(), around(tmp_path))
    assert isinstance(check.gate, QualityGate)
    assert isinstance(check.comparer, NoComparer)
    assert (report.condition, report.state) == (Condition.GOOD, "cascade")
    assert ("liveness", "no") in report.facts
    assert ("comparison", "no") in report.facts


def test_with_yunet_head_turns_are_asked_for_and_staff_are_told_what_they_are_worth(
    tmp_path: Path,
) -> None:
    check = build_face_check(FaceCheckSettings(), around(with_yunet(tmp_path)))
    report = probe_face_check(FaceCheckSettings(), around(tmp_path))
    assert isinstance(check.gate, LivenessGate)
    assert isinstance(check.comparer, NoComparer), "SFace is not installed"
    assert report.state == "yunet"
    assert ("liveness", "head turns, not ISO 30107 tested") in report.facts


def test_head_turns_can_be_switched_off_and_a_clip_is_never_asked(tmp_path: Path) -> None:
    off = FaceCheckSettings(liveness=False)
    assert isinstance(build_face_check(off, around(with_yunet(tmp_path))).gate, QualityGate)
    played = around(tmp_path, played=True)
    assert isinstance(build_face_check(FaceCheckSettings(), played).gate, QualityGate)


@pytest.mark.parametrize("model", [YUNET, SFACE], ids=lambda model: model.name)
def test_a_damaged_model_is_left_out_and_told(tmp_path: Path, model: object) -> None:
    file = tmp_path / getattr(model, "file")  # noqa: B009
    file.write_bytes(MODEL.read_bytes()[:-1])
    check = build_face_check(FaceCheckSettings(), around(tmp_path))
    report = probe_face_check(FaceCheckSettings(), around(tmp_path))
    assert isinstance(check.gate, QualityGate)
    assert isinstance(check.comparer, NoComparer)
    assert (report.condition, report.code) == (Condition.WARN, Code.FACE_MODEL_DAMAGED)


def test_a_threshold_of_ones_own_says_where_it_comes_from() -> None:
    with pytest.raises(msgspec.ValidationError, match="threshold_source"):
        msgspec.convert({"threshold": 0.5}, FaceCheckSettings)
    given = {"threshold": 0.5, "threshold_source": "field trial"}
    assert msgspec.convert(given, FaceCheckSettings).threshold == 0.5


def test_the_rig_builds_by_the_models_of_the_terminal(tmp_path: Path) -> None:
    with_yunet(tmp_path)
    clips = resources.path("clips")
    real = build_rig(RigChoice(tmp_path, clips, face="97", models=tmp_path))
    assert isinstance(real.face_gate, LivenessGate)
    assert Kind.FACE_CHECK in [one.kind for one in real.machines]
    played = build_rig(RigChoice(tmp_path, clips, face="simulated", training=True, models=tmp_path))
    assert isinstance(played.face_gate, QualityGate), "a clip obeys nobody"


def test_with_every_part_there_the_rig_compares_with_the_portrait_of_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.camera.face_check.SFACE", SMALL)  # SFace itself is not here
    with_yunet(tmp_path)
    (tmp_path / SMALL.file).write_bytes(small_net())
    (tmp_path / "portrait.bmp").write_bytes(portrait())
    file = tmp_path / "devices.toml"
    file.write_text(
        '[[face_camera]]\ndriver = "opencv"\nindex = 97\n'
        '[[portrait]]\ndriver = "command"\n'
        f'command = ["cat", "{tmp_path / "portrait.bmp"}"]\n'
        '[[face_check]]\ndriver = "opencv"\nthreshold = 0.4\nthreshold_source = "a trial"\n'
    )
    clips = resources.path("clips")
    rig = build_rig(RigChoice(tmp_path, clips, models=tmp_path, devices=file))
    told = rig.compare_faces(frame(person()), b"WLf\0" + bytes(1020))
    assert told is not None
    assert (told.verdict, told.threshold_source) == ("same", "a trial")
    assert told.model_sha256 == SMALL.sha256
    assert rig.compare_faces(frame(person()), b"") is None
    (tmp_path / "portrait.bmp").unlink()
    assert rig.compare_faces(frame(person()), b"WLf\0" + bytes(1020)) is None


def test_the_table_knows_the_files_that_it_names(tmp_path: Path) -> None:
    assert model_of(MODEL.read_bytes()) is YUNET
    assert MODEL.stat().st_size == YUNET.size
    with pytest.raises(CameraError) as told:
        model_of(MODEL.read_bytes() + b"\0")
    assert told.value.code is Code.FACE_MODEL_UNKNOWN
    assert installed(None, YUNET) is None
    assert installed(tmp_path, YUNET) is None
