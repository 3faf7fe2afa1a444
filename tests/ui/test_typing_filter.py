"""A typing scanner's text never reaches a field, and a person's text always does."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.wedge import WedgeRule
from ui.typing_filter import TypingFilter

RECEIPT = "CD0128-261126-100037-K"
SCANNER_MS, PERSON_MS = 6, 150
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Reader:
    def __init__(self, rule: WedgeRule) -> None:
        self.rule = rule
        self.scans: list[str] = []

    def put(self, text: str) -> None:
        self.scans.append(text)


@dataclass
class Desk:
    """A window with a field and a button, behind a filter; keys come with their own times."""

    window: QWidget
    field: QLineEdit
    button: QPushButton
    reader: Reader
    filter: TypingFilter
    now_ms: int = 1000

    def key(
        self,
        text: str,
        after_ms: int,
        key: Qt.Key = Qt.Key.Key_A,
        modifiers: Qt.KeyboardModifier = NONE,
        target: QWidget | None = None,
    ) -> None:
        self.now_ms += after_ms
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self.now_ms)
            QApplication.sendEvent(target or self.field, event)

    def text(self, text: str, after_ms: int, end: bool = True) -> None:
        for letter in text:
            if letter.isupper():
                self.key("", after_ms // 2, Qt.Key.Key_Shift, SHIFT)
            self.key(letter, after_ms, modifiers=SHIFT if letter.isupper() else NONE)
        if end:
            self.key("\r", after_ms, Qt.Key.Key_Return)


def make(qtbot: QtBot, rule: WedgeRule) -> Desk:
    window = QWidget()
    field, button = QLineEdit(), QPushButton("x")
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    field.setFocus()
    application = QApplication.instance()
    assert application is not None
    reader = Reader(rule)
    return Desk(window, field, button, reader, TypingFilter(application, reader))


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = make(qtbot, WedgeRule())
    yield made
    made.filter.close()


def test_a_scan_reaches_no_field_and_presses_no_button(desk: Desk) -> None:
    pressed: list[bool] = []
    desk.button.setDefault(True)
    desk.button.clicked.connect(pressed.append)
    desk.field.returnPressed.connect(lambda: pressed.append(True))
    desk.text(RECEIPT, SCANNER_MS)
    assert desk.reader.scans == [RECEIPT]
    assert (desk.field.text(), pressed) == ("", [])


def test_what_a_person_types_arrives_whole_and_in_order(desk: Desk) -> None:
    entered: list[bool] = []
    desk.field.returnPressed.connect(lambda: entered.append(True))
    desk.text("Abc-12", PERSON_MS)
    assert (desk.field.text(), desk.reader.scans, entered) == ("Abc-12", [], [True])


def test_a_single_key_arrives_by_itself_a_moment_later(desk: Desk, qtbot: QtBot) -> None:
    desk.key("a", PERSON_MS)
    qtbot.waitUntil(lambda: desk.field.text() == "a")


def test_a_scan_into_half_typed_text_leaves_it_as_it_was(desk: Desk) -> None:
    desk.text("abc", PERSON_MS, end=False)
    desk.now_ms += PERSON_MS
    desk.text(RECEIPT, SCANNER_MS)
    desk.text("de", PERSON_MS, end=False)
    desk.filter.close()
    assert (desk.field.text(), desk.reader.scans) == ("abcde", [RECEIPT])


def test_a_held_space_still_presses_a_button_once(desk: Desk, qtbot: QtBot) -> None:
    """Press and release wait together: a release before its press would press nothing."""
    pressed: list[bool] = []
    desk.button.clicked.connect(lambda: pressed.append(True))
    desk.key(" ", PERSON_MS, Qt.Key.Key_Space, target=desk.button)
    qtbot.waitUntil(lambda: pressed == [True])


def test_a_shortcut_is_not_held_and_lets_what_was_held_go_first(desk: Desk) -> None:
    desk.text("abc", SCANNER_MS, end=False)
    assert desk.field.text() == ""
    desk.key("\x01", SCANNER_MS, Qt.Key.Key_A, CONTROL)
    assert (desk.field.text(), desk.field.selectedText()) == ("abc", "abc")


def commit(desk: Desk, text: str, preedit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    QApplication.sendEvent(desk.field, event)


def test_hanzi_of_an_input_method_are_typed_at_once(desk: Desk) -> None:
    commit(desk, "测")
    assert desk.field.text() == "测"
    commit(desk, "试张三")
    assert desk.field.text() == "测试张三"


def test_hanzi_come_behind_what_was_typed_before_them(desk: Desk) -> None:
    desk.key("a", PERSON_MS)
    commit(desk, "测")
    assert desk.field.text() == "a测"


def test_a_scan_that_an_input_method_hands_on_sign_by_sign_is_a_scan(qtbot: QtBot) -> None:
    """Commits carry no time of their own: a generous pace, so that a slow machine passes too."""
    desk = make(qtbot, WedgeRule(gap_ms=5000))
    for letter in RECEIPT:
        commit(desk, letter)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, NONE, "\r")
    QApplication.sendEvent(desk.field, event)
    assert (desk.reader.scans, desk.field.text()) == ([RECEIPT], "")
    desk.filter.close()


def test_with_a_prefix_a_persons_keys_do_not_wait(qtbot: QtBot) -> None:
    desk = make(qtbot, WedgeRule(prefix="~"))
    desk.key("a", SCANNER_MS)
    assert desk.field.text() == "a"
    desk.text(f"~{RECEIPT}", SCANNER_MS)
    assert (desk.reader.scans, desk.field.text()) == ([RECEIPT], "a")
    desk.filter.close()


def test_a_control_sign_as_prefix_is_known_though_it_comes_as_a_shortcut(qtbot: QtBot) -> None:
    desk = make(qtbot, WedgeRule(prefix="\x02"))
    desk.key("\x02", SCANNER_MS, Qt.Key.Key_B, CONTROL)
    desk.text(RECEIPT, SCANNER_MS)
    assert desk.reader.scans == [RECEIPT]
    desk.filter.close()


def test_a_field_that_is_gone_meanwhile_breaks_nothing(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    desk.key("a", PERSON_MS, target=other)
    other.deleteLater()
    del other
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    desk.filter.close()
    assert desk.field.text() == ""


def test_a_closed_filter_filters_nothing(desk: Desk) -> None:
    desk.filter.close()
    desk.text(RECEIPT, SCANNER_MS, end=False)
    assert desk.field.text() == RECEIPT
