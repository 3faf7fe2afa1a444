"""The layout check itself: it finds what it is there for."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.kiosk.layout import assert_nothing_is_cut


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(400, 300)
    return page


def label_on(page: QWidget, text: str, *place: int) -> QLabel:
    label = QLabel(text, page)
    label.setGeometry(*place)
    return label


def test_a_page_in_order_passes(page: QWidget) -> None:
    label_on(page, "好", 0, 0, 200, 60)
    label_on(page, "也好", 0, 60, 200, 60)
    assert_nothing_is_cut(page)


def test_words_without_room_are_found(page: QWidget) -> None:
    label_on(page, "一句放不下的话，放不下就要说", 0, 0, 40, 60)
    with pytest.raises(AssertionError, match="needs"):
        assert_nothing_is_cut(page)


def test_wrapped_words_without_height_are_found(page: QWidget) -> None:
    label_on(page, "一句放不下的话，放不下就要说。" * 4, 0, 0, 120, 40).setWordWrap(True)
    with pytest.raises(AssertionError, match="needs"):
        assert_nothing_is_cut(page)


def test_what_leaves_the_page_is_found(page: QWidget) -> None:
    label_on(page, "好", 300, 0, 200, 60)
    with pytest.raises(AssertionError, match="leaves"):
        assert_nothing_is_cut(page)


def test_words_over_words_are_found(page: QWidget) -> None:
    label_on(page, "好", 0, 0, 200, 60)
    label_on(page, "也好", 100, 30, 200, 60)
    with pytest.raises(AssertionError, match="overlap"):
        assert_nothing_is_cut(page)


def test_a_target_too_small_for_a_finger_is_found(page: QWidget) -> None:
    QPushButton("好", page).setGeometry(0, 0, 200, 40)
    with pytest.raises(AssertionError, match="only"):
        assert_nothing_is_cut(page)
