"""The furniture stands where it belongs in every arrangement."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from resources.hanzi import matches
from ui.components import Action, Dock, DockItem, FocusRing, OptionCard
from ui.components.dock import DockButton
from ui.frame import Frame
from ui.keyboard import Keyboard
from ui.page import Page
from ui.theme import house_theme
from ui.words import house_words

DOCK = ["home", "read", "elder", "contrast", "low", "help"]


def framed(
    qtbot: QtBot, width: int, height: int, *, low: bool = False, mode: str = "kiosk"
) -> Frame:
    theme, words = house_theme(mode=mode), house_words()
    frame = Frame(theme, words, place="测试街道", low=low, speaks=True)
    qtbot.addWidget(frame)
    frame.resize(width, height)
    frame.set_network(False, "未联网，可先办")
    frame.set_clock("23:06")
    frame.set_step(1)
    page = Page(theme, "这家药店由谁来开？", crumb="我要开药店")
    for title in ("连锁门店", "单独一家公司", "个体工商户"):
        page.body.addWidget(OptionCard(theme, words, title))
    page.body.addStretch(1)
    frame.set_page(page)
    frame.set_actions([Action("back", "返回"), Action("next", "看下一问", "primary")])
    frame.show()
    return frame


def top_of(frame: Frame, widget: QWidget) -> QPoint:
    return widget.mapTo(frame, QPoint(0, 0))


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080)])
def test_nothing_overlaps_and_nothing_is_outside(qtbot: QtBot, width: int, height: int) -> None:
    frame = framed(qtbot, width, height)
    page = frame.page()
    assert page is not None
    bar, dock = frame.action_bar(), frame.dock_button("home").parentWidget()
    assert dock is not None
    assert not page.geometry().intersects(bar.geometry())
    assert not page.geometry().intersects(dock.geometry())
    assert all(frame.rect().contains(w.geometry()) for w in (page, bar, dock))


def test_home_is_first_and_help_last_in_both_arrangements(qtbot: QtBot) -> None:
    portrait = framed(qtbot, 1080, 1920)
    lefts = [top_of(portrait, portrait.dock_button(key)).x() for key in DOCK]
    assert lefts == sorted(lefts)
    landscape = framed(qtbot, 1920, 1080)
    tops = [top_of(landscape, landscape.dock_button(key)).y() for key in DOCK]
    assert tops == sorted(tops)


def test_elder_mode_keeps_three_ways(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920, mode="elder")
    for key in ("home", "standard", "help"):
        assert frame.dock_button(key).height() >= 96
    with pytest.raises(KeyError):
        frame.dock_button("low")


def test_in_low_position_all_that_is_touched_lies_below_900(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920, low=True)
    buttons = [b for b in frame.findChildren(QAbstractButton) if b.isVisible()]
    assert len(buttons) == 3 + 2 + len(DOCK)
    assert all(top_of(frame, button).y() >= 900 for button in buttons)


def test_actions_and_dock_are_told_by_key(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920)
    with qtbot.waitSignal(frame.action) as acted:
        frame.action_bar().button("next").click()
    with qtbot.waitSignal(frame.dock) as docked:
        QTest.mouseClick(frame.dock_button("help"), Qt.MouseButton.LeftButton)
    assert acted.args == ["next"]
    assert docked.args == ["help"]


def test_a_keyboard_takes_its_room_from_the_page(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920)
    page = frame.page()
    assert page is not None
    before = page.height()
    keyboard = Keyboard(frame.theme, house_words(), matches)
    frame.set_keyboard(keyboard)
    assert page.height() == before - keyboard.height()
    frame.set_keyboard(None)
    assert page.height() == before


def test_the_time_out_hides_the_page_and_holds_the_focus(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920)
    frame.activateWindow()
    frame.show_timeout(20)
    over = frame.childAt(frame.rect().center())
    assert over is not None
    page = frame.page()
    assert page is not None
    assert not page.isAncestorOf(over)
    with qtbot.waitSignal(frame.timeout_stayed):
        button = next(b for b in frame.findChildren(QAbstractButton) if b.text() == "继续办理")
        button.click()
    frame.hide_timeout()
    assert not button.isVisible()


def test_the_focus_ring_shows_after_a_key_and_goes_with_a_touch(qtbot: QtBot) -> None:
    frame = framed(qtbot, 1080, 1920)
    frame.activateWindow()
    with qtbot.waitActive(frame):
        pass
    ring = frame.findChild(FocusRing)
    assert isinstance(ring, FocusRing)
    frame.action_bar().button("back").setFocus()
    assert not ring.isVisible()
    QTest.keyClick(frame, Qt.Key.Key_Tab)
    assert ring.isVisible()
    QTest.mouseClick(frame.action_bar().button("back"), Qt.MouseButton.LeftButton)
    assert not ring.isVisible()


def test_a_terminal_without_a_voice_does_not_offer_to_read_aloud(qtbot: QtBot) -> None:
    frame = Frame(house_theme(), house_words(), place="测试街道")
    qtbot.addWidget(frame)
    assert frame.dock_button("help")
    with pytest.raises(KeyError):
        frame.dock_button("read")


def test_a_way_that_is_just_being_pressed_stays_when_another_is_lit(qtbot: QtBot) -> None:
    dock = Dock(
        house_theme(), [DockItem("read", "speaker", "朗读"), DockItem("help", "help", "求助")]
    )
    qtbot.addWidget(dock)
    dock.show()
    pressed = dock.button("help")
    QTest.mousePress(pressed, Qt.MouseButton.LeftButton)
    dock.set_items([DockItem("read", "speaker", "朗读", True), DockItem("help", "help", "求助")])
    with qtbot.waitSignal(dock.touched) as told:
        QTest.mouseRelease(pressed, Qt.MouseButton.LeftButton)
    assert told.args == ["help"]
    dock.set_items([DockItem("home", "home", "首页")])
    assert dock.findChildren(DockButton, "dock:home")
