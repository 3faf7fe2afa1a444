"""Orders to simulators are whole or not there, and a damaged one is a fault and not a surprise."""

from pathlib import Path
from threading import Thread

import pytest

from devices.simulator_orders import (
    MachineOrder,
    MachineState,
    ScanOrder,
    order_file,
    read_order,
    take_back,
    write_order,
)


def test_an_order_is_read_as_it_was_given_and_ends_when_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "not made yet"
    assert read_order(folder, "speaker", MachineOrder) is None
    write_order(folder, "speaker", MachineOrder(MachineState.MUTE))
    assert read_order(folder, "speaker", MachineOrder) == MachineOrder(MachineState.MUTE)
    take_back(folder, "speaker")
    take_back(folder, "speaker")
    assert read_order(folder, "speaker", MachineOrder) is None


@pytest.mark.parametrize("octets", [b"", b"{", b"[]", b'{"state": "well"}', b'{"stat": "mute"}'])
def test_a_damaged_order_is_refused(tmp_path: Path, octets: bytes) -> None:
    order_file(tmp_path, "speaker").write_bytes(octets)
    with pytest.raises(ValueError, match="damaged"):
        read_order(tmp_path, "speaker", MachineOrder)


def test_a_reader_never_sees_half_an_order(tmp_path: Path) -> None:
    """A long order is given again and again beside a reader."""
    texts = [letter * 50_000 for letter in "ab"]

    def give() -> None:
        for number in range(60):
            write_order(tmp_path, "code_reader", ScanOrder(texts[number % 2], number))

    writer = Thread(target=give)
    writer.start()
    seen = set()
    while writer.is_alive():
        order = read_order(tmp_path, "code_reader", ScanOrder)
        seen.add(order.text if order else "")
    writer.join()
    assert seen <= {"", *texts}
    assert [path.name for path in tmp_path.iterdir()] == ["code_reader.json"]
