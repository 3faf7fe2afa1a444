"""Searching: every key is told, what is found can be touched."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.search import find
from core.session.events import BackTouched, DepartmentTouched, PackageChosen, QueryTyped
from core.session.states import Searching
from kiosk.pages.search import SearchPage
from kiosk.widgets.list_row import ListRow
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PHARMACY, PORTRAIT, Stage
from ui.theme import house_theme


def rows(stage: Stage) -> list[str]:
    found = stage.frame.findChildren(ListRow)
    return [row.objectName() for row in found if not row.isHidden()]


def test_every_key_tells_the_whole_query(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(SearchPage, Searching())
    for key in "YK":
        stage.touch(f"key:{key}")
    page.show_state(Searching("yk"))
    stage.touch("key:backspace")
    assert stage.told == [QueryTyped("y"), QueryTyped("yk"), QueryTyped("y")]


def test_showing_a_query_tells_nothing(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching("ykyd"))
    assert stage.told == []


def test_the_drugstore_is_found_by_its_first_letters(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching("ykyd"))
    assert rows(stage)[0] == f"package:{PHARMACY}"
    stage.touch(f"package:{PHARMACY}")
    assert isinstance(stage.told[0], PackageChosen)
    assert (stage.told[0].code, bool(stage.told[0].id)) == (PHARMACY, True)


def test_the_letters_that_were_hit_are_marked(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching("ykyd"))
    hit = find(stage.context().index(), "ykyd", 1)[0]
    assert hit.hit_positions == (1, 2, 3, 4)
    marked = stage.find(f"package:{PHARMACY}").grab().toImage()
    other = Stage(qtbot)
    other.show(SearchPage, Searching("wykyd"))
    assert other.find(f"package:{PHARMACY}").grab().toImage() != marked


def test_at_most_four_rows_are_shown(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching("d"))
    assert 0 < len(rows(stage)) <= 4


def test_nothing_typed_shows_what_is_often_wanted(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching())
    assert f"package:{PHARMACY}" in rows(stage)


def test_nothing_found_offers_two_other_ways(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(SearchPage, Searching("qqqqqqq"))
    assert rows(stage) == []
    stage.touch("link:by_department")
    stage.touch("link:by_life")
    assert stage.told == [DepartmentTouched(), BackTouched()]


def test_the_keyboard_can_be_put_away_and_taken_back(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(SearchPage, Searching())
    wanted: list[QWidget | None] = []
    page.keyboard_wanted.connect(wanted.append)
    stage.touch("key:close")
    stage.touch("link:keyboard")
    assert wanted == [None, page.keyboard()]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("query", ["", "ykyd", "d", "qqqqqqq"])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int], query: str) -> None:
    stage = Stage(qtbot, size=size)
    assert_nothing_is_cut(stage.show(SearchPage, Searching(query)))


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut_beside_the_keyboard_of_hanzi(qtbot: QtBot, size: tuple[int, int]) -> None:
    stage = Stage(qtbot, size=size)
    page = stage.show(SearchPage, Searching("d"))
    page.keyboard_wanted.connect(stage.frame.set_keyboard)
    tall = page.height()
    stage.touch("key:hanzi")
    assert page.height() < tall
    assert_nothing_is_cut(page)


def test_nothing_is_cut_in_elder_mode(qtbot: QtBot) -> None:
    stage = Stage(qtbot, theme=house_theme("light", "elder"))
    assert_nothing_is_cut(stage.show(SearchPage, Searching("d")))
