"""The keyboards type into the field that has their attention."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resources.hanzi import candidates, matches, plain
from ui.components import FieldBox, SearchBox
from ui.keyboard import Keyboard, NumberPad
from ui.theme import house_theme
from ui.words import house_words


def keyboard(qtbot: QtBot, *modes: str, with_next: bool = False) -> tuple[Keyboard, FieldBox]:
    theme = house_theme()
    board = Keyboard(theme, house_words(), matches, modes, with_next=with_next)
    field = FieldBox(theme, "住址")
    for widget in (board, field):
        qtbot.addWidget(widget)
    board.resize(1080, 600)
    board.show()
    board.set_target(field)
    return board, field


def press(board: Keyboard, letters: str) -> None:
    for letter in letters:
        board.key(letter).click()


def test_initials_are_written_small(qtbot: QtBot) -> None:
    theme = house_theme()
    board, _ = keyboard(qtbot, "initials", "hanzi")
    box = SearchBox(theme, "要办什么事？", clear_name="清空")
    qtbot.addWidget(box)
    board.set_target(box)
    press(board, "YKYD")
    assert box.value() == "ykyd"
    board.function("backspace").click()
    assert box.value() == "yky"
    board.function("clear").click()
    assert box.value() == ""


def test_letters_are_written_as_they_are_drawn(qtbot: QtBot) -> None:
    board, field = keyboard(qtbot, "letters", "hanzi")
    press(board, "91A")
    board.function("space").click()
    press(board, "X")
    assert field.value() == "91A X"


def test_pinyin_becomes_hanzi(qtbot: QtBot) -> None:
    board, field = keyboard(qtbot, "hanzi", "letters", with_next=True)
    press(board, "ZHANG")
    assert field.value() == ""
    place = board.strip().shown().index("张")
    board.strip().candidate(place).click()
    assert field.value() == "张"
    press(board, "SAN")
    board.function("space").click()
    assert field.value() == "张" + candidates("san")[0]


def test_what_is_left_of_the_letters_goes_on(qtbot: QtBot) -> None:
    board, field = keyboard(qtbot, "hanzi")
    press(board, "CHANGDE")
    board.strip().candidate(board.strip().shown().index("常")).click()
    assert field.value() == "常"
    assert "德" in candidates("de")
    board.function("space").click()
    assert field.value() == "常" + candidates("de")[0]


def test_backspace_takes_letters_before_it_takes_hanzi(qtbot: QtBot) -> None:
    board, field = keyboard(qtbot, "hanzi")
    field.set_value("测")
    press(board, "SH")
    board.function("backspace").click()
    board.function("backspace").click()
    assert field.value() == "测"
    board.function("backspace").click()
    assert field.value() == ""


def test_digits_are_written_at_once_while_writing_hanzi(qtbot: QtBot) -> None:
    board, field = keyboard(qtbot, "hanzi")
    press(board, "15")
    place = board.strip().shown().index("号") if "号" in board.strip().shown() else 0
    board.strip().candidate(place).click()
    assert field.value().startswith("15")
    assert len(field.value()) == 3


def test_candidates_page(qtbot: QtBot) -> None:
    board, _ = keyboard(qtbot, "hanzi")
    press(board, "LI")
    first = board.strip().shown()
    later = board.strip().findChildren(type(board.key("A")))
    onward = next(key for key in later if key.accessibleName() == "下一页")
    onward.click()
    second = board.strip().shown()
    assert not set(first) & set(second)
    assert first + second == candidates("li")[: len(first + second)]


def test_letters_that_lead_nowhere_are_grey(qtbot: QtBot) -> None:
    board, _ = keyboard(qtbot, "initials")
    board.set_offered("ky")
    assert board.key("K").isEnabled()
    assert not board.key("Q").isEnabled()
    board.set_offered(None)
    assert board.key("Q").isEnabled()


def test_keys_never_take_the_focus_from_the_field(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    theme = house_theme()
    field = FieldBox(theme, "手机", parent=holder)
    pad = NumberPad(theme, house_words(), parent=holder)
    pad.move(0, 200)
    holder.resize(1080, 800)
    holder.show()
    holder.activateWindow()
    with qtbot.waitActive(holder):
        pass
    field.setFocus()
    pad.set_target(field)
    pad.key("7").click()
    assert field.has_text_focus()
    assert field.value() == "7"


def test_the_pad_leads_on_and_back(qtbot: QtBot) -> None:
    pad = NumberPad(house_theme(), house_words(), ".")
    qtbot.addWidget(pad)
    field = FieldBox(house_theme(), "面积")
    qtbot.addWidget(field)
    pad.set_target(field)
    for key in "12.5":
        pad.key(key).click()
    assert field.value() == "12.5"
    for name, signal in (
        ("next", pad.next_wanted),
        ("previous", pad.previous_wanted),
        ("close", pad.close_wanted),
    ):
        with qtbot.waitSignal(signal):
            pad.function(name).click()
    pad.function("clear").click()
    assert field.value() == ""


def test_common_names_are_found_early() -> None:
    for name in ("wang 王", "li 李", "zhang 张", "liu 刘", "chen 陈", "huang 黄"):
        pinyin, sign = name.split()
        assert sign in candidates(pinyin)[:20], name


def test_a_candidate_takes_no_more_letters_than_there_are() -> None:
    for letters in ("z", "zh", "zhang", "zhangsan", "qqq", "lv"):
        assert all(1 <= match.used <= len(letters) for match in matches(letters))


def test_readings_lose_their_tones() -> None:
    read = {"zhāng": "zhang", "lǜ": "lv", "ér": "er", "ǹg": "ng"}
    assert {reading: plain(reading) for reading in read} == read
