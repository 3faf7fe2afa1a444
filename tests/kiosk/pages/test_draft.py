"""A draft that was found is offered, and nothing of it is shown."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.ports import Attachment, Draft, DraftPages
from core.session import events as ev
from core.session.states import ResumingDraft
from kiosk.pages.draft import ResumeDraftPage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, matter
from tests.kiosk.pages.stage import ID, LANDSCAPE, PHARMACY, PORTRAIT
from ui.theme import house_theme

FIELDS = {"shop_name": "测试大药房", "shop_address": "", "manager_phone": "13800001234"}
PAGES = DraftPages("M01", False, (Attachment("M01", "image/jpeg", b"one"),) * 3)
STATE = ResumingDraft(matter(), Draft(ID, PHARMACY, "2026-11-22T20:11:00+00:00", FIELDS, (PAGES,)))


def test_it_says_when_and_how_much_but_not_what(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(ResumeDraftPage, STATE)
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "2026 年 11 月 22 日 20:11" in said
    assert "2 项" in said
    assert "3 张" in said
    assert "13800001234" not in said
    assert "测试大药房" not in said


def test_going_on_beginning_anew_and_back_are_told(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(ResumeDraftPage, STATE)
    for action in page.offers():
        page.act(action.key)
    assert stage.told == [ev.BackTouched(), ev.OtherWayTouched(), ev.Confirmed(AT)]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    assert_nothing_is_cut(LiveStage(qtbot, size=size).open(ResumeDraftPage, STATE))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = LiveStage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.open(ResumeDraftPage, STATE))
