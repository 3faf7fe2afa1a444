"""`onestop simulate` orders what the simulators obey."""

import json
from pathlib import Path

import pytest

import resources
from core.errors import CameraError, CardError, Code
from core.ports import PrinterState
from devices.card.simulated_reader import READER_NAME, SimulatedCardReader
from devices.card.simulated_social import SimulatedSocialCardReader
from devices.rig import RigChoice, build_rig
from devices.simulator_orders import ScanOrder, read_order
from onestop.__main__ import main


def order(folder: Path, *words: str) -> int:
    return main(["simulate", "--folder", str(folder), *words])


def test_a_card_is_laid_on_the_reader_that_is_named(tmp_path: Path) -> None:
    assert order(tmp_path, "card", "insert", "lisi", "--reader", "2") == 0
    second = SimulatedCardReader(tmp_path, 2)
    assert second.read(f"{READER_NAME} 2").name == "测试李四"
    with pytest.raises(CardError):
        SimulatedCardReader(tmp_path).read(READER_NAME)
    assert order(tmp_path, "card", "remove", "--reader", "2") == 0
    assert order(tmp_path, "card", "insert", "nobody") == 1


def test_a_social_security_card_of_a_generation_is_laid(tmp_path: Path) -> None:
    assert order(tmp_path, "social_card", "insert", "lisi", "--generation", "3") == 0
    assert SimulatedSocialCardReader(tmp_path).read().needs_platform
    assert order(tmp_path, "social_card", "insert", "lisi", "--generation", "1") == 0
    assert not SimulatedSocialCardReader(tmp_path).read().needs_platform
    assert order(tmp_path, "social_card", "remove") == 0
    with pytest.raises(CardError):
        SimulatedSocialCardReader(tmp_path).read()
    assert order(tmp_path, "social_card", "insert", "nobody") == 1


def test_a_fault_is_obeyed_by_the_running_machines(tmp_path: Path) -> None:
    rig = build_rig(
        RigChoice(
            tmp_path,
            resources.path("clips"),
            "simulated",
            "simulated",
            "simulated",
            "simulated",
            training=True,
        )
    )
    assert order(tmp_path, "card", "insert", "zhangsan", "--fault", "mute") == 0
    with pytest.raises(CardError) as told:
        rig.card.read(READER_NAME)
    assert told.value.code is Code.CARD_MUTE
    order(tmp_path, "printer", "no_paper")
    assert rig.printer.state() is PrinterState.NO_PAPER
    order(tmp_path, "camera", "gone", "--which", "face")
    with pytest.raises(CameraError):
        rig.face_camera().open()
    document = rig.document_camera()
    document.open()
    document.close()
    order(tmp_path, "calm")
    assert rig.printer.state() is PrinterState.READY
    assert not list(tmp_path.glob("*.json"))


def test_one_code_scanned_twice_is_two_scans(tmp_path: Path) -> None:
    order(tmp_path, "scanner", "scan", "ABC")
    order(tmp_path, "scanner", "scan", "ABC")
    assert read_order(tmp_path, "code_reader", ScanOrder) == ScanOrder("ABC", 2)


def test_every_order_is_shown_also_a_damaged_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order(tmp_path, "speaker", "absent")
    (tmp_path / "paper.json").write_bytes(b"{")
    order(tmp_path, "show")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        {"machine": "paper", "order": None},
        {"machine": "speaker", "order": {"state": "absent"}},
    ]


def test_a_clip_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert order(tmp_path, "camera", "clip", str(tmp_path / "gone.avi")) == 1
