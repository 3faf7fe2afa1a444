"""The doctor's look at the machines: side by side, within a limit, and never at one in use."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.device_report import Condition, DeviceReport
from core.errors import CardError, Code
from devices.checkup import IN_USE, NO_ANSWER, Checkup, probe
from devices.machine_driver import Kind, Machine, Surroundings
from tests.devices.spare import SPARE, SpareSettings

WELL = DeviceReport(Condition.GOOD, "ready")


def machine(look: Callable[..., DeviceReport], kind: Kind = Kind.CODE_READER) -> Machine:
    return Machine(replace(SPARE, kind=kind, probe=look), SpareSettings("a"))


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path, tmp_path)


def test_every_machine_has_a_finding_and_what_is_not_named_is_said(around: Surroundings) -> None:
    reader = machine(lambda *_: WELL)
    found = Checkup([reader, reader], around).look({})
    assert [one.key for one in found[:2]] == [
        "device.code_reader.spare",
        "device.code_reader.spare.2",
    ]
    assert {one.report.state for one in found[:2]} == {"ready"}
    assert {one.name for one in found[2:]} == {kind.value for kind in Kind} - {"code_reader"}
    assert {one.report.condition for one in found[2:]} == {Condition.ABSENT}


def test_a_machine_in_use_is_not_touched(around: Surroundings) -> None:
    touched: list[object] = []

    def look(*_: Any) -> DeviceReport:
        touched.append(1)
        return WELL

    checkup = Checkup([machine(look)], around)
    assert checkup.look({Kind.CODE_READER: IN_USE})[0].report == IN_USE
    assert touched == []
    assert checkup.look({})[0].report == WELL  # the harness would have seen a touch
    assert touched == [1]


def test_one_that_hangs_holds_nobody_up_and_is_not_asked_again(around: Surroundings) -> None:
    release, asked = Event(), []

    def hang(*_: Any) -> DeviceReport:
        asked.append(1)
        release.wait(30)
        return WELL

    hanging, well = machine(hang), machine(lambda *_: WELL, Kind.SPEAKER)
    checkup = Checkup([hanging, well], around, limit_s=0.2)
    for _ in range(3):
        first, second = checkup.look({})[:2]
        assert first.report == NO_ANSWER
        assert second.report == WELL
    assert asked == [1]
    release.set()


def test_what_a_driver_raises_is_an_answer(around: Surroundings) -> None:
    def denied(*_: Any) -> DeviceReport:
        raise CardError(Code.READER_DENIED, "policy")

    def wrong(*_: Any) -> DeviceReport:
        raise ZeroDivisionError

    assert probe(machine(denied), around).code is Code.READER_DENIED
    report = probe(machine(wrong), around)
    assert (report.state, report.facts) == ("driver_failed", (("error", "ZeroDivisionError"),))
