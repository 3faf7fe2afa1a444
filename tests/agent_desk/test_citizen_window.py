"""The citizen's window: what the clerk cannot do there, and what shows on which display."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.citizen.displays import second_display
from agent_desk.citizen.window import CitizenWindow
from core.session import states as st
from core.session.matter import Matter
from core.session.states import State
from tests.agent_desk.conftest import Room
from tests.agent_desk.stage import AGENT, AGENTS_CARD, PRINCIPAL, Intake, a_case, matter
from ui.components import Face
from ui.signature_pad import SignaturePad

_KEYS = (
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_1,
    Qt.Key.Key_5,
    Qt.Key.Key_Right,
    Qt.Key.Key_Escape,
)


def whole() -> Matter:
    """A matter with both people, up to the signature."""
    return matter(card=PRINCIPAL, agent_card=AGENTS_CARD, form=(("name", "测试张三"),))


ASKED: tuple[State, ...] = (
    st.SigningMandate(whole()),
    st.Signing(whole()),
    st.Received(a_case(), "CD-YJS-0002", ()),
    st.GivingRating(a_case()),
)


@dataclass
class Beside:
    """The room with its citizen's window in a state."""

    room: Room
    citizen: CitizenWindow

    def go(self, state: State) -> None:
        driver = self.room.desk.driver
        driver.session = replace(driver.session, state=state)
        driver.changed.emit()

    def state(self) -> State:
        return self.room.desk.driver.session.state

    def find(self, name: str) -> QWidget:
        return next(w for w in self.citizen.findChildren(QWidget, name) if w.isVisible())

    def level(self) -> int:
        state = self.state()
        return state.level if isinstance(state, st.GivingRating) else 0


@pytest.fixture
def beside(room: Room) -> Iterator[Beside]:
    room.desk._agent = AGENT
    room.desk.window.signed_in()
    there = Beside(room, room.desk.citizen)
    there.citizen.resize(1280, 800)
    there.citizen.show()
    yield there
    there.go(st.Searching())


def touchable(window: QWidget) -> list[str]:
    """What a citizen decides with: pads, faces and the tick."""
    found = [*window.findChildren(SignaturePad), *window.findChildren(Face)]
    return [w.objectName() for w in [*found, *window.findChildren(QWidget, "option:agree")]]


@pytest.mark.parametrize("state", ASKED, ids=lambda state: type(state).__name__)
def test_nothing_to_sign_or_to_rate_with_is_in_the_clerks_window(
    beside: Beside, state: State
) -> None:
    beside.go(state)
    assert touchable(beside.citizen)  # the look finds them where they are
    assert touchable(beside.room.desk.window) == []


def test_the_clerks_panels_offer_no_way_to_a_rating(intake: Intake) -> None:
    for state in ASKED:
        intake.show(state)
        assert touchable(intake.page) == []
        assert not intake.page.findChildren(QWidget, "citizen:give")


def test_a_signature_on_the_mandate_is_told_with_its_strokes(beside: Beside) -> None:
    beside.go(st.SigningMandate(whole()))
    pad = beside.find("signature")
    for row in (0.3, 0.6):
        left, right = (QPoint(int(pad.width() * x), int(pad.height() * row)) for x in (0.1, 0.9))
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=left)
        QTest.mouseMove(pad, right)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=right)
    state = beside.state()
    assert isinstance(state, st.SigningMandate)
    assert state.matter.mandate is not None
    assert state.matter.mandate.picture.role == "mandate"
    assert b"strokes" in state.matter.mandate.strokes.octets


def pressed(beside: Beside, target: QWidget) -> set[Qt.Key]:
    """The keys of those that changed anything, each pressed alone."""
    found = set()
    for key in _KEYS:
        before = beside.state()
        QTest.keyClick(target, key)
        if beside.state() != before:
            found.add(key)
    return found


def test_keys_do_nothing_in_the_citizens_window(beside: Beside) -> None:
    beside.go(st.Signing(whole()))
    tick = beside.find("option:agree")
    for target in (tick, beside.find("signature"), beside.citizen):
        assert pressed(beside, target) == set()
    QApplication.instance().removeEventFilter(beside.citizen._guard)  # type: ignore[union-attr]
    assert Qt.Key.Key_Space in pressed(beside, tick)  # without the guard they would


def test_what_the_clerk_types_rates_nothing(beside: Beside) -> None:
    beside.go(st.GivingRating(a_case()))
    desk = beside.room.desk.window
    for target in (desk, desk.intake, desk.intake.panel()):
        assert pressed(beside, target) == set()
    QTest.mouseClick(beside.find("level:5"), Qt.MouseButton.LeftButton)
    assert beside.level() == 5  # the citizen's touch does


def test_a_mouse_is_refused_where_only_touch_counts_and_a_finger_is_not(
    beside: Beside, qtbot: QtBot
) -> None:
    beside.citizen._guard.touch_only = True
    beside.go(st.Received(a_case(), "CD-YJS-0002", ()))
    face = beside.find("level:4")
    QTest.mouseClick(face, Qt.MouseButton.LeftButton)
    assert beside.level() == 0
    finger = QTest.createTouchDevice()
    assert isinstance(finger, QPointingDevice)
    window, at = face.window(), face.mapTo(face.window(), QPoint(20, 20))
    handle = window.windowHandle()
    QTest.touchEvent(handle, finger).press(0, at, handle).commit()
    QTest.touchEvent(handle, finger).release(0, at, handle).commit()
    qtbot.waitUntil(lambda: beside.level() == 4)


def test_with_one_display_the_desk_is_handed_over_and_given_back(beside: Beside) -> None:
    desk = beside.room.desk.window
    beside.citizen.hide()
    beside.go(st.Searching())
    beside.citizen.hand_over()
    assert not beside.citizen.isVisible()  # nothing is asked
    beside.go(st.Signing(whole()))
    beside.citizen.hand_over()
    assert beside.citizen.isVisible()
    assert not desk.isEnabled()
    QTest.mouseClick(beside.find("citizen:give_back"), Qt.MouseButton.LeftButton)
    assert desk.isEnabled()
    assert not beside.citizen.isVisible()


def test_the_desk_is_given_back_when_nothing_is_asked_any_more(beside: Beside) -> None:
    beside.go(st.GivingRating(a_case()))
    beside.citizen.hand_over()
    assert not beside.room.desk.window.isEnabled()
    QTest.mouseClick(beside.find("citizen:skip"), Qt.MouseButton.LeftButton)
    assert not isinstance(beside.state(), st.GivingRating)
    assert beside.room.desk.window.isEnabled()


def test_locking_the_desk_takes_it_back_from_the_citizen(beside: Beside) -> None:
    beside.go(st.Signing(whole()))
    beside.citizen.hand_over()
    beside.room.desk.window.lock()
    assert beside.room.desk.window.isEnabled()
    assert not beside.citizen.isVisible()


def test_nothing_of_a_citizen_stays_on_the_glass(beside: Beside, qtbot: QtBot) -> None:
    beside.go(st.Signing(whole()))

    def said() -> str:
        return " ".join(label.text() for label in beside.citizen.findChildren(QLabel))

    assert "测试张三" in said()
    beside.room.desk.driver.forgotten.emit()
    beside.go(st.Searching())
    qtbot.waitUntil(lambda: "测试张三" not in said())


@dataclass(frozen=True)
class Named:
    """A display as far as the choice needs it."""

    title: str

    def name(self) -> str:
        return self.title


LEFT, RIGHT, THIRD = Named("HDMI-1"), Named("HDMI-2"), Named("DP-1")


@pytest.mark.parametrize(
    ("displays", "wanted", "chosen"),
    [
        ([LEFT], "", None),
        ([LEFT, RIGHT], "", RIGHT),
        ([RIGHT, LEFT], "", RIGHT),
        ([LEFT, RIGHT, THIRD], "DP-1", THIRD),
        ([LEFT, RIGHT], "DP-1", None),
        ([LEFT, RIGHT], "HDMI-1", None),  # the clerk's own is never the citizen's
        ([], "", None),
    ],
)
def test_the_citizens_display_is_never_the_clerks(
    displays: list[Named], wanted: str, chosen: Named | None
) -> None:
    assert second_display(displays, LEFT, wanted) is chosen
