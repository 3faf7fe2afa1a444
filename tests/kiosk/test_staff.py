"""Staff open the kiosk's panel of devices by a key sequence, and never in a citizen's way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

import resources
from core.session import events as ev
from devices.rig import RigChoice, build_rig
from kiosk.__main__ import Kiosk
from kiosk.widgets.staff_panel import STAYS_S, StaffPanel
from sync.schedule import Schedule
from sync.station import open_station
from tests.kiosk.layout import assert_nothing_is_cut
from tests.sync.parts import CityKeys, SetClock, enrolled
from ui.screenshots import settle

DEADLINE_MS = 20_000


@pytest.fixture
def kiosk(qtbot: QtBot, tmp_path: Path) -> Iterator[Kiosk]:
    folder = tmp_path / "terminal"
    folder.mkdir()
    enrolled(folder, CityKeys())
    station = open_station(folder, resources.path("catalogue"), SetClock())
    choice = RigChoice(
        tmp_path / "simulators", resources.path("clips"),
        "simulated", "simulated", "simulated", "simulated",
    )  # fmt: skip
    kiosk = Kiosk(station, build_rig(choice), Schedule(), [], QSize(1080, 1920))
    qtbot.addWidget(kiosk.window)
    kiosk.window.show()
    kiosk.driver.start()
    yield kiosk
    kiosk.close()


def press(kiosk: Kiosk) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(kiosk.window, Qt.Key.Key_F8, both)
    QTest.keyClick(kiosk.window, Qt.Key.Key_F8)


def panel(kiosk: Kiosk) -> StaffPanel:
    found = kiosk.staff.panel()
    assert found is not None
    return found


def touch(panel: StaffPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_sequence_opens_the_panel_and_looks(kiosk: Kiosk, qtbot: QtBot) -> None:
    assert kiosk.staff.panel() is None
    with qtbot.waitSignal(kiosk.doctor.done, timeout=DEADLINE_MS):
        press(kiosk)
    shown = panel(kiosk)
    settle(kiosk.window)
    said = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    assert "身份证读卡器（模拟）" in said
    assert_nothing_is_cut(shown)
    touch(shown, "staff:report")
    (report,) = (kiosk._station.folder / "reports").glob("*.pdf")
    assert str(report) in shown.findChild(QLabel, "staff:verdict").text()  # type: ignore[union-attr]
    touch(shown, "staff:close")
    assert kiosk.staff.panel() is None


def test_it_gives_way_to_whoever_comes_and_does_not_open_in_a_session(kiosk: Kiosk) -> None:
    press(kiosk)
    panel(kiosk)
    kiosk.driver.tell(ev.SearchTouched())
    assert kiosk.staff.panel() is None
    press(kiosk)
    assert kiosk.staff.panel() is None


def test_it_leaves_by_itself(kiosk: Kiosk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(kiosk.doctor.done, timeout=DEADLINE_MS):
        press(kiosk)
    shown = panel(kiosk)
    for _ in range(STAYS_S - 1):
        shown._second()
    assert kiosk.staff.panel() is shown
    shown._second()
    assert kiosk.staff.panel() is None
