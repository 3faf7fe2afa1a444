"""The choosing pages show the question and its effect, and tell what was touched."""

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.catalogue import Subject
from core.session.events import BackTouched, Confirmed, OptionTouched
from core.session.states import Answering, ChoosingOrgan, ChoosingSubject, ReadingNotice, State
from kiosk.pages.choosing import AnsweringPage, ChoosingPage, OrganPage, SubjectPage
from kiosk.pages.counties import MANY, county_names
from kiosk.pages.offer import offered
from kiosk.pages.option_sheet import sheet_of
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import (
    LANDSCAPE,
    PHARMACY,
    PORTRAIT,
    Stage,
    all_steps,
    shipped_setting,
    step,
)
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()
STEPS = all_steps(SETTING, PHARMACY, "enterprise", "chain")
SUBJECT, QUESTION = STEPS[0], STEPS[2]
ORGAN = next(state for state in STEPS if isinstance(state, ChoosingOrgan))


def page_of(state: State) -> type[ChoosingPage]:
    if isinstance(state, ChoosingSubject):
        return SubjectPage
    return OrganPage if isinstance(state, ChoosingOrgan) else AnsweringPage


def figures(state: State) -> tuple[int, int, int]:
    assert isinstance(state, ChoosingSubject | Answering | ChoosingOrgan)
    plan = sheet_of(state, SETTING, house_words()).plan
    return len(plan.items), plan.after.materials, plan.after.days


def test_a_touched_option_is_told_and_not_yet_confirmed(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(AnsweringPage, QUESTION)
    stage.touch("option:chain")
    assert stage.told == [OptionTouched("chain")]


def test_the_chosen_option_alone_is_marked(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, QUESTION)
    for code in ("chain", "trader"):
        page.show_state(step(QUESTION, OptionTouched(code), SETTING))
        for each in ("chain", "single", "trader"):
            option = stage.find(f"option:{each}")
            assert isinstance(option, QAbstractButton)
            assert option.isChecked() is (each == code)


def test_a_touch_keeps_the_widgets_that_are_there(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, QUESTION)
    before = stage.find("option:single")
    page.show_state(step(QUESTION, OptionTouched("single"), SETTING))
    assert stage.find("option:single") is before


def test_confirming_waits_for_a_choice_and_says_so(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, QUESTION)
    waiting = page.offers()[-1]
    assert (waiting.kind, waiting.enabled) == ("primary", False)
    assert waiting.reason == "请先选一项"
    page.show_state(step(QUESTION, OptionTouched("chain"), SETTING))
    assert page.offers()[-1].enabled


def test_the_actions_tell_on_and_back(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, QUESTION)
    page.act("confirm")
    page.act("back")
    stage.touch("link:change")
    assert stage.told == [Confirmed(), BackTouched(), BackTouched()]


def test_the_figures_follow_the_touched_option(qtbot: QtBot) -> None:
    chain = step(QUESTION, OptionTouched("chain"), SETTING)
    trader = step(QUESTION, OptionTouched("trader"), SETTING)
    assert figures(chain) == (7, 25, 38)
    assert figures(trader) != figures(chain)
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, chain)
    assert [number for number, _, _ in page.figures] == ["7", "25", "38"]
    page.show_state(trader)
    assert [int(number) for number, _, _ in page.figures] == list(figures(trader))


def test_the_questions_are_counted_with_subject_and_organ() -> None:
    pages = [state for state in STEPS if not getattr(state, "chosen", "") or state is ORGAN]
    sheets = [
        sheet_of(state, SETTING, house_words())
        for state in pages
        if isinstance(state, ChoosingSubject | Answering | ChoosingOrgan)
    ]
    assert [sheet.number for sheet in sheets] == list(range(1, len(sheets) + 1))
    assert sheets[-1].count == len(sheets)


def test_what_was_chosen_before_is_shown_in_order() -> None:
    assert isinstance(ORGAN, ChoosingOrgan)
    taken = sheet_of(ORGAN, SETTING, house_words()).taken
    assert taken[:2] == ("由企业来办", "连锁门店")
    assert len(taken) == sheet_of(ORGAN, SETTING, house_words()).number - 1


def test_the_nearest_organ_comes_first_and_is_chosen(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(OrganPage, ORGAN)
    assert isinstance(ORGAN, ChoosingOrgan)
    sheet = sheet_of(ORGAN, SETTING, house_words())
    assert sheet.choices[0].code == ORGAN.chosen == "CD-430702-ZWFW"
    assert sheet.choices[0].chip == "最近"
    first = stage.find("option:CD-430702-ZWFW")
    assert isinstance(first, QAbstractButton)
    assert first.isChecked()


def test_an_organ_of_another_page_can_be_reached_and_chosen(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(OrganPage, ORGAN)
    last = sheet_of(ORGAN, SETTING, house_words()).choices[-1].code
    assert f"option:{last}" not in stage.names()
    for _ in range(20):
        if f"option:{last}" in stage.names():
            break
        stage.touch("page:next")
    stage.touch(f"option:{last}")
    assert stage.told == [OptionTouched(last)]


def test_a_long_list_of_organs_is_chosen_by_county(qtbot: QtBot) -> None:
    steps = all_steps(SETTING, "CD-YJS-0002")
    organ = next(state for state in steps if isinstance(state, ChoosingOrgan))
    choices = sheet_of(organ, SETTING, house_words()).choices
    assert len(choices) > MANY
    stage = Stage(qtbot)
    page = stage.show(OrganPage, organ)
    assert f"option:{organ.chosen}" in stage.names()
    stage.touch("link:county")
    assert_nothing_is_cut(page)
    other = next(choice for choice in choices if choice.county == "430703")
    stage.touch("county:430703")
    stage.touch(f"option:{other.code}")
    assert stage.told == [OptionTouched(other.code)]
    page.show_state(step(organ, OptionTouched(other.code), SETTING))
    chosen = stage.find(f"option:{other.code}")
    assert isinstance(chosen, QAbstractButton)
    assert chosen.isChecked()
    assert other.title in page.texts.hint


def test_the_counties_are_named_by_their_organs() -> None:
    names = county_names(SETTING.catalogue)
    assert (names["430700"], names["430702"], names["430726"]) == ("常德市", "武陵区", "石门县")
    assert len(names) == 11


def test_an_option_that_ends_the_way_says_so_instead_of_figures(qtbot: QtBot) -> None:
    refusing = [
        (package, question, option)
        for package in SETTING.catalogue.packages
        for question in package.questions
        for option in question.options
        if option.effect.refuse and question is package.questions[0]
    ]
    assert refusing
    package, question, option = refusing[0]
    steps = all_steps(SETTING, package.code)
    asked = next(
        each for each in steps if isinstance(each, Answering) and each.question == question.code
    )
    stage = Stage(qtbot)
    page = stage.show(AnsweringPage, step(asked, OptionTouched(option.code), SETTING))
    assert page.figures == ()
    assert page.offers()[-1].text == "确认，看怎么办"


def test_every_subject_has_words() -> None:
    words = house_words()
    for subject in Subject:
        assert words(f"choosing.subject.{subject.value}.title")
        assert words(f"choosing.subject.{subject.value}.meaning")
        assert words(f"row.subject.{subject.value}")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut_on_any_question_of_any_package(qtbot: QtBot, size: tuple[int, int]) -> None:
    for package in offered(SETTING):
        stage = Stage(qtbot, size=size)
        for state in all_steps(SETTING, package.code):
            if not isinstance(state, ReadingNotice):
                assert_nothing_is_cut(stage.show(page_of(state), state))


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = Stage(qtbot, theme=theme, is_low=mode == "low")
    for state in (SUBJECT, QUESTION, ORGAN):
        assert_nothing_is_cut(stage.show(page_of(state), state))
