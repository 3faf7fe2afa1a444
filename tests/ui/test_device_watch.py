"""What the heartbeat is told of the machines follows the session, and keeps what it last knew."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.heartbeat import DeviceHealth
from core.session.states import PrintState, Received, Session
from tests.core.session.stage import case
from ui.device_watch import DeviceWatch
from ui.driver import Driver


class _Room(QObject):
    """The part of a driver that is watched."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.works = False

    def is_working(self) -> bool:
        return self.works

    def go(self, session: Session) -> None:
        self.session = session
        self.changed.emit()


def test_a_reader_and_a_printer_are_told_by_word_and_code(qtbot: QtBot) -> None:
    room = _Room()
    watch = DeviceWatch(cast(Driver, room))
    assert watch() == ()
    room.go(replace(room.session, reader_fault=Code.READER_ABSENT))
    unknown = DeviceHealth(kind="printer", state="unknown")
    assert watch() == (DeviceHealth(kind="card", state="fault", code="CARD-112"), unknown)
    failed = Received(case(), "x", (), print_state=PrintState.FAILED, fault=Code.PRINTER_NO_PAPER)
    room.go(Session(state=failed, card_reader="reader"))
    printer = DeviceHealth(kind="printer", state="fault", code="PRN-302")
    assert watch() == (DeviceHealth(kind="card", state="card_present"), printer)
    room.go(Session())
    assert watch() == (DeviceHealth(kind="card", state="empty"), printer)
    room.go(Session(state=replace(failed, print_state=PrintState.PRINTED, fault=None)))
    assert watch()[1] == DeviceHealth(kind="printer", state="ready")
