"""Several readers at once: the PC/SC service, a serial port and a folder, each with its card."""

import logging
from pathlib import Path

import pytest

from core.card_choice import read_the_one
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.several_readers import SeveralReaders
from devices.card.simulated_reader import SimulatedCardReader, insert_card, remove_card
from devices.card.training_cards import training_card
from devices.card.virtual_samv import PtySamReader
from devices.rig import RigChoice, build_rig
from tests.rigs import inserted, watching

ZHANGSAN, LISI = training_card("zhangsan"), training_card("lisi")


def two_simulated(folder: Path) -> SeveralReaders:
    folder.mkdir()
    return SeveralReaders([SimulatedCardReader(folder), SimulatedCardReader(folder, 2)])


def test_each_reader_is_told_with_its_own_name_and_visit(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    reader = two_simulated(folder)
    with watching(reader) as watcher:
        insert_card(folder, ZHANGSAN)
        first = watcher.until_state(ReaderState.CARD_PRESENT)
        insert_card(folder, LISI, number=2)
        second = watcher.until_state(ReaderState.CARD_PRESENT)
        assert first.reader != second.reader
        assert first.swap != second.swap
        assert reader.read(first.reader) == ZHANGSAN
        assert reader.read(second.reader) == LISI
        with pytest.raises(CardError) as caught:
            read_the_one(reader, (first.reader, second.reader))
        assert caught.value.code is Code.CARDS_TWO
        remove_card(folder)
        assert watcher.until_state(ReaderState.EMPTY, first.reader)


def test_readers_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    readers = [SimulatedCardReader(tmp_path / name) for name in ("a", "b")]
    several = SeveralReaders(readers)
    with watching(several) as watcher:
        insert_card(tmp_path / "a", ZHANGSAN)
        first = watcher.until_state(ReaderState.CARD_PRESENT)
        insert_card(tmp_path / "b", LISI)
        second = watcher.until_state(ReaderState.CARD_PRESENT)
        assert several.read(first.reader) == ZHANGSAN
        assert several.read(second.reader) == LISI


@pytest.mark.pcscd
@pytest.mark.xdist_group("pcscd")
def test_pcsc_and_serial_work_side_by_side_and_fail_one_by_one(
    pcscd_rig: PcscdRig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "onestop.cards")
    name, port = next(iter(pcscd_rig.ports.items()))
    with PtySamReader(tmp_path / "ttySAM") as wire:
        serial = SamCardReader(SerialPort(str(wire.path)), 0.01)
        several = SeveralReaders([PcscCardReader(), serial])
        with watching(several) as watcher:
            watcher.until_state(ReaderState.EMPTY, serial.name)
            with inserted(port, ZHANGSAN):
                watcher.until_state(ReaderState.CARD_PRESENT, name)
                wire.lay(LISI)
                watcher.until_state(ReaderState.CARD_PRESENT, serial.name)
                assert several.read(name) == ZHANGSAN
                assert several.read(serial.name) == LISI
            pcscd_rig.stop()
            gone = watcher.until_state(ReaderState.NO_READER, name)
            assert gone.code is Code.READER_SERVICE_DOWN
            assert several.read(serial.name) == LISI
            wire.unplug()
            all_gone = watcher.until(lambda news: not news.reader)
            assert all_gone == CardNews(ReaderState.NO_READER, code=Code.READER_ABSENT)
            wire.plug()
            watcher.until_state(ReaderState.EMPTY, serial.name)
            pcscd_rig.start()
            watcher.until_state(ReaderState.EMPTY, name)
    assert [record.getMessage() for record in caplog.records] == [
        "pcsc: service_down CARD-111",
        f"{serial.name}: no_reader CARD-112",
        f"{serial.name}: back after CARD-112",
        "pcsc: back after CARD-111",
    ]


def test_a_stopped_watch_over_several_stays_stopped(tmp_path: Path) -> None:
    reader = two_simulated(tmp_path / "cards")
    with watching(reader) as watcher:
        watcher.next()
    told: list[CardNews] = []
    reader.watch(told.append)
    assert told == []


def test_two_readers_in_the_file_are_one_for_the_room(tmp_path: Path) -> None:
    file = tmp_path / "devices.toml"
    file.write_text('[[card]]\ndriver = "pcsc"\n\n[[card]]\ndriver = "samv_usb"\n')
    rig = build_rig(RigChoice(tmp_path, tmp_path, devices=file))
    assert isinstance(rig.card, SeveralReaders)
