"""Cards laid, read and lifted leave nothing behind: a slice of `python -m bench devices`."""

import os
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from threading import Event, Thread

import pytest

from bench.card_ground import laid, serial_cycle, watched
from bench.growth import ROOM_KB, growth_over
from core.ports import ReaderState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.training_cards import training_card
from devices.card.virtual_samv import PtySamReader

CARD = training_card("zhangsan")
CYCLES = 60


def test_sixty_cards_on_a_serial_reader_leave_nothing_behind(tmp_path: Path) -> None:
    with PtySamReader(tmp_path / "ttySAM", 4_000_000) as wire:
        reader = SamCardReader(SerialPort(str(wire.path)), 0.002)
        with watched(reader) as watch:
            watch.until(ReaderState.EMPTY)
            grown = growth_over(serial_cycle(wire, watch, reader, CARD), CYCLES)
    assert grown.is_none, grown.as_text()


@pytest.mark.pcscd
@pytest.mark.xdist_group("pcscd")
def test_sixty_readings_and_watches_over_pcsc_leave_nothing_behind(pcscd_rig: PcscdRig) -> None:
    name, port = next(iter(pcscd_rig.ports.items()))

    def cycle() -> None:
        with watched(PcscCardReader()) as watch:
            watch.until(ReaderState.CARD_PRESENT, name)
            assert watch.reader.read(name) == CARD

    with laid(port, CARD):
        with watched(PcscCardReader()) as watch:
            watch.until(ReaderState.CARD_PRESENT, name)
        grown = growth_over(cycle, CYCLES)
    assert grown.is_none, grown.as_text()


def leaks() -> dict[str, Callable[[list[object]], None]]:
    """What a cycle may forget, into a list that stays."""

    def descriptor(kept: list[object]) -> None:
        kept.append(os.open(os.devnull, os.O_RDONLY))

    def thread(kept: list[object]) -> None:
        end = Event()
        Thread(target=end.wait, daemon=True).start()
        kept.append(end)

    def memory(kept: list[object]) -> None:
        # straight from the system: an old process may have as much left over from before
        size = ROOM_KB * 1024 // CYCLES * 2
        block = mmap(-1, size)
        block.write(b"x" * size)
        kept.append(block)

    return {"descriptor": descriptor, "thread": thread, "memory": memory}


@pytest.mark.parametrize("what", sorted(leaks()))
def test_a_planted_leak_is_found(what: str) -> None:
    kept: list[object] = []
    grown = growth_over(lambda: leaks()[what](kept), CYCLES)
    for left in kept:
        if isinstance(left, int):
            os.close(left)
        elif isinstance(left, Event):
            left.set()
    assert not grown.is_none
