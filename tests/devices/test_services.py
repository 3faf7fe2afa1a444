"""Services answer at their socket and nodes are open to this user, or the doctor says so."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Finding
from core.errors import Code
from devices.driver_book import open_book
from devices.machine_driver import Kind, Machine
from devices.services import (
    SERVICES,
    Service,
    look_at_nodes,
    look_at_policy,
    look_at_services,
    nodes_of,
)


def pcsc() -> Machine:
    driver = open_book(()).find(Kind.CARD, "pcsc")
    assert driver is not None
    return Machine(driver, driver.settings())


def service(place: Path, program: str = "sh") -> Service:
    return Service("pcscd", program, (str(place),), ((Kind.CARD, "pcsc"),))


def test_a_service_runs_where_somebody_listens_and_not_where_a_file_is_left(
    tmp_path: Path,
) -> None:
    place = tmp_path / "comm"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        (found,) = look_at_services([], [service(place)])
        assert (found.report.condition, found.report.state) == (Condition.GOOD, "running")
    assert place.exists()
    (found,) = look_at_services([], [service(place)])
    assert found.report.state == "stopped"


@pytest.mark.parametrize(("program", "state"), [("sh", "stopped"), ("no-such", "not_installed")])
def test_what_is_missing_is_bad_only_where_a_machine_needs_it(
    tmp_path: Path, program: str, state: str
) -> None:
    only = service(tmp_path / "gone", program)
    (unneeded,) = look_at_services([], [only])
    assert (unneeded.report.condition, unneeded.report.state) == (Condition.ABSENT, state)
    (needed,) = look_at_services([pcsc()], [only])
    assert (needed.report.condition, needed.report.state) == (Condition.BAD, state)
    (later,) = look_at_services([], [replace(only, on_demand=True, program="sh")])
    assert later.report.state == "on_demand"


def test_the_pcsc_service_is_needed_by_the_pcsc_reader_alone() -> None:
    needed = {one.name for one in SERVICES if one.is_needed([pcsc()])}
    assert needed == {"pcscd"}


def machine(kind: Kind, name: str, **settings: object) -> Machine:
    driver = open_book(()).find(kind, name)
    assert driver is not None
    return Machine(driver, driver.settings(**settings))


def test_a_closed_node_is_told_with_the_group_to_join(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    (tmp_path / "video1").touch()
    cameras = [machine(Kind.FACE_CAMERA, "opencv", index=index) for index in (0, 1)]
    (found,) = look_at_nodes(cameras, tmp_path, lambda node: node.name == "video0")
    assert (found.report.condition, found.report.state) == (Condition.BAD, "group_missing")
    assert [name for name, _ in found.report.facts] == ["video1"]
    (found,) = look_at_nodes(cameras, tmp_path, lambda node: True)
    assert found.report.condition is Condition.GOOD


def test_only_nodes_that_a_machine_opens_count(tmp_path: Path) -> None:
    for name in ("video0", "video1", "ttyUSB0", "ttyUSB1"):
        (tmp_path / name).touch()
    serial = machine(Kind.CARD, "samv_serial", path=str(tmp_path / "ttyUSB1"))
    assert nodes_of(serial, tmp_path) == [tmp_path / "ttyUSB1"]
    anywhere = machine(Kind.CARD, "samv_serial")
    assert {node.name for node in nodes_of(anywhere, tmp_path)} == {"ttyUSB0", "ttyUSB1"}
    for none in (pcsc(), machine(Kind.FACE_CAMERA, "simulated")):
        assert nodes_of(none, tmp_path) == []
    gone = machine(Kind.CARD, "samv_serial", path=str(tmp_path / "ttyUSB7"))
    assert nodes_of(gone, tmp_path) == [], "what is not there is told by its own probe"


def test_a_reader_that_policy_denies_brings_the_hint_at_polkit() -> None:
    denied = DeviceReport(Condition.BAD, "service_down", Code.READER_DENIED)
    (hint,) = look_at_policy([Finding(Area.DEVICE, "card", denied)])
    assert hint.report.state == "polkit_denies"
    assert look_at_policy([]) == []
