"""Consent is asked for with its whole text, and declining is as easy as giving."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.session import events as ev
from core.session.states import AskingConsent
from kiosk.pages.consent import ConsentPage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, matter
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT
from ui.components.button import Button
from ui.theme import house_theme
from ui.words import house_words

STATE = AskingConsent(matter())


def buttons(stage: LiveStage) -> tuple[Button, Button]:
    give, decline = stage.find("consent:give"), stage.find("consent:decline")
    assert isinstance(give, Button)
    assert isinstance(decline, Button)
    return give, decline


@pytest.mark.parametrize("mode", ["kiosk", "elder"])
def test_the_text_whose_digest_is_kept_is_shown_whole(qtbot: QtBot, mode: str) -> None:
    stage = LiveStage(qtbot, theme=house_theme("light", mode))
    page = stage.open(ConsentPage, STATE)
    names = {label.accessibleName() for label in page.findChildren(QLabel) if label.isVisible()}
    assert house_words()("consent.face.text") in names


def test_giving_and_declining_are_told_with_the_moment(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(ConsentPage, STATE)
    stage.touch("consent:give")
    stage.touch("consent:decline")
    page.act("back")
    assert stage.told == [ev.ConsentGiven(AT), ev.ConsentDeclined(AT), ev.BackTouched()]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_both_answers_are_equal(qtbot: QtBot, size: tuple[int, int]) -> None:
    stage = LiveStage(qtbot, size=size)
    page = stage.open(ConsentPage, STATE)
    give, decline = buttons(stage)
    assert give.size() == decline.size()
    assert give.font() == decline.font()
    assert all(action.kind != "primary" for action in page.offers())


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    assert_nothing_is_cut(LiveStage(qtbot, size=size).open(ConsentPage, STATE))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = LiveStage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.open(ConsentPage, STATE))
