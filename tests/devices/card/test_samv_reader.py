"""SAM_V readers over a real serial port (a pseudo terminal) and over pyusb on a played bus."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import close
from pathlib import Path

import pytest

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.samv import Command, ask, sam_id
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.training_cards import training_card
from devices.card.usb_port import UsbPort, has_usb_reader
from devices.card.virtual_samv import PtySamReader, SamFault
from devices.card.virtual_usb import VirtualUsb
from tests.rigs import Watcher, watching

ZHANGSAN = replace(
    training_card("zhangsan"),
    appended_address="测试路99号",
    portrait=b"WLf\0" + bytes(range(256)) * 3 + b"\xa5" * 252,
)
LISI = training_card("lisi")
QUICK = 0.01  # seconds between looks; in service 0.3


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[PtySamReader]:
    with PtySamReader(tmp_path / "ttySAM", rate=4_000_000) as wire:
        yield wire


def reader_of(wire: PtySamReader) -> SamCardReader:
    return SamCardReader(SerialPort(str(wire.path)), QUICK)


@contextmanager
def lone(reader: SamCardReader) -> Iterator[SamCardReader]:
    """A reader without a watch."""
    try:
        yield reader
    finally:
        reader.stop()


def code_of_reading(reader: SamCardReader) -> Code:
    with pytest.raises(CardError) as caught:
        reader.read(reader.name)
    return caught.value.code


def present(watcher: Watcher) -> CardNews:
    return watcher.until_state(ReaderState.CARD_PRESENT)


def test_a_card_is_told_read_with_its_new_address_and_told_gone(wire: PtySamReader) -> None:
    reader = reader_of(wire)
    with watching(reader) as watcher:
        assert watcher.next() == CardNews(ReaderState.EMPTY, reader.name)
        wire.lay(ZHANGSAN)
        assert watcher.next() == CardNews(ReaderState.CARD_PRESENT, reader.name, 1)
        assert reader.read(reader.name) == ZHANGSAN
        assert reader.read(reader.name) == ZHANGSAN  # it still lies there
        wire.lift()
        assert watcher.next() == CardNews(ReaderState.EMPTY, reader.name, 1)
        assert code_of_reading(reader) is Code.CARD_PULLED


def test_a_card_that_is_changed_between_two_looks_is_another_visit(wire: PtySamReader) -> None:
    reader = reader_of(wire)
    wire.lay(ZHANGSAN)
    with watching(reader) as watcher:
        assert present(watcher).swap == 1
        wire.lay(LISI)
        assert present(watcher).swap == 2
        assert reader.read(reader.name) == LISI


def test_a_card_pulled_while_read_is_told_and_must_be_laid_again(wire: PtySamReader) -> None:
    reader = reader_of(wire)
    wire.lay(ZHANGSAN)
    with watching(reader) as watcher:
        present(watcher)
        wire.order(SamFault.PULL)
        assert code_of_reading(reader) is Code.CARD_PULLED
        watcher.until_state(ReaderState.EMPTY)
        wire.lay(LISI)
        present(watcher)
        assert reader.read(reader.name) == LISI


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SamFault.MUTE, Code.READER_MUTE),
        (SamFault.CHECKSUM, Code.READER_MUTE),
        (SamFault.HALF, Code.READER_MUTE),
        (SamFault.UNAUTHORISED, Code.SAM_REFUSES),
    ],
)
def test_a_reader_that_fails_is_told_once_and_so_is_its_return(
    wire: PtySamReader, fault: SamFault, code: Code
) -> None:
    reader = reader_of(wire)
    with watching(reader) as watcher:
        watcher.next()
        wire.order(fault)
        assert watcher.next() == CardNews(ReaderState.NO_READER, code=code)
        assert code_of_reading(reader) is code
        wire.order(SamFault.NONE)
        wire.lay(LISI)
        seen = watcher.next()
        while seen.state is ReaderState.EMPTY:
            seen = watcher.next()
        assert seen.state is ReaderState.CARD_PRESENT
        assert reader.read(reader.name) == LISI
    states = [news.state for news in watcher.told]
    assert states.count(ReaderState.NO_READER) == 1


def test_noise_around_every_answer_hides_nothing(wire: PtySamReader) -> None:
    wire.order(SamFault.NOISE)
    wire.lay(ZHANGSAN)
    with lone(reader_of(wire)) as reader:
        assert reader.read(reader.name) == ZHANGSAN


def test_one_damaged_answer_is_asked_for_again(wire: PtySamReader) -> None:
    wire.lay(ZHANGSAN)
    with lone(reader_of(wire)) as reader:
        wire.order(SamFault.ONE_CHECKSUM)
        assert reader.read(reader.name) == ZHANGSAN
        wire.order(SamFault.ONE_CHECKSUM)
        assert reader.read(reader.name) == ZHANGSAN


def test_a_port_that_vanishes_and_returns_is_told_once_each(wire: PtySamReader) -> None:
    reader = reader_of(wire)
    with watching(reader) as watcher:
        watcher.next()
        wire.unplug()
        gone = watcher.next()
        assert gone.state is ReaderState.NO_READER
        assert code_of_reading(reader) is Code.READER_ABSENT
        wire.plug()
        assert watcher.next().state is ReaderState.EMPTY
        wire.lay(LISI)
        assert watcher.next().state is ReaderState.CARD_PRESENT
        assert reader.read(reader.name) == LISI


def test_a_port_that_another_program_holds_is_busy(wire: PtySamReader) -> None:
    held = wire.occupy()
    with lone(reader_of(wire)) as reader:
        try:
            assert code_of_reading(reader) is Code.READER_BUSY
        finally:
            close(held)
        wire.lay(LISI)
        assert reader.read(reader.name) == LISI


def test_the_port_is_found_by_the_answer_of_its_reader(wire: PtySamReader, tmp_path: Path) -> None:
    with PtySamReader(tmp_path / "ttyMute") as mute:
        mute.order(SamFault.MUTE)
        ports = [str(tmp_path / "ttyNothing"), str(mute.path), str(wire.path)]
        wire.lay(LISI)
        with lone(SamCardReader(SerialPort(candidates=lambda: ports))) as reader:
            assert reader.read(reader.name) == LISI
        nowhere = SerialPort(candidates=lambda: ports[:2])
        with pytest.raises(CardError) as caught:
            nowhere.open()
        assert caught.value.code is Code.READER_ABSENT


def test_the_number_of_the_security_module_is_the_one_on_its_label(wire: PtySamReader) -> None:
    link = SerialPort(str(wire.path)).open()
    try:
        assert sam_id(link) == "05.01-20101129-0001228293-0296863149"
    finally:
        link.close()


def test_fingerprints_are_neither_asked_for_nor_kept(wire: PtySamReader) -> None:
    assert b"\x30\x10" not in [command.body for command in Command]
    wire.sam.sends_prints = True
    wire.lay(ZHANGSAN)
    with lone(reader_of(wire)) as reader:
        assert reader.read(reader.name) == ZHANGSAN


def test_a_reader_that_knows_no_appended_address_still_reads(wire: PtySamReader) -> None:
    wire.sam.knows_address = False
    reader = reader_of(wire)
    wire.lay(ZHANGSAN)
    with watching(reader) as watcher:
        assert present(watcher).swap == 1
        wire.lay(LISI)
        assert present(watcher).swap == 2
        assert reader.read(reader.name) == LISI
        assert watcher.next().state is ReaderState.EMPTY


def test_stale_octets_are_no_answer(wire: PtySamReader) -> None:
    link = SerialPort(str(wire.path)).open()
    try:
        link.send(b"\xaa" * 3)  # half a request, of which the reader makes nothing
        wire.sam.fault = SamFault.NOISE
        assert ask(link, Command.STATUS).status == 0x90
        wire.sam.fault = SamFault.NONE
        assert ask(link, Command.FIND).status == 0x80
    finally:
        link.close()


def test_another_readers_name_is_refused(wire: PtySamReader) -> None:
    with lone(reader_of(wire)) as reader, pytest.raises(CardError) as caught:
        reader.read("SAM_V elsewhere")
    assert caught.value.code is Code.READER_ABSENT


@pytest.mark.parametrize("is_split", [True, False])
def test_a_usb_reader_gives_its_card_on_either_set_of_pipes(is_split: bool) -> None:
    bus = VirtualUsb(is_split=is_split)
    with watching(SamCardReader(UsbPort(backend=bus), QUICK)) as watcher:
        assert watcher.next().state is ReaderState.EMPTY
        bus.sam.lay(ZHANGSAN)
        assert watcher.next() == CardNews(ReaderState.CARD_PRESENT, "SAM_V USB", 1)
        assert watcher.reader.read("SAM_V USB") == ZHANGSAN
        bus.sam.lift()
        assert watcher.next().state is ReaderState.EMPTY


def test_a_usb_reader_that_is_unplugged_and_plugged_in_is_told_once_each() -> None:
    bus = VirtualUsb()
    with watching(SamCardReader(UsbPort(backend=bus), QUICK)) as watcher:
        watcher.next()
        bus.unplug()
        gone = watcher.next()
        assert (gone.state, gone.code) == (ReaderState.NO_READER, Code.READER_ABSENT)
        bus.plug()
        bus.sam.lay(LISI)
        watcher.until_state(ReaderState.CARD_PRESENT)
        assert watcher.reader.read("SAM_V USB") == LISI


def test_a_usb_reader_is_found_while_it_is_attached() -> None:
    bus = VirtualUsb()
    assert has_usb_reader(bus)
    bus.unplug()
    assert not has_usb_reader(bus)
    assert not has_usb_reader(VirtualUsb(number=(0x10C4, 0x8A1B)))


def test_the_list_of_usb_readers_can_be_another() -> None:
    bus = VirtualUsb(number=(0x10C4, 0x8A1B))
    bus.sam.lay(LISI)
    with pytest.raises(CardError) as caught:
        UsbPort(backend=bus).open()
    assert caught.value.code is Code.READER_ABSENT
    with lone(SamCardReader(UsbPort(((0x0400, 0xC35A), (0x10C4, 0x8A1B)), backend=bus))) as reader:
        assert reader.read(reader.name) == LISI


def test_any_card_of_the_training_set_comes_over_both_links(wire: PtySamReader) -> None:
    cards: list[IdCard] = [training_card(name) for name in ("zhangsan", "lisi", "wangwu")]
    bus = VirtualUsb()
    serial, usb = reader_of(wire), SamCardReader(UsbPort(backend=bus), QUICK)
    with lone(serial), lone(usb):
        for card in cards:
            wire.lay(card)
            bus.sam.lay(card)
            assert serial.read(serial.name) == usb.read(usb.name) == card


@pytest.mark.parametrize("at", range(1, 5))
def test_a_card_pulled_at_any_command_is_told_and_the_next_reads_well(
    wire: PtySamReader, at: int
) -> None:
    # find, select, read, and the address behind it
    with lone(reader_of(wire)) as reader:
        wire.lay(ZHANGSAN)
        wire.sam.pull_at = at
        if at < 4:
            codes = (Code.CARD_PULLED, Code.CARD_MUTE)
            assert code_of_reading(reader) in codes
        else:  # the card was read whole but for its new address
            assert reader.read(reader.name) == replace(ZHANGSAN, appended_address="")
        wire.lay(LISI)
        assert reader.read(reader.name) == LISI


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SamFault.UNKNOWN, Code.CARD_UNKNOWN),
        (SamFault.UNVERIFIED, Code.CARD_NOT_VERIFIED),
    ],
)
def test_a_card_that_the_reader_refuses_has_its_own_code(
    wire: PtySamReader, fault: SamFault, code: Code
) -> None:
    wire.lay(ZHANGSAN)
    with lone(reader_of(wire)) as reader:
        wire.order(fault)
        assert code_of_reading(reader) is code
