"""A model is installed whole and known, or not at all."""

from pathlib import Path

import pytest

from devices.camera.face_check import FaceCheckSettings, build_face_check
from devices.camera.face_models import YUNET
from devices.camera.liveness import LivenessGate
from devices.machine_driver import Surroundings
from onestop.__main__ import main
from tests.devices.camera.training import MODEL

Said = pytest.CaptureFixture[str]


def models(state: Path, *words: str) -> int:
    return main(["models", "--state", str(state), *words])


def test_a_known_file_is_installed_listed_used_and_removed(tmp_path: Path, capsys: Said) -> None:
    assert models(tmp_path, "list") == 0
    assert "yunet  not installed" in capsys.readouterr().out
    assert models(tmp_path, "install", str(MODEL)) == 0
    file = tmp_path / "models" / YUNET.file
    assert file.read_bytes() == MODEL.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert models(tmp_path, "list") == 0
    said = capsys.readouterr().out
    assert "yunet  installed" in said
    assert "found by YuNet" in said
    around = Surroundings(tmp_path, tmp_path, models=tmp_path / "models")
    assert isinstance(build_face_check(FaceCheckSettings(), around).gate, LivenessGate)
    assert models(tmp_path, "remove", "yunet") == 0
    assert models(tmp_path, "remove", "yunet") == 0, "twice is harmless"
    assert not file.exists()


@pytest.mark.parametrize("change", ["one bit", "cut", "empty"])
def test_a_file_with_another_digest_is_refused_with_a_code(
    tmp_path: Path, capsys: Said, change: str
) -> None:
    octets = bytearray(MODEL.read_bytes())
    if change == "one bit":
        octets[1000] ^= 1
    else:
        del octets[1000 if change == "cut" else 0 :]
    wrong = tmp_path / YUNET.file
    wrong.write_bytes(octets)
    assert models(tmp_path / "state", "install", str(wrong)) == 1
    assert capsys.readouterr().err.startswith("CAM-211: ")
    assert not (tmp_path / "state").exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: Said) -> None:
    assert models(tmp_path, "install", str(tmp_path / "none.onnx")) == 1
    assert "no such file" in capsys.readouterr().err


def test_a_model_that_was_damaged_on_the_disk_is_told(tmp_path: Path, capsys: Said) -> None:
    models(tmp_path, "install", str(MODEL))
    file = tmp_path / "models" / YUNET.file
    file.write_bytes(file.read_bytes()[:-9])
    capsys.readouterr()
    assert models(tmp_path, "list") == 0
    said = capsys.readouterr().out
    assert "damaged (CAM-212)" in said
    assert "found by the cascade" in said
