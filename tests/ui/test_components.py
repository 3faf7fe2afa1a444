"""Every component has a name for those who do not see it, and room for a finger."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shelf import DESK, KIOSK, Maker
from ui.components import (
    Action,
    ActionBar,
    Cell,
    Column,
    DataTable,
    FieldBox,
    MaterialRow,
    OptionCard,
    Pager,
    PrimaryButton,
    SecondButton,
    Stepper,
    TimeoutBox,
)
from ui.theme import house_theme
from ui.words import house_words

FINGER = 60


def touchables(widget: QWidget) -> list[QAbstractButton | QLineEdit]:
    found: list[QAbstractButton | QLineEdit] = [
        *widget.findChildren(QAbstractButton),
        *(edit for edit in widget.findChildren(QLineEdit) if not edit.isReadOnly()),
    ]
    if isinstance(widget, QAbstractButton):
        found.append(widget)
    # Qt's own corner of a table is no control of ours.
    return [w for w in found if type(w).__name__ != "QTableCornerButton" and w.isVisible()]


def shown(qtbot: QtBot, make: Maker, mode: str, scale: float, palette: str = "light") -> QWidget:
    widget = make(house_theme(palette, mode, scale), house_words())
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSizeHint()))
    widget.show()
    return widget


@pytest.mark.parametrize("name", list(KIOSK))
@pytest.mark.parametrize("mode", ["kiosk", "elder"])
def test_a_kiosk_component_has_a_name_and_room_for_a_finger(
    qtbot: QtBot, name: str, mode: str
) -> None:
    widget = shown(qtbot, KIOSK[name], mode, 1.0)
    for part in touchables(widget):
        assert part.accessibleName(), type(part).__name__
        if isinstance(part, QAbstractButton):
            assert part.height() >= FINGER, part.accessibleName()
            assert part.width() >= FINGER, part.accessibleName()
    labelled = isinstance(widget, QLabel) or widget.findChildren(QLabel)
    assert widget.accessibleName() or labelled or touchables(widget)


@pytest.mark.parametrize("name", list(DESK))
def test_a_desk_component_has_a_name(qtbot: QtBot, name: str) -> None:
    widget = shown(qtbot, DESK[name], "desk", 1.0)
    assert all(part.accessibleName() for part in touchables(widget))
    assert not widget.grab().isNull()


@pytest.mark.parametrize("palette", ["light", "dark", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_paints_in_every_palette_and_scale(
    qtbot: QtBot, palette: str, scale: float
) -> None:
    for make in KIOSK.values():
        widget = shown(qtbot, make, "kiosk", scale, palette)
        assert not widget.grab().isNull()
        widget.close()


def test_a_button_that_is_not_offered_says_why(qtbot: QtBot) -> None:
    button = PrimaryButton(house_theme(), "提交申请")
    qtbot.addWidget(button)
    button.set_offered(False, "还差 2 处，不能提交")
    assert not button.isEnabled()
    assert button.text() == button.accessibleName() == "还差 2 处，不能提交"
    button.set_offered(True)
    assert button.isEnabled()
    assert button.text() == "提交申请"


def test_a_busy_button_takes_no_touch(qtbot: QtBot) -> None:
    button = SecondButton(house_theme(still=True), "再打一张")
    qtbot.addWidget(button)
    button.set_busy("正在打印")
    assert not button.isEnabled()
    assert button.text() == "正在打印"
    button.set_busy("")
    assert button.isEnabled()
    assert button.text() == "再打一张"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_does_what_a_finger_does(qtbot: QtBot, key: Qt.Key) -> None:
    option = OptionCard(house_theme(), house_words(), "连锁门店", "已有总部公司")
    qtbot.addWidget(option)
    QTest.keyClick(option, key)
    assert option.isChecked()


def test_options_exclude_each_other_and_the_whole_card_is_the_target(qtbot: QtBot) -> None:
    theme, words = house_theme(), house_words()
    holder = QWidget()
    qtbot.addWidget(holder)
    first = OptionCard(theme, words, "连锁门店", code="chain", parent=holder)
    second = OptionCard(theme, words, "个体工商户", code="single", parent=holder)
    second.move(0, 300)
    holder.resize(800, 600)
    holder.show()
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.rect().bottomRight())
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=second.rect().topLeft())
    assert [option.code for option in (first, second) if option.isChecked()] == ["single"]


def test_more_than_one_primary_action_is_refused(qtbot: QtBot) -> None:
    bar = ActionBar(house_theme())
    qtbot.addWidget(bar)
    with pytest.raises(ValueError, match="primary"):
        bar.set_actions([Action("a", "甲", "primary"), Action("b", "乙", "primary")])


def test_the_action_bar_stacks_when_large_words_need_the_width(qtbot: QtBot) -> None:
    actions = [Action("back", "返回上一问"), Action("next", "确认，看下一问", "primary")]
    heights = []
    for scale in (1.0, 2.0):
        bar = ActionBar(house_theme(scale=scale))
        qtbot.addWidget(bar)
        bar.set_actions(actions)
        bar.resize(1080, bar.height_for(1080))
        bar.show()
        heights.append(bar.height())
        buttons = [bar.button(action.key) for action in actions]
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert heights[1] > 2 * 104


def test_the_action_that_was_touched_is_told(qtbot: QtBot) -> None:
    bar = ActionBar(house_theme())
    qtbot.addWidget(bar)
    bar.set_actions([Action("back", "返回"), Action("go", "提交申请", "primary")])
    with qtbot.waitSignal(bar.touched) as told:
        bar.button("go").click()
    assert told.args == ["go"]


def test_a_field_tells_what_is_typed_and_is_never_red_while_typing(qtbot: QtBot) -> None:
    field = FieldBox(house_theme(), "手机号码")
    qtbot.addWidget(field)
    field.show()
    typed: list[str] = []
    field.edited.connect(typed.append)
    field.insert("1")
    field.insert("38")
    field.backspace()
    assert typed == ["1", "138", "13"]
    field.set_state("open", "还差 9 位")
    hints = [label.text() for label in field.findChildren(QLabel) if label.isVisible()]
    assert "还差 9 位" in hints
    field.set_value("1380000")
    assert typed == ["1", "138", "13"]
    assert field.value() == "1380000"


@pytest.mark.parametrize("kind", ["locked", "choice"])
def test_a_field_that_is_not_typed_in_takes_no_letters(qtbot: QtBot, kind: str) -> None:
    field = FieldBox(house_theme(), "姓名", value="测试张三", kind=kind)
    qtbot.addWidget(field)
    field.insert("甲")
    field.backspace()
    field.clear()
    assert field.value() == "测试张三"


def test_a_choice_opens_its_list_by_key(qtbot: QtBot) -> None:
    field = FieldBox(house_theme(), "学历", kind="choice")
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    strong = Qt.FocusPolicy.StrongFocus
    (box,) = [w for w in field.findChildren(QWidget) if w.focusPolicy() == strong]
    with qtbot.waitSignal(field.opened):
        QTest.keyClick(box, Qt.Key.Key_Space)


def test_a_material_tells_which_one_it_is(qtbot: QtBot) -> None:
    chip = ("读不清", "warn", "warning")
    row = MaterialRow(house_theme(), "03", "营业执照", "复印件", chip, "重新拍", key="m3")
    qtbot.addWidget(row)
    with qtbot.waitSignal(row.acted) as told:
        row.button().click()
    assert told.args == ["m3"]


def test_a_pager_turns_and_stops_at_both_ends(qtbot: QtBot) -> None:
    pager = Pager(house_theme(), house_words(), 2, 1)
    qtbot.addWidget(pager)
    before, after = pager.findChildren(SecondButton)
    assert not before.isEnabled()
    with qtbot.waitSignal(pager.turned) as told:
        after.click()
    assert told.args == [2]
    assert not after.isEnabled()


def test_the_stepper_says_where_one_is(qtbot: QtBot) -> None:
    words = house_words()
    stepper = Stepper(house_theme(), [words(f"ui.step.{n}") for n in range(1, 8)])
    qtbot.addWidget(stepper)
    stepper.set_current(4)
    assert stepper.accessibleName() == "4/7 填表单"
    assert stepper.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_time_out_offers_to_stay_and_to_end(qtbot: QtBot) -> None:
    box = TimeoutBox(house_theme(), house_words())
    qtbot.addWidget(box)
    box.set_seconds(18)
    end, stay = sorted(box.findChildren(QAbstractButton), key=lambda b: b.text(), reverse=True)
    assert {end.text(), stay.text()} == {"继续办理", "结束并清除"}
    by_text = {button.text(): button for button in (end, stay)}
    with qtbot.waitSignal(box.stayed):
        by_text["继续办理"].click()
    with qtbot.waitSignal(box.ended):
        by_text["结束并清除"].click()


def test_a_table_is_used_with_keys_alone(qtbot: QtBot) -> None:
    table = DataTable(house_theme(mode="desk"), [Column("编号", 90), Column("事项")], "办件")
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    table.set_rows([("0042-7", "开药店"), (Cell("0041-9"), Cell("等联网", "offline"))])
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_row() == 1
    with qtbot.waitSignal(table.opened) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [1]
    table.set_rows([("0042-7", "开药店")])
    assert table.chosen_row() == 0
