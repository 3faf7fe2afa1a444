"""The day's cases: masked rows, the right words for how far they were sent, filters, search."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from agent_desk.context import Book
from agent_desk.pages.case_table import CaseTablePage, Scope
from core.errors import Code
from tests.agent_desk.stage import (
    NOW,
    TODAY,
    Told,
    a_case,
    a_queue,
    a_row,
    assert_words_have_room,
    named,
    texts,
    touch,
)
from ui.components import DataTable
from ui.screenshots import settle

BOOK = Book(
    cases=(
        a_case(1),
        a_case(2, state="stored", official_no="430702-YJS-26-000001", mandated=False),
        a_case(3, state="quarantined", due="2026-11-25"),
        a_case(4, state="received", package_name="生育登记", channel="kiosk", mandated=False),
        a_case(5, state="supplement_once", due="2026-11-20"),
        a_case(6, created_at=(NOW - timedelta(days=3)).isoformat()),
    ),
    rows=(
        a_row(3, state="quarantined", code="case.broken"),
        a_row(1),
        a_row(2, state="stored", attachments_waiting=2),
        a_row(6),
    ),
    queue=a_queue(),
)


@pytest.fixture
def make_page(qtbot: QtBot) -> Callable[..., CaseTablePage]:
    def make(key: str = "day", book: Book = BOOK) -> CaseTablePage:
        since = {"day": lambda: TODAY, "all": lambda: None}[key]
        page = CaseTablePage(Told().context(), Scope(key, since))
        qtbot.addWidget(page)
        page.resize(1202, 738)
        page.show()
        page.show_book(book)
        settle(page)
        return page

    return make


def cells(page: CaseTablePage) -> list[list[str]]:
    table = named(page, "table:cases")
    assert isinstance(table, DataTable)
    model = table.model()
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def sync_words(page: CaseTablePage) -> list[str]:
    return [row[-1] for row in cells(page)]


def test_the_day_shows_todays_cases_masked(make_page: Callable[..., CaseTablePage]) -> None:
    rows = cells(make_page())
    assert len(rows) == 5
    assert {row[1] for row in rows} == {"测**"}
    assert rows[0][0] == "261123-100001-X"
    assert rows[0][3] == "代办"
    assert rows[1][3] == "本人"
    assert rows[3][3] == "自助"
    assert rows[0][7] == "2/3"


def test_all_shows_older_ones_too(make_page: Callable[..., CaseTablePage]) -> None:
    assert len(cells(make_page("all"))) == 6


def test_how_far_a_case_was_sent_is_said_in_four_words(
    make_page: Callable[..., CaseTablePage],
) -> None:
    assert sync_words(make_page()) == ["等联网", "接着传", "隔离", "已签收", "已签收"]


def test_what_is_left_counts_working_days(make_page: Callable[..., CaseTablePage]) -> None:
    rows = cells(make_page())
    assert [row[6] for row in rows] == ["剩 9 天", "剩 9 天", "剩 2 天", "剩 9 天", "超 1 天"]
    assert rows[0][5] == "12-04"


def test_a_case_that_has_ended_is_due_no_more(make_page: Callable[..., CaseTablePage]) -> None:
    ended = replace(BOOK, cases=(a_case(1, state="certificate_made"),))
    assert cells(make_page(book=ended))[0][5:7] == ["—", "—"]


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("all", [1, 2, 3, 4, 5]),
        ("mend", [5]),
        ("soon", [3, 5]),
        ("waiting", [1, 2]),
        ("quarantined", [3]),
    ],
)
def test_a_filter_holds_as_many_as_its_chip_says(
    make_page: Callable[..., CaseTablePage], key: str, numbers: list[int]
) -> None:
    page = make_page()
    assert page.filter_button(key).accessibleName().endswith(f" {len(numbers)}")
    touch(page, f"filter:{key}")
    assert [case.id for case in page.cases()] == [f"case-{number}" for number in numbers]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("100004", [4]),
        ("000001", [2]),
        ("生育", [4]),
        ("sydj", [1, 2, 3, 4, 5]),  # 失业登记 and 生育登记
        ("sydjhjy", [1, 2, 3, 5]),
        ("测", [1, 2, 3, 4, 5]),
        ("没有这样的", []),
    ],
)
def test_a_case_is_found_by_number_name_or_first_letters(
    make_page: Callable[..., CaseTablePage], query: str, numbers: list[int]
) -> None:
    page = make_page()
    page._search.set_text(query)
    page._search.edited.emit(query)
    assert [case.id for case in page.cases()] == [f"case-{number}" for number in numbers]


def test_the_side_panel_shows_the_next_step(make_page: Callable[..., CaseTablePage]) -> None:
    page = make_page()
    shown = texts(page)
    assert "已收件，委托书已签" in shown
    assert "等联网，自动送市平台" in shown
    assert "补 1 份承诺后补的材料" in shown


def test_a_case_is_opened_from_the_side_panel(
    make_page: Callable[..., CaseTablePage], qtbot: QtBot
) -> None:
    page = make_page()
    with qtbot.waitSignal(page.asked) as asked:
        touch(page, "action:open")
    assert asked.args == ["case:case-1"]


def test_an_empty_day_says_how_to_begin(make_page: Callable[..., CaseTablePage]) -> None:
    assert "今天还没有收件。按 F2 新收一件。" in texts(make_page(book=Book()))


def test_a_disk_that_cannot_be_read_is_said_with_its_code(
    make_page: Callable[..., CaseTablePage],
) -> None:
    page = make_page(book=Book(code=Code.DISK_FAULT))
    assert any("DISK-502" in text for text in texts(page))


def test_nothing_is_cut_and_a_wide_screen_has_more_columns(
    make_page: Callable[..., CaseTablePage],
) -> None:
    page = make_page()
    assert_words_have_room(page)
    narrow = len(cells(page)[0])
    page.resize(1756, 1050)
    page.set_wide(True)
    assert len(cells(page)[0]) == narrow + 2
    assert cells(page)[1][1] == "430702-YJS-26-000001"
    assert_words_have_room(page)
