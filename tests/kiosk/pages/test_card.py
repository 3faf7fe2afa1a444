"""The card is asked for, read, or could not be used."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.session import events as ev
from core.session.states import AwaitingCard, CardTrouble, Purpose
from kiosk.page import Page
from kiosk.pages.card import AwaitCardPage, CardTroublePage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import LiveStage, matter
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT
from ui.theme import house_theme
from ui.words import house_words

READER_CODES = [code for code in Code if code.value.startswith("CARD-")]


def said(page: Page) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_has_its_own_question(qtbot: QtBot, purpose: Purpose) -> None:
    page = LiveStage(qtbot).open(AwaitCardPage, AwaitingCard(purpose, matter()))
    assert page.texts.title == house_words()(f"card.{purpose.value}.title")
    assert house_words()(f"card.privacy.{purpose.value}") in said(page)


def test_without_a_card_there_is_another_way_to_apply(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(AwaitCardPage, AwaitingCard(Purpose.APPLY, matter()))
    assert [action.key for action in page.offers()] == ["back", "other"]
    page.act("other")
    page.act("back")
    assert stage.told == [ev.OtherWayTouched(), ev.BackTouched()]


@pytest.mark.parametrize("purpose", [Purpose.AGENT, Purpose.MY_CASES])
def test_there_is_no_other_way_to_be_somebody(qtbot: QtBot, purpose: Purpose) -> None:
    page = LiveStage(qtbot).open(AwaitCardPage, AwaitingCard(purpose, matter()))
    assert [action.key for action in page.offers()] == ["back"]


def test_it_says_that_it_reads(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(AwaitCardPage, AwaitingCard(Purpose.APPLY, matter()))
    assert "正在读卡" not in said(page)
    page.show_state(AwaitingCard(Purpose.APPLY, matter(), is_reading=True))
    assert "正在读卡" in said(page)


def test_a_reader_out_of_order_is_told_with_its_code(qtbot: QtBot) -> None:
    state = AwaitingCard(Purpose.APPLY, matter(), reader_fault=Code.READER_ABSENT)
    page = LiveStage(qtbot).open(AwaitCardPage, state)
    assert house_words()("error.CARD-112.title") in said(page)
    assert "CARD-112" in said(page)


def test_looking_at_cases_is_no_step_of_an_application(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    assert stage.open(AwaitCardPage, AwaitingCard(Purpose.MY_CASES)).step is None
    assert stage.open(AwaitCardPage, AwaitingCard(Purpose.APPLY, matter())).step == 3


def test_trouble_offers_again_another_way_and_a_person(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(CardTroublePage, CardTrouble(Purpose.APPLY, Code.CARD_PULLED, matter()))
    stage.touch("trouble:other")
    stage.touch("trouble:help")
    page.act("again")
    page.act("back")
    assert stage.told == [
        ev.OtherWayTouched(),
        ev.HelpTouched(),
        ev.TriedAgain(),
        ev.BackTouched(),
    ]
    assert "CARD-104" in said(page)
    assert "12345" in said(page)


def test_trouble_with_an_agents_card_has_no_other_way(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(CardTroublePage, CardTrouble(Purpose.AGENT, Code.MANDATE_SAME_PERSON, matter()))
    assert "trouble:other" not in stage.names()


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("code", [None, *READER_CODES])
def test_nothing_is_cut_whatever_went_wrong(
    qtbot: QtBot, size: tuple[int, int], code: Code | None
) -> None:
    stage = LiveStage(qtbot, size=size)
    waiting = AwaitingCard(Purpose.APPLY, matter(), reader_fault=code)
    assert_nothing_is_cut(stage.open(AwaitCardPage, waiting))
    if code is not None:
        trouble = CardTrouble(Purpose.APPLY, code, matter())
        assert_nothing_is_cut(stage.open(CardTroublePage, trouble))


@pytest.mark.parametrize("mode", ["elder", "low"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str, purpose: Purpose) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = LiveStage(qtbot, theme=theme, is_low=mode == "low")
    for reading in (False, True):
        state = AwaitingCard(purpose, matter(), is_reading=reading)
        assert_nothing_is_cut(stage.open(AwaitCardPage, state))
    trouble = CardTrouble(purpose, Code.CARD_MUTE, matter())
    assert_nothing_is_cut(stage.open(CardTroublePage, trouble))
