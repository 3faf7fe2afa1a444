"""The card reader made of software obeys the folder, behind the real serial driver."""

from pathlib import Path
from threading import Event, Thread

import pytest

from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.simulated_reader import SimulatedCardReader
from devices.card.training_cards import training_card
from onestop.__main__ import main
from onestop.simulate_samv import serve_samv
from tests.rigs import DEADLINE_SECONDS, watching


class HeardOrders(SimulatedCardReader):
    """Says when it has looked for the first time: then the port is there."""

    looked = Event()

    def watch(self, tell):  # type: ignore[no-untyped-def]
        def heard(news: CardNews) -> None:
            tell(news)
            self.looked.set()

        super().watch(heard)


def test_a_card_of_the_command_line_comes_over_the_serial_driver(tmp_path: Path) -> None:
    folder, port = tmp_path / "simulators", tmp_path / "ttySAM"
    orders = HeardOrders(folder)
    server = Thread(target=serve_samv, args=(folder, port, orders))
    server.start()
    simulate = ["simulate", "--folder", str(folder), "card"]
    try:
        assert orders.looked.wait(DEADLINE_SECONDS)
        reader = SamCardReader(SerialPort(str(port)), 0.01)
        with watching(reader) as watcher:
            watcher.until_state(ReaderState.EMPTY)
            main([*simulate, "insert", "lisi"])
            watcher.until_state(ReaderState.CARD_PRESENT)
            assert reader.read(reader.name) == training_card("lisi")
            main([*simulate, "insert", "zhangsan", "--fault", "content_wrong"])
            watcher.until_state(ReaderState.CARD_PRESENT)
            with pytest.raises(CardError) as caught:
                reader.read(reader.name)
            assert caught.value.code is Code.CARD_NOT_VERIFIED
            main([*simulate, "remove"])
            watcher.until_state(ReaderState.EMPTY)
    finally:
        orders.stop()
        server.join(DEADLINE_SECONDS)
    assert not port.exists()


def test_a_file_that_is_no_link_of_ours_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("mine")
    assert main(["simulate", "--folder", str(tmp_path), "samv", str(file)]) == 1
    assert file.read_text() == "mine"
