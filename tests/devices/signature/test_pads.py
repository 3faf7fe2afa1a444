"""A signature pad is there or not; nothing else is asked of it."""

from pathlib import Path

import pytest

from core.device_report import Condition
from devices.driver_book import open_book
from devices.machine_driver import Kind, Machine, NoSettings, Surroundings
from devices.signature.pads import InputPad, SimulatedPad
from devices.simulator_orders import MachineOrder, MachineState, order_file, write_order

INPUTS = """I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
H: Handlers=kbd event0

I: Bus=0003 Vendor=056a Product=00a6 Version=0110
N: Name="Wacom STU-530 Pen"
H: Handlers=mouse0 event5
"""


@pytest.mark.parametrize(
    ("name", "there"), [("", True), ("stu-530", True), ("power", True), ("topaz", False)]
)
def test_a_pad_is_known_by_a_part_of_its_name(tmp_path: Path, name: str, there: bool) -> None:
    inputs = tmp_path / "devices"
    inputs.write_text(INPUTS)
    assert InputPad(name, inputs).is_there() is there


def test_without_pens_there_is_none(tmp_path: Path) -> None:
    assert not InputPad("", tmp_path / "devices").is_there()
    (tmp_path / "devices").write_text(INPUTS.split("\n\n")[0])
    assert not InputPad("", tmp_path / "devices").is_there()


def test_a_simulated_pad_is_unplugged_by_an_order_and_told_by_the_doctor(tmp_path: Path) -> None:
    driver = open_book(()).find(Kind.SIGNATURE, "simulated")
    assert driver is not None
    machine, around = Machine(driver, NoSettings()), Surroundings(tmp_path, tmp_path)
    assert machine.probe(around).condition is Condition.GOOD
    write_order(tmp_path, "signature", MachineOrder(MachineState.ABSENT))
    assert machine.probe(around).condition is Condition.WARN
    order_file(tmp_path, "signature").write_bytes(b"{")
    assert not SimulatedPad(tmp_path).is_there()
