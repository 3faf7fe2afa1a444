"""Steps of a walk that look and do not touch."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.walk import Stage, Walk, read_steps


@pytest.fixture
def walk(qtbot: QtBot, tmp_path: Path) -> Walk:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    seen, hidden, painted = QLabel("代码 CARD-104"), QLabel("代码 CARD-105"), QWidget()
    painted.setAccessibleName("等市平台确认")
    painted.setFixedSize(40, 40)
    for widget in (seen, hidden, painted):
        column.addWidget(widget)
    hidden.hide()
    window.show()
    qtbot.waitExposed(window)
    return Walk(Stage(window, tmp_path, lambda: "Idle", lambda _: None), [])


def test_it_reads_a_part_of_what_is_to_be_seen(walk: Walk) -> None:
    assert walk.read("CARD-104")
    assert walk.read("市平台")


def test_it_does_not_read_what_is_hidden_or_not_there(walk: Walk) -> None:
    assert not walk.read("CARD-105")
    assert not walk.read("CARD-106")


def test_a_text_to_read_may_hold_blanks() -> None:
    (step,) = read_steps("read 代码 CARD-104  # why")
    assert (step.verb, step.noun) == ("read", "代码 CARD-104")
