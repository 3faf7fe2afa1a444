"""The one form: typed by key and by keyboard, checked while typing, never losing the caret."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.form_checks import visible_fields
from core.resident_number import masked
from core.session import events as ev
from core.session.filling import start_filling
from core.session.states import Filling
from kiosk.pages.form import FormPage
from kiosk.widgets.choice_pad import ChoicePad
from tests.core.session.stage import card
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, answered, filling, matter
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, shipped_setting
from ui.components.field_box import FieldBox, FieldState
from ui.keyboard import Keyboard, NumberPad
from ui.screenshots import settle
from ui.theme import house_theme

SETTING = shipped_setting()
PACKAGES = [p.code for p in SETTING.catalogue.packages if p.code != "CD-YJS-0004"]  # has ended


def open_form(stage: LiveStage, state: Filling | None = None) -> FormPage:
    page = stage.open(FormPage, state or filling(SETTING))
    page.keyboard()
    settle(stage.frame)
    return page


def box(stage: LiveStage, key: str) -> FieldBox:
    found = stage.find(f"field:{key}")
    assert isinstance(found, FieldBox)
    return found


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def typed(stage: LiveStage, key: str) -> str:
    assert isinstance(stage.state, Filling)
    return stage.state.matter.form_map().get(key, "")


def shown_keyboard(stage: LiveStage) -> QWidget | None:
    for board in stage.frame.findChildren(QWidget):
        if isinstance(board, NumberPad | Keyboard | ChoicePad) and board.isVisible():
            return board
    return None


def press(stage: LiveStage, *characters: str) -> None:
    pad = shown_keyboard(stage)
    assert isinstance(pad, NumberPad | Keyboard)
    for character in characters:
        QTest.mouseClick(pad.key(character), Qt.MouseButton.LeftButton)
    settle(stage.frame)


def test_what_the_card_knows_is_locked_and_its_number_masked(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    number = card().number
    assert box(stage, "manager_name").value() == "测试张三"
    assert box(stage, "manager_number").value() == masked(number)
    box(stage, "manager_number").insert("1")
    assert stage.told == []


def test_typing_begins_in_the_first_empty_field_with_its_keyboard(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    assert box(stage, "manager_phone").isAncestorOf(focused())
    assert isinstance(shown_keyboard(stage), NumberPad)


def test_a_real_keyboard_types_into_the_focused_field(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    QTest.keyClicks(focused(), "1380000")
    assert stage.told[-1] == ev.FieldTyped("manager_phone", "1380000")
    assert box(stage, "manager_phone").value() == "1380000"
    assert box(stage, "manager_phone").state() is FieldState.OPEN


def test_the_keys_on_the_screen_type_at_the_caret(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    press(stage, "1", "3", "8")
    edit = focused()
    assert isinstance(edit, QLineEdit)
    edit.setCursorPosition(1)
    press(stage, "9")
    assert typed(stage, "manager_phone") == "1938"
    assert edit is focused()
    assert edit.cursorPosition() == 2


def test_the_check_is_live_and_red_only_when_typing_on_cannot_mend_it(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    phone = box(stage, "manager_phone")
    QTest.keyClicks(focused(), "13800001234")
    assert phone.state() is FieldState.GOOD
    QTest.keyClicks(focused(), "5")
    assert phone.state() is FieldState.WRONG


def test_next_goes_through_the_fields_and_closes_behind_the_last(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    pad = shown_keyboard(stage)
    assert isinstance(pad, NumberPad)
    pad.function("next").click()
    assert box(stage, "manager_landline").isAncestorOf(focused())
    landline = shown_keyboard(stage)
    assert isinstance(landline, NumberPad)
    landline.function("previous").click()
    assert box(stage, "manager_phone").isAncestorOf(focused())
    landline.function("next").click()
    landline.function("next").click()
    assert isinstance(shown_keyboard(stage), ChoicePad)
    stage.touch("option:manager_education:大学本科")
    assert stage.told[-1] == ev.FieldTyped("manager_education", "大学本科")
    assert box(stage, "manager_education").value() == "大学本科"
    assert shown_keyboard(stage) is None


def test_enter_leads_to_the_next_field(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(stage.frame)
    assert box(stage, "manager_landline").isAncestorOf(focused())


def test_the_keyboard_can_be_put_away(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    pad = shown_keyboard(stage)
    assert isinstance(pad, NumberPad)
    pad.function("close").click()
    assert shown_keyboard(stage) is None
    assert not box(stage, "manager_phone").has_text_focus()


def test_names_and_addresses_get_letters_and_codes_get_capitals(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage, replace(filling(SETTING), page=1))
    words = shown_keyboard(stage)
    assert isinstance(words, Keyboard)
    assert words.mode() == "hanzi"
    QTest.mouseClick(stage.find("field:parent_uscc"), Qt.MouseButton.LeftButton)
    box(stage, "parent_uscc").entered.emit()
    settle(stage.frame)
    codes = shown_keyboard(stage)
    assert isinstance(codes, Keyboard)
    assert codes.mode() == "letters"
    press(stage, "9", "A")
    assert typed(stage, "parent_uscc") == "9A"


def test_pinyin_becomes_hanzi(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage, replace(filling(SETTING), page=1))
    press(stage, *"YAO")
    board = shown_keyboard(stage)
    assert isinstance(board, Keyboard)
    first = board.strip().shown()[0]
    board.strip().candidate(0).click()
    assert typed(stage, "shop_name") == first


def test_what_is_missing_is_named_marked_and_led_to(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = open_form(stage)
    assert page.notice() is None
    page.act("confirm")
    assert stage.told == [ev.Confirmed(AT)]
    notice = page.notice()
    assert notice is not None
    assert notice[0] == "error"
    assert "2 处" in notice[1]
    assert "手机号码" in notice[1]
    assert box(stage, "manager_phone").state() is FieldState.WRONG
    assert box(stage, "manager_education").state() is FieldState.WRONG
    assert box(stage, "manager_landline").state() is FieldState.OPEN
    page.act("notice")
    assert box(stage, "manager_phone").isAncestorOf(focused())


def test_the_next_group_is_another_page_of_fields(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage)
    QTest.keyClicks(focused(), "13800001234")
    box(stage, "manager_education").opened.emit()
    stage.touch("option:manager_education:中专")
    assert stage.page is not None
    stage.page.act("confirm")
    assert isinstance(stage.state, Filling)
    assert stage.state.page == 1
    assert "field:shop_name" in stage.names()
    assert "field:manager_phone" not in stage.names()
    assert stage.page.texts.title == "门店信息"


def test_the_last_group_leads_to_the_materials(qtbot: QtBot) -> None:
    last = len(SETTING.plan_of(filling(SETTING).matter).pages) - 1
    stage = LiveStage(qtbot)
    page = open_form(stage, replace(filling(SETTING), page=last))
    assert "交材料" in page.offers()[-1].text
    page.act("back")
    assert stage.told[-1] == ev.BackTouched()


@pytest.mark.parametrize("code", [Code.DISK_FULL, Code.CAMERA_ABSENT])
def test_a_failure_is_said_and_the_form_goes_on(qtbot: QtBot, code: Code) -> None:
    stage = LiveStage(qtbot)
    page = open_form(stage, replace(filling(SETTING), fault=code))
    notice = page.notice()
    assert notice is not None
    assert notice[0] == "warn"


def test_without_a_card_everything_is_typed(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    open_form(stage, filling(SETTING, with_card=False))
    assert box(stage, "manager_name").isAncestorOf(focused())
    box(stage, "manager_name").insert("测试李四")
    assert typed(stage, "manager_name") == "测试李四"


def test_nothing_typed_stays_when_the_page_is_wiped(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = open_form(stage)
    QTest.keyClicks(focused(), "13800001234")
    told = len(stage.told)
    page.wipe()
    assert {field.value() for field in page.findChildren(FieldBox)} == {""}
    assert len(stage.told) == told


def test_the_keyboards_go_with_the_page(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = open_form(stage)
    page.keyboard_wanted.disconnect(stage.frame.set_keyboard)
    stage.frame.set_page(QWidget())
    for _ in range(3):
        settle(stage.frame)
    assert stage.frame.findChildren(NumberPad) == []


def arrangements() -> list[tuple[tuple[int, int], str, bool]]:
    return [
        (PORTRAIT, "kiosk", False),
        (LANDSCAPE, "kiosk", False),
        (PORTRAIT, "kiosk", True),
        (PORTRAIT, "elder", False),
    ]


@pytest.mark.parametrize(("size", "mode", "low"), arrangements())
@pytest.mark.parametrize("package", PACKAGES)
def test_every_field_can_be_reached_and_seen_with_its_keyboard(
    qtbot: QtBot, package: str, size: tuple[int, int], mode: str, low: bool
) -> None:
    stage = LiveStage(qtbot, size=size, theme=house_theme("light", mode), is_low=low)
    start = start_filling(answered(matter(package=package), SETTING), SETTING)
    for number, group in enumerate(SETTING.plan_of(start.matter).pages):
        page = open_form(stage, replace(start, page=number))
        assert_nothing_is_cut(page)
        for field in visible_fields(group, start.matter.answer_map()):
            if field.from_card:
                continue
            box(stage, field.key).entered.emit()
            if field.kind == "choice":
                box(stage, field.key).opened.emit()
            for _ in range(3):
                settle(stage.frame)
            inner = page.rect()
            place = box(stage, field.key)
            top = place.mapTo(page, place.rect().topLeft())
            assert place.isVisible()
            assert inner.contains(top)
            assert inner.contains(place.mapTo(page, place.rect().bottomRight()))
        assert_nothing_is_cut(page)


@pytest.mark.parametrize(("size", "mode", "low"), arrangements())
def test_nothing_is_cut_when_everything_is_missing(
    qtbot: QtBot, size: tuple[int, int], mode: str, low: bool
) -> None:
    stage = LiveStage(qtbot, size=size, theme=house_theme("light", mode), is_low=low)
    page = open_form(stage)
    page.act("confirm")
    assert_nothing_is_cut(page)


def test_pages_of_fields_are_turned_by_touch(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot, size=LANDSCAPE)
    open_form(stage, replace(filling(SETTING), page=1))
    assert "field:parent_uscc" not in stage.names()
    stage.touch("page:next")
    stage.touch("page:next")
    assert "field:parent_uscc" in stage.names()
    assert "field:shop_name" not in stage.names()
