"""The page of one case: its numbers, and what the city told of it."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from agent_desk.context import Book
from agent_desk.pages.case import CasePage
from core.ports import CaseNote, CaseView
from tests.agent_desk.stage import NOW, Told, a_case, a_queue, assert_words_have_room, texts
from ui.screenshots import settle

AT = NOW.isoformat(timespec="seconds")
NOTES = (
    CaseNote("message", "", ("最早的一条",), AT),
    CaseNote("notice", "请补正两份材料", ("平面图要标明面积", "租赁合同要签名"), AT, "2026-12-10"),
    CaseNote("message", "约现场勘查", ("周三上午九点",), AT),
    CaseNote("result", "许可证已制好", ("到 3 号窗口领取",), AT, ref="T-2026-000001"),
)
CASE = a_case(1, state="reviewing", official_no="430702-YJS-26-000001", notes=NOTES)


def page_of(qtbot: QtBot, case: CaseView, size: tuple[int, int] = (1202, 738)) -> CasePage:
    page = CasePage(Told().context())
    qtbot.addWidget(page)
    page.resize(*size)
    page.open(case.id)
    page.show()
    page.show_book(Book(cases=(case,), queue=a_queue()))
    settle(page)
    return page


def test_a_case_shows_the_newest_of_what_the_city_told(qtbot: QtBot) -> None:
    page = page_of(qtbot, CASE)
    shown = "\n".join(texts(page))
    for part in ("许可证已制好", "T-2026-000001", "周三上午九点", "平面图要标明面积", "2026-12-10"):
        assert part in shown
    assert "最早的一条" not in shown
    assert_words_have_room(page)


def test_a_case_of_which_nothing_was_told_has_no_box_for_it(qtbot: QtBot) -> None:
    page = page_of(qtbot, replace(CASE, notes=()))
    assert page.findChild(type(page), "card:notes") is None
    assert "市平台告知" not in "\n".join(texts(page))
