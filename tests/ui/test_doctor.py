"""The doctor of a room looks on its lane, once at a time, and never at what a session uses."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Diagnosis, Finding
from core.errors import Code, DiskError
from core.heartbeat import DeviceHealth
from core.session.states import Idle, Searching, Session, TakingCard
from tests.ui.test_device_watch import _Room
from ui.device_watch import DeviceWatch
from ui.doctor import Doctor, is_serving, known_of
from ui.driver import Driver

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Examiner:
    """Remembers what it was told to leave alone; looks when it may."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, DeviceReport]] = []
        self.may = threading.Event()
        self.fault: Code | None = None

    def __call__(self, known: Mapping[str, DeviceReport]) -> Diagnosis:
        self.asked.append(known)
        assert self.may.wait(20)
        if self.fault is not None:
            raise DiskError(self.fault)
        return Diagnosis("CD0128", NOW, ())


def test_two_calls_are_one_look_and_a_fault_frees_the_way(qtbot: QtBot) -> None:
    examiner, parent = Examiner(), QObject()
    doctor = Doctor(cast(Driver, _Room()), examiner, parent)
    doctor.check()
    doctor.check()
    with qtbot.waitSignal(doctor.done, timeout=20_000):
        examiner.may.set()
    assert len(examiner.asked) == 1
    examiner.fault = Code.DISK_FULL
    with qtbot.waitSignal(doctor.failed, timeout=20_000) as told:
        doctor.check()
    assert told.args == ["DISK-501"]
    examiner.fault = None
    with qtbot.waitSignal(doctor.done, timeout=20_000):
        doctor.check()
    doctor.close()


def test_the_watched_machines_are_never_touched_and_the_others_only_between_sessions() -> None:
    idle = known_of(Session())
    assert {"card", "code_reader", "social_card"} == set(idle)
    busy = known_of(Session(state=TakingCard()))
    assert {"face_camera", "printer", "paper"} <= set(busy)
    assert "printer" in known_of(Session(), is_working=True), "a slip that still prints"
    assert not is_serving(Session(state=Idle()))
    assert not is_serving(Session(state=Searching()))


def test_the_session_says_how_the_reader_is() -> None:
    broken = replace(Session(), reader_fault=Code.READER_SERVICE_DOWN)
    assert known_of(broken)["card"].code is Code.READER_SERVICE_DOWN
    assert known_of(replace(Session(), card_reader="x"))["card"].state == "card_present"


def test_the_heartbeat_takes_the_gravest_of_each_kind_and_what_is_in_use_says_nothing() -> None:
    room = _Room()
    watch = DeviceWatch(cast(Driver, room))

    def found(name: str, condition: Condition, state: str) -> Finding:
        return Finding(Area.DEVICE, name, DeviceReport(condition, state))

    watch.take(
        Diagnosis(
            "",
            NOW,
            (
                found("printer", Condition.BAD, "no_paper"),
                found("face_camera", Condition.BAD, "absent"),
                found("face_camera", Condition.GOOD, "ready"),
                found("speaker", Condition.UNKNOWN, "in_use"),
                found("paper", Condition.ABSENT, "not_named"),
                Finding(Area.DISK, "free", DeviceReport(Condition.BAD, "full")),
            ),
        )
    )
    assert {one.kind: one for one in watch()} == {
        "card": DeviceHealth(kind="card", state="empty"),
        "printer": DeviceHealth(kind="printer", state="no_paper"),
        "face_camera": DeviceHealth(kind="face_camera", state="absent"),
    }


def test_a_look_by_itself_leaves_the_cameras_alone_and_waits_while_somebody_is_served(
    qtbot: QtBot,
) -> None:
    room, examiner, parent = _Room(), Examiner(), QObject()
    examiner.may.set()
    doctor = Doctor(cast(Driver, room), examiner, parent)
    room.go(Session(state=TakingCard()))
    doctor._again.timeout.emit()
    assert examiner.asked == []
    room.go(Session())
    room.works = True
    doctor._again.timeout.emit()
    assert examiner.asked == []
    room.works = False
    with qtbot.waitSignal(doctor.done, timeout=20_000):
        doctor._again.timeout.emit()
    (known,) = examiner.asked
    assert {"face_camera", "document_camera"} <= set(known)
    assert "printer" not in known
    doctor.close()
