"""Signing in without a network, being refused, and the lock."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.window import LOCK_AFTER_S
from core.session import events as ev
from core.session.states import ReadingNotice, Searching
from sync.accounts import WRONG_ALLOWED
from tests.agent_desk.conftest import PASSWORD, Room
from tests.agent_desk.stage import matter, named, texts, touch
from ui.components import FieldBox


def sign_in(room: Room, qtbot: QtBot, password: str = PASSWORD) -> None:
    window = room.desk.window
    for name, value in (("field:name", "lisi"), ("field:password", password)):
        field = named(window, name)
        assert isinstance(field, FieldBox)
        field.clear()
        field.insert(value)
    touch(window, "action:sign_in")


def is_inside(room: Room) -> bool:
    return room.desk.window.day.isVisible()


def wait_inside(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_inside(room), timeout=20_000)


def test_an_agent_signs_in_without_a_network(room: Room, qtbot: QtBot) -> None:
    assert not is_inside(room)
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    assert "测试李四" in texts(room.desk.window)
    assert room.desk.setting().agent_name == "测试李四"
    assert room.desk.setting().is_mandated


def test_a_wrong_password_says_so_and_is_not_kept(room: Room, qtbot: QtBot) -> None:
    sign_in(room, qtbot, "wrong-password")
    refused = room.desk.window.sign_in.findChild(type(named(room.desk.window, "field:name")))
    assert refused is not None
    qtbot.waitUntil(lambda: "DESK-801" in texts(room.desk.window), timeout=20_000)
    field = named(room.desk.window, "field:password")
    assert isinstance(field, FieldBox)
    assert field.value() == ""
    assert not is_inside(room)


def test_after_five_wrong_passwords_the_desk_says_how_long_to_wait(
    room: Room, qtbot: QtBot
) -> None:
    for _ in range(WRONG_ALLOWED):
        sign_in(room, qtbot, "wrong-password")
        qtbot.waitUntil(lambda: "DESK-801" in texts(room.desk.window), timeout=20_000)
        room.desk.window.sign_in.clear()
        qtbot.waitUntil(lambda: "DESK-801" not in texts(room.desk.window), timeout=20_000)
    sign_in(room, qtbot)
    wait = room.desk.window.context.words("desk.sign_in.wait", minutes=5)
    qtbot.waitUntil(lambda: wait in texts(room.desk.window), timeout=20_000)
    assert not is_inside(room)


def test_a_lapsed_sign_in_says_that_the_network_is_needed_first(room: Room, qtbot: QtBot) -> None:
    room.clock.moment += timedelta(days=31)
    sign_in(room, qtbot)
    qtbot.waitUntil(lambda: "DESK-802" in texts(room.desk.window), timeout=20_000)


def test_keys_lead_nowhere_before_somebody_is_signed_in(room: Room) -> None:
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F5):
        QTest.keyClick(room.desk.window, key)
    assert room.desk.window.sign_in.isVisible()


def test_ten_minutes_without_input_lock_the_desk_and_forget_the_case(
    room: Room, qtbot: QtBot
) -> None:
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    window, driver = room.desk.window, room.desk.driver
    driver.tell(ev.PackageChosen(matter().package, matter().id))
    assert not isinstance(driver.session.state, Searching)
    number = driver.session.number
    for _ in range(LOCK_AFTER_S - 1):
        window.second()
    assert is_inside(room)
    window.second()
    assert window.sign_in.isVisible()
    assert isinstance(driver.session.state, Searching)
    assert driver.session.number == number + 1
    assert room.desk.setting().agent_name == ""


def test_input_keeps_the_desk_open(room: Room, qtbot: QtBot) -> None:
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    for _ in range(3):
        for _ in range(LOCK_AFTER_S - 1):
            room.desk.window.second()
        QTest.keyClick(room.desk.window, Qt.Key.Key_Shift)
    assert is_inside(room)


def test_a_machine_that_was_asleep_wakes_up_locked(room: Room, qtbot: QtBot) -> None:
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    room.desk.window.second()
    room.clock.moment += timedelta(hours=2)
    room.desk.window.second()
    assert room.desk.window.sign_in.isVisible()


def test_the_lock_button_signs_out_and_shows_no_case_behind_it(room: Room, qtbot: QtBot) -> None:
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    touch(room.desk.window, "action:lock")
    assert room.desk.window.sign_in.isVisible()
    assert room.desk.window.day.cases() == []


def test_a_card_that_is_laid_on_a_locked_desk_is_not_read(room: Room, qtbot: QtBot) -> None:
    room.card("zhangsan")
    qtbot.waitUntil(lambda: bool(room.desk.driver.session.card_reader), timeout=20_000)
    assert isinstance(room.desk.driver.session.state, Searching)


def test_a_card_that_lies_there_is_read_when_a_case_wants_it(room: Room, qtbot: QtBot) -> None:
    sign_in(room, qtbot)
    wait_inside(room, qtbot)
    room.card("zhangsan")
    driver = room.desk.driver
    qtbot.waitUntil(lambda: bool(driver.session.card_reader), timeout=20_000)
    driver.tell(ev.PackageChosen(matter().package, matter().id))
    for _ in range(2):
        driver.tell(ev.OptionTouched("first" if room.state() == "Answering" else ""))
        if getattr(driver.session.state, "question", "") == "card":
            driver.tell(ev.OptionTouched("yes"))
        driver.tell(ev.Confirmed(""))
    driver.tell(ev.Confirmed(""))
    assert isinstance(driver.session.state, ReadingNotice)
    driver.tell(ev.Confirmed(""))
    qtbot.waitUntil(lambda: "测试张三" in _principal(room), timeout=20_000)


def _principal(room: Room) -> str:
    card = getattr(getattr(room.desk.driver.session.state, "matter", None), "card", None)
    return card.name if card is not None else ""
