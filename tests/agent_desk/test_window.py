"""The window: keys, what is left behind, and the way to a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

import resources
from agent_desk.window import DeskWindow
from core.session import events as ev
from core.session.filling import start_filling
from core.session.matter import How
from core.session.states import Answering, GivingMaterials, GivingRating, Searching
from tests.agent_desk.conftest import PASSWORD, Room
from tests.agent_desk.stage import AGENTS_CARD, ID, PRINCIPAL, UNEMPLOYMENT, matter, touch
from tests.agent_desk.test_sign_in import sign_in, wait_inside
from tests.core.session.stage import case
from ui.components import Face

NO, ALT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def window(room: Room, qtbot: QtBot) -> DeskWindow:
    sign_in(room, qtbot, PASSWORD)
    wait_inside(room, qtbot)
    return room.desk.window


def press(window: DeskWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NO) -> None:
    QTest.keyClick(window, key, modifier)
    QApplication.processEvents()


def page_name(window: DeskWindow) -> str:
    return window.page().objectName()


def test_every_page_has_its_key(window: DeskWindow) -> None:
    for key, modifier, name in (
        (Qt.Key.Key_2, ALT, "page:all"),
        (Qt.Key.Key_3, ALT, "page:outbox"),
        (Qt.Key.Key_F2, NO, "page:new_case"),
        (Qt.Key.Key_1, ALT, "page:day"),
    ):
        press(window, key, modifier)
        assert page_name(window) == name


@pytest.mark.parametrize("name", ["day", "all", "outbox"])
def test_every_page_has_its_place_in_the_navigation(window: DeskWindow, name: str) -> None:
    touch(window, f"nav:{name}")
    assert page_name(window) == f"page:{name}"


def test_a_case_is_chosen_by_keys_alone(window: DeskWindow, room: Room) -> None:
    press(window, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "shiye")
    press(window, Qt.Key.Key_Return, CTRL)  # no primary action here: nothing happens
    assert room.state() == "Searching"
    QTest.keyClick(field, Qt.Key.Key_Return)
    state = room.desk.driver.session.state
    assert isinstance(state, Answering)
    assert state.matter.package == UNEMPLOYMENT
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_2)
    press(window, Qt.Key.Key_Return, CTRL)
    state = room.desk.driver.session.state
    assert isinstance(state, Answering)
    assert state.matter.answers == (("reason", "first"),)
    press(window, Qt.Key.Key_Escape)
    state = room.desk.driver.session.state
    assert isinstance(state, Answering)
    assert (state.question, state.chosen) == ("reason", "first")


def test_looking_something_up_does_not_lose_the_case(window: DeskWindow, room: Room) -> None:
    room.desk.driver.tell(ev.PackageChosen(UNEMPLOYMENT, ID))
    press(window, Qt.Key.Key_3, ALT)
    press(window, Qt.Key.Key_F2)
    assert isinstance(room.desk.driver.session.state, Answering)
    assert window.intake.panel().isVisible()


def test_putting_a_case_aside_forgets_it(window: DeskWindow, room: Room) -> None:
    room.desk.driver.tell(ev.PackageChosen(UNEMPLOYMENT, ID))
    press(window, Qt.Key.Key_F2)
    number = room.desk.driver.session.number
    touch(window, "action:leave")
    assert isinstance(room.desk.driver.session.state, Searching)
    assert room.desk.driver.session.number == number + 1


def test_a_rating_is_not_seen_here_and_who_does_not_wait_ends_it(
    window: DeskWindow, room: Room
) -> None:
    driver = room.desk.driver
    driver.session = type(driver.session)(driver.session.number, GivingRating(case()))
    window.refresh()
    assert window.intake.findChildren(Face) == []
    assert window.intake.side.has("finish")
    window.intake.panel().act("finish")
    assert isinstance(driver.session.state, Searching)


def test_a_file_is_taken_for_a_material(window: DeskWindow, room: Room, qtbot: QtBot) -> None:
    driver = room.desk.driver
    whole = start_filling(matter(card=PRINCIPAL, agent_card=AGENTS_CARD), room.desk.setting())
    state = GivingMaterials(whole.matter)
    driver.session = type(driver.session)(driver.session.number, state)
    window.go("new_case")
    window.refresh()
    driver.tell(ev.LoadTouched("PHOTO"))
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(Path(resources.path("clips/training_page.jpg"))))
    dialog.close()

    def given() -> bool:
        now = driver.session.state
        return isinstance(now, GivingMaterials) and "PHOTO" in now.matter.given_map()

    qtbot.waitUntil(given, timeout=20_000)
    now = driver.session.state
    assert isinstance(now, GivingMaterials)
    assert now.matter.given_map()["PHOTO"].how is How.FILE


def test_leaving_closes_the_window_that_asked_for_a_file(window: DeskWindow, room: Room) -> None:
    driver = room.desk.driver
    driver.session = type(driver.session)(driver.session.number, GivingMaterials(matter()))
    driver.tell(ev.LoadTouched("PHOTO"))
    assert window.findChild(QFileDialog) is not None
    window.lock()
    dialog = window.findChild(QFileDialog)
    assert dialog is None or not dialog.isVisible()
