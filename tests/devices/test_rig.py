"""A simulator stands in only where it was asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

import resources
from core.errors import CameraError, Code, RigError
from core.ports import PrinterState, ReaderState
from devices.absent import AbsentCardReader, AbsentPrinter
from devices.card.pcsc_reader import PcscCardReader
from devices.card.simulated_reader import SimulatedCardReader, insert_card
from devices.card.training_cards import training_card
from devices.machine_driver import Kind
from devices.rig import RigChoice, build_rig
from tests.devices.spare import SPARE, book_with
from tests.rigs import watching

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
    assert rig.simulated == ("card", "face_camera", "document_camera", "code_reader", "printer")
    assert isinstance(rig.card, SimulatedCardReader)
    camera = rig.face_camera()
    camera.open()
    assert camera.read().width > 0
    camera.close()


def test_every_code_reader_of_the_file_is_there_and_typing_ones_are_known(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[[code_reader]]\ndriver = "serial"\npath = "/dev/ttyS97"\nprefix = "\\u0002"\n'
        '[[code_reader]]\ndriver = "typing"\nprefix = "~"\n',
    )
    rig = build_rig(choice(tmp_path, devices=file))
    assert len(rig.code_readers) == 2
    assert [one.rule.prefix for one in rig.typing_readers] == ["~"]
    assert build_rig(choice(tmp_path)).code_readers == ()


def written(folder: Path, text: str) -> Path:
    file = folder / "devices.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_the_file_does_not_name_is_not_there(tmp_path: Path) -> None:
    file = written(tmp_path, '[[printer]]\ndriver = "escpos_device"\npath = "/dev/usb/lp97"\n')
    rig = build_rig(choice(tmp_path, devices=file))
    assert [one.kind for one in rig.machines] == [Kind.PRINTER]
    assert isinstance(rig.card, AbsentCardReader)
    with pytest.raises(CameraError):
        rig.face_camera().open()


def test_what_is_said_by_hand_stands_above_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, '[[card]]\ndriver = "pcsc"\n')
    rig = build_rig(choice(tmp_path, devices=file, card="simulated"))
    assert isinstance(rig.card, SimulatedCardReader)
    assert rig.simulated == ("card",)


def test_a_simulator_in_the_file_needs_training(tmp_path: Path) -> None:
    file = written(tmp_path, '[[card]]\ndriver = "simulated"\n')
    with pytest.raises(RigError, match="needs --training"):
        build_rig(choice(tmp_path, devices=file))
    assert build_rig(choice(tmp_path, devices=file, training=True)).simulated == ("card",)


def test_a_driver_that_gives_no_port_of_its_kind_is_told_at_the_start(tmp_path: Path) -> None:
    wrong = replace(SPARE, kind=Kind.FACE_CAMERA)
    file = written(tmp_path, '[[face_camera]]\ndriver = "spare"\nport = "a"\n')
    with pytest.raises(RigError) as told:
        build_rig(choice(tmp_path, devices=file), book=book_with(wrong))
    assert told.value.code is Code.DRIVER_FAILED
    assert told.value.detail == "face_camera spare has no open"


def test_a_machine_that_is_not_there_says_so_and_waits(tmp_path: Path) -> None:
    with watching(AbsentCardReader()) as watcher:
        assert watcher.next().code is Code.READER_ABSENT
    assert AbsentPrinter().state() is PrinterState.ABSENT


def test_two_simulated_readers_are_one_with_two_names(tmp_path: Path) -> None:
    file = written(tmp_path, '[[card]]\ndriver = "simulated"\n' * 2 + "number = 2\n")
    rig = build_rig(choice(tmp_path, devices=file, training=True))
    insert_card(tmp_path, training_card("lisi"), number=2)
    with watching(rig.card) as watcher:
        news = watcher.until(lambda one: one.state is ReaderState.CARD_PRESENT)
        assert rig.card.read(news.reader).name == "测试李四"
