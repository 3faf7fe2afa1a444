"""Help says whom to call and leads back."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.session.events import BackTouched
from core.session.states import Helping, Idle
from kiosk.pages.help import HelpPage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, Stage
from ui.theme import house_theme


def test_it_names_the_number_and_this_terminal_and_leads_back(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(HelpPage, Helping(Idle()))
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "12345" in said
    assert stage.setting.terminal.code in said
    page.act(page.offers()[0].key)
    assert stage.told == [BackTouched()]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    assert_nothing_is_cut(Stage(qtbot, size=size).show(HelpPage, Helping(Idle())))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = Stage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.show(HelpPage, Helping(Idle())))
