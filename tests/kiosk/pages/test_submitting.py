"""Nothing is received before it is durable, and nothing is lost when it could not be made so."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.session import events as ev
from core.session.states import Submitting, SubmitTrouble
from kiosk.pages.submitting import SubmittingPage, SubmitTroublePage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import LiveStage, application, filled
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, shipped_setting
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()
BUSY = Submitting(filled(SETTING), application(SETTING))
DISK = [code for code in Code if code.value.startswith("DISK-")]


def trouble(code: Code = Code.DISK_FULL) -> SubmitTrouble:
    return SubmitTrouble(BUSY.matter, BUSY.application, code)


def test_while_it_is_kept_nothing_can_be_touched(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SubmittingPage, BUSY)
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert page.offers() == []
    assert house_words()("submitting.title") in said
    assert BUSY.application.id not in said


def test_trouble_says_that_nothing_is_lost_and_offers_again(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SubmitTroublePage, trouble())
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert house_words()("error.DISK-501.title") in said
    assert house_words()("submitting.safe") in said
    assert "DISK-501" in said
    page.act("again")
    page.act("back")
    stage.touch("trouble:help")
    assert stage.told == [ev.TriedAgain(), ev.BackTouched(), ev.HelpTouched()]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("code", DISK)
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int], code: Code) -> None:
    stage = LiveStage(qtbot, size=size)
    assert_nothing_is_cut(stage.open(SubmittingPage, BUSY))
    assert_nothing_is_cut(stage.open(SubmitTroublePage, trouble(code)))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = LiveStage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.open(SubmittingPage, BUSY))
    assert_nothing_is_cut(stage.open(SubmitTroublePage, trouble()))
