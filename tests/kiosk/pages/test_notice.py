"""The one-time notice says everything before one begins."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.session.events import CodeTouched, Confirmed, PrintTouched
from core.session.states import ReadingNotice
from kiosk.page import Page
from kiosk.pages.notice import NoticePage
from kiosk.pages.notice_sheet import NoticeSheet, money, notice_sheet
from kiosk.pages.offer import offered
from kiosk.widgets.fact_row import FactRow
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import (
    LANDSCAPE,
    PHARMACY,
    PORTRAIT,
    Stage,
    all_steps,
    shipped_setting,
)
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()


def notice_of(code: str, *first: str) -> ReadingNotice:
    state = all_steps(SETTING, code, *first)[-1]
    assert isinstance(state, ReadingNotice)
    return state


NOTICE = notice_of(PHARMACY, "enterprise", "chain")


def sheet(state: ReadingNotice = NOTICE) -> NoticeSheet:
    return notice_sheet(state.matter, SETTING, house_words())


def said(page: Page) -> str:
    labels = [each for each in page.findChildren(QLabel) if each.isVisible()]
    return " ".join(label.text() for label in labels)


def test_the_drugstore_goes_from_7_to_1_from_44_to_25_and_from_50_to_38() -> None:
    figures = [(change.before, change.after) for change in sheet().changes]
    assert figures == [("7", "1"), ("44", "25"), ("50", "38")]


def test_a_figure_that_does_not_fall_shows_no_before() -> None:
    for package in offered(SETTING):
        for change in sheet(notice_of(package.code)).changes:
            now = int(change.after) if change.after.isdigit() else 0  # 当场
            assert not change.before or int(change.before) > now


def test_the_items_stand_with_their_organs_and_the_first_says_so() -> None:
    items = sheet().items
    assert [item.number for item in items] == ["1", "2", "3", "4", "5", "6", "7"]
    assert items[0].name == "分公司（门店）设立登记"
    assert [text for text, _ in items[0].chips] == ["先办"]
    assert all(item.right for item in items)
    assert sheet().order == "办好第 1 件，其余同时办"


def test_the_materials_are_counted_and_listed(qtbot: QtBot) -> None:
    assert sheet().materials.value == "1 张合并表单 + 24 份材料"
    assert len(sheet().material_rows) == 24
    stage = Stage(qtbot)
    page = stage.show(NoticePage, NOTICE)
    stage.touch("link:materials")
    assert page.texts.title == "要带的 24 份材料"
    stage.touch("link:back")
    assert "一次告知" in page.texts.title
    assert stage.told == []


def test_few_items_leave_room_for_the_materials_themselves(qtbot: QtBot) -> None:
    small = notice_of("CD-YJS-0002")
    materials = [row.name for row in sheet(small).material_rows]
    assert len(materials) + len(sheet(small).items) <= 5
    page = Stage(qtbot).show(NoticePage, small)
    shown = " ".join(row.accessibleName() for row in page.findChildren(FactRow) if row.isVisible())
    assert all(name in shown for name in materials)


def test_what_is_not_the_citys_own_is_marked(qtbot: QtBot) -> None:
    page = Stage(qtbot).show(NoticePage, NOTICE)
    assert page.texts.aside == "参考资料，未经核定"


def test_money_is_said_with_two_places() -> None:
    assert [money(fen) for fen in (0, 5, 8000, 123456)] == ["0", "0.05", "80.00", "1234.56"]


def test_fees_are_listed_with_their_basis() -> None:
    paid = [
        state
        for state in (notice_of(package.code) for package in offered(SETTING))
        if SETTING.plan_of(state.matter).fee_fen
    ]
    assert paid
    for state in paid:
        plan = SETTING.plan_of(state.matter)
        assert sheet(state).fees.value == f"{money(plan.fee_fen)} 元"
        assert all(row.line for row in sheet(state).fee_rows)


@pytest.mark.parametrize(("online", "word"), [(False, "现在没网也能办"), (True, "现在就能办")])
def test_it_says_what_works_with_and_without_network(qtbot: QtBot, online: bool, word: str) -> None:
    page = Stage(qtbot, is_online=online).show(NoticePage, NOTICE)
    assert word in said(page)


def test_the_actions_print_take_along_and_begin(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(NoticePage, NOTICE)
    assert [action.key for action in page.offers()] == ["print", "code", "begin"]
    assert [action.kind for action in page.offers()].count("primary") == 1
    for action in page.offers():
        page.act(action.key)
    assert stage.told == [PrintTouched(), CodeTouched(), Confirmed()]


def test_the_code_takes_the_place_of_the_notice_and_closes_again(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(NoticePage, replace(NOTICE, shows_code=True))
    assert "code:notice" in stage.names()
    assert page.offers()[1].text == "收起二维码"
    stage.touch("link:back")
    assert stage.told == [CodeTouched()]
    page.show_state(NOTICE)
    assert "code:notice" not in stage.names()


def test_a_printer_that_fails_is_said_with_its_code_and_the_other_way(qtbot: QtBot) -> None:
    failed = replace(NOTICE, fault=Code.PRINTER_NO_PAPER)
    page = Stage(qtbot).show(NoticePage, failed)
    assert "PRN-302" in said(page)
    assert "扫码带走" in said(page)


def test_a_printed_notice_says_so(qtbot: QtBot) -> None:
    page = Stage(qtbot).show(NoticePage, replace(NOTICE, printed=True))
    assert "须知已打印" in said(page)
    assert page.offers()[0].text == "再打一份"


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut_on_the_notice_of_any_package(qtbot: QtBot, size: tuple[int, int]) -> None:
    for package in offered(SETTING):
        stage = Stage(qtbot, size=size)
        state = notice_of(package.code)
        assert_nothing_is_cut(stage.show(NoticePage, state))
        failed = replace(state, fault=Code.PRINTER_NO_PAPER)
        assert_nothing_is_cut(stage.show(NoticePage, failed))
        assert_nothing_is_cut(stage.show(NoticePage, replace(failed, shows_code=True)))


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut_in_the_lists(qtbot: QtBot, size: tuple[int, int]) -> None:
    stage = Stage(qtbot, size=size)
    page = stage.show(NoticePage, NOTICE)
    stage.touch("link:materials")
    assert_nothing_is_cut(page)
    stage.touch("page:next")
    assert_nothing_is_cut(page)


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    stage = Stage(qtbot, theme=theme, is_low=mode == "low")
    assert_nothing_is_cut(stage.show(NoticePage, NOTICE))
    assert_nothing_is_cut(stage.show(NoticePage, replace(NOTICE, shows_code=True)))
