"""A whole desk, put together from real parts with simulators, and no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from agent_desk.__main__ import Desk
from agent_desk.pages.intake import IntakePage
from devices.card.simulated_reader import insert_card, remove_card
from devices.card.training_cards import training_card
from devices.rig import RigChoice, build_rig
from sync.accounts import Accounts, Cost
from sync.schedule import Schedule
from sync.station import open_station
from tests.agent_desk.stage import Intake, Told
from tests.sync.parts import CityKeys, SetClock, enrolled

PASSWORD = "practice-2026"


@dataclass
class Room:
    """The desk and what a test may do with the world around it."""

    desk: Desk
    keys: CityKeys
    clock: SetClock
    simulators: Path
    folder: Path
    sticks: list[Path]  # that are plugged in

    def card(self, name: str) -> None:
        """Lay a training card on the reader; `-` takes it away."""
        if name == "-":
            remove_card(self.simulators)
        else:
            insert_card(self.simulators, training_card(name))

    def state(self) -> str:
        """The kind of the session's state."""
        return type(self.desk.driver.session.state).__name__


class WindowsSeen(QObject):
    """Which kinds of widgets became windows of their own. A label that is shown before it has a
    parent is one for a moment: it flickers, and takes the keyboard away."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.add(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[WindowsSeen]:
    seen = WindowsSeen()
    qapp.installEventFilter(seen)
    yield seen
    qapp.removeEventFilter(seen)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    keys, clock, folder = CityKeys(), SetClock(), tmp_path / "terminal"
    folder.mkdir()
    enrolled(folder, keys)
    accounts = Accounts(folder, cost=Cost(passes=1, memory_kib=64))
    accounts.add("lisi", "测试李四", "village_agent", PASSWORD, clock.now())
    station = open_station(folder, resources.path("catalogue"), clock)
    sticks: list[Path] = []
    simulators = tmp_path / "simulators"
    choice = RigChoice(
        simulators, resources.path("clips"), "simulated", "simulated", "simulated", "simulated"
    )
    desk = Desk(station, build_rig(choice), Schedule(), accounts, lambda: sticks)
    qtbot.addWidget(desk.window)
    qtbot.addWidget(desk.citizen)
    desk.window.resize(1366, 768)
    desk.window.show()
    desk.driver.start()
    yield Room(desk, keys, clock, simulators, folder, sticks)
    desk.close()


@pytest.fixture
def intake(qtbot: QtBot) -> Intake:
    told = Told()
    page = IntakePage(told.context())
    qtbot.addWidget(page)
    page.resize(1202, 738)
    page.show_session()
    page.show()
    return Intake(told, page)
