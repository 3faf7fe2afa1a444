"""A way that ends says why and what to do instead."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.session.events import BackTouched, HelpTouched
from core.session.states import Refused
from kiosk.pages.refused import RefusedPage, reason_text
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PHARMACY, PORTRAIT, Stage, shipped_setting
from ui.theme import house_theme
from ui.words import house_words


def test_a_word_key_becomes_its_sentence_and_a_text_stays() -> None:
    words = house_words()
    assert reason_text("refused.too_young", words) == words("refused.too_young")
    assert reason_text("并入“开办企业”，请选那一件。", words) == "并入“开办企业”，请选那一件。"


def test_every_refusal_of_the_catalogue_is_a_sentence() -> None:
    for package in shipped_setting().catalogue.packages:
        for question in package.questions:
            for option in question.options:
                reason = option.effect.refuse
                assert not reason or reason_text(reason, house_words()).endswith("。")


def test_it_shows_the_reason_and_tells_back_or_help(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(RefusedPage, Refused(PHARMACY, "refused.too_young"))
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert house_words()("refused.too_young") in texts
    for action in page.offers():
        page.act(action.key)
    assert stage.told == [HelpTouched(), BackTouched()]


CLOSED = [
    Refused(PHARMACY, f"error.{code.value}.line", code)
    for code in (Code.DATABASE_COPIED, Code.TERMINAL_REVOKED)
]


def test_a_terminal_that_takes_nothing_says_why_what_to_do_and_whom_to_call(qtbot: QtBot) -> None:
    words = house_words()
    for state in CLOSED:
        page = Stage(qtbot).show(RefusedPage, state)
        said = " ".join(label.text() for label in page.findChildren(QLabel))
        assert state.code is not None
        for part in ("title", "line", "do1", "do2"):
            assert words(f"error.{state.code.value}.{part}") in said
        assert state.code.value in said
        assert "12345" in said


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("state", CLOSED, ids=lambda state: state.code.value)
@pytest.mark.parametrize("mode", ["standard", "elder", "low"])
def test_nothing_is_cut_where_a_terminal_takes_nothing(
    qtbot: QtBot, size: tuple[int, int], state: Refused, mode: str
) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    if mode != "standard" and size == LANDSCAPE:
        return
    stage = Stage(qtbot, size=size, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.show(RefusedPage, state))


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    long = "这件事已经并入另一件事，请按新的名字办。" * 3
    for reason in ("refused.too_young", long):
        stage = Stage(qtbot, size=size)
        assert_nothing_is_cut(stage.show(RefusedPage, Refused(PHARMACY, reason)))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = Stage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.show(RefusedPage, Refused(PHARMACY, "refused.too_young")))
