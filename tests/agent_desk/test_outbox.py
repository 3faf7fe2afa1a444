"""The outbox: how many, how much, how old, and what is broken; never hidden."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from agent_desk.context import Book
from agent_desk.figures import age_words, short_number, size_words
from agent_desk.pages.outbox import OutboxPage
from agent_desk.status import left_parts
from core.errors import Code
from core.ports import Mended
from tests.agent_desk.stage import (
    NOW,
    WORDS,
    Told,
    a_case,
    a_queue,
    a_row,
    assert_words_have_room,
    named,
    texts,
    touch,
)
from ui.components import Button, DataTable
from ui.screenshots import settle

BOOK = Book(
    cases=(a_case(1), a_case(2), a_case(3)),
    rows=(
        a_row(2, state="quarantined", code="case.organ_unknown"),
        a_row(1, state="stored", attachments_waiting=2, attempts=1),
        a_row(3, created_at=(NOW - timedelta(minutes=40)).isoformat()),
        a_row(9, receipt_no="", type="rating.give", size=812),
    ),
    queue=a_queue(),
)


@pytest.fixture
def make_page(qtbot: QtBot) -> Callable[[Book], OutboxPage]:
    def make(book: Book) -> OutboxPage:
        page = OutboxPage(Told().context())
        qtbot.addWidget(page)
        page.resize(1202, 738)
        page.show()
        page.show_book(book)
        settle(page)
        return page

    return make


def cells(table: DataTable) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_four_figures_say_count_bytes_oldest_and_broken(
    make_page: Callable[[Book], OutboxPage],
) -> None:
    page = make_page(BOOK)
    shown = {key: card.value() for key, card in page.figures.items()}
    assert shown == {
        "count": "17 件",
        "size": "42.6 MB",
        "oldest": "2 天 3 小时",
        "quarantined": "1 件",
    }


def test_every_waiting_row_is_there_with_its_size_age_and_word(
    make_page: Callable[[Book], OutboxPage],
) -> None:
    page = make_page(BOOK)
    rows = cells(page.table)
    assert [row[-1] for row in rows] == ["隔离", "接着传", "等联网", "等联网"]
    assert rows[1][0] == "261123-100001-X"
    assert rows[1][3] == "1.9 MB"
    assert rows[1][5] == "还差 2 个附件"
    assert rows[2][4] == "40 分钟"
    assert rows[3][:2] == ["评价 9", "好差评"]
    assert rows[3][3] == "1 KB"


def test_a_broken_case_is_shown_on_top_with_its_code(
    make_page: Callable[[Book], OutboxPage],
) -> None:
    page = make_page(BOOK)
    assert named(page, "outbox:broken")
    assert any("case.organ_unknown" in text for text in texts(page))
    assert any("261123-100002-X" in text and "退回" in text for text in texts(page))


def test_an_empty_outbox_says_so_and_names_no_age(
    make_page: Callable[[Book], OutboxPage],
) -> None:
    page = make_page(Book(queue=a_queue(count=0, octets=0, oldest="", quarantined=0, online=True)))
    assert page.figures["count"].value() == "0 件"
    assert page.figures["oldest"].value() == "—"
    assert "都已送达，没有待发的。" in texts(page)
    assert not any(w.isVisible() for w in page.findChildren(type(page._broken), "outbox:broken"))


def test_trying_now_wakes_the_link(make_page: Callable[[Book], OutboxPage], qtbot: QtBot) -> None:
    page = make_page(BOOK)
    with qtbot.waitSignal(page.asked) as asked:
        touch(page, "action:retry")
    assert asked.args == ["retry"]


def test_nothing_is_cut(make_page: Callable[[Book], OutboxPage]) -> None:
    page = make_page(BOOK)
    assert_words_have_room(page)
    page.resize(1756, 1050)
    page.set_wide(True)
    assert_words_have_room(page)


def test_the_status_bar_says_the_same_in_one_line() -> None:
    texts = [part.text for part in left_parts(a_queue(), NOW, Told().context())]
    assert texts == [
        "未联网 2 天 3 小时",
        "待发 17 件　42.6 MB，最早一件 2 天 3 小时前",
        "隔离 1 件",
    ]
    roles = [part.role for part in left_parts(a_queue(), NOW, Told().context())]
    assert roles == ["offline", "text", "error"]


@pytest.mark.parametrize("code", [Code.DATABASE_COPIED, Code.TERMINAL_REVOKED])
def test_a_desk_that_may_take_nothing_says_so_and_what_staff_do(
    make_page: Callable[[Book], OutboxPage], code: Code
) -> None:
    queue = a_queue(closed=code)
    last = left_parts(queue, NOW, Told().context())[-1]
    assert (last.key, last.role) == ("closed", "error")
    assert code.value in last.text
    page = make_page(replace(BOOK, queue=queue))
    assert named(page, "outbox:closed")
    assert WORDS(f"desk.outbox.closed_{code.value}") in texts(page)
    assert any(code.value in text for text in texts(page))
    assert_words_have_room(page)
    page.show_book(BOOK)
    assert not page.findChildren(type(page._closed), "outbox:closed")[0].isVisible()


def test_a_quarantine_of_none_is_said_too() -> None:
    queue = a_queue(quarantined=0, count=0, online=True)
    texts = [part.text for part in left_parts(queue, NOW, Told().context())]
    assert texts == ["已联网", "待发 0 件", "隔离 0 件"]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(minutes=59), "59 分钟"),
        (timedelta(hours=1, minutes=59), "1 小时"),
        (timedelta(days=2), "2 天"),
        (timedelta(days=2, hours=3, minutes=59), "2 天 3 小时"),
        (timedelta(seconds=-5), "不到 1 分钟"),
    ],
)
def test_an_age_is_said_in_its_two_largest_parts(length: timedelta, text: str) -> None:
    assert age_words((NOW - length).isoformat(), NOW, WORDS) == text


def test_sizes_and_numbers_are_short() -> None:
    assert [size_words(n) for n in (0, 1, 999_999, 1_000_000, 42_600_000)] == [
        "0 KB",
        "1 KB",
        "1000 KB",
        "1.0 MB",
        "42.6 MB",
    ]
    assert short_number("CD0128-261123-100001-X", "CD0128") == "261123-100001-X"
    assert short_number("CD0999-261123-100001-X", "CD0128") == "CD0999-261123-100001-X"


def test_a_broken_case_is_mended_after_saying_what_will_happen(
    make_page: Callable[[Book], OutboxPage], qtbot: QtBot
) -> None:
    page = make_page(BOOK)
    told: list[str] = []
    page.asked.connect(told.append)
    touch(page, "mend:mend")
    assert WORDS("desk.outbox.mend_asks") in texts(page)
    touch(page, "mend:not_now")
    touch(page, "mend:again")
    assert WORDS("desk.outbox.again_asks") in texts(page)
    assert_words_have_room(page)
    assert told == []
    touch(page, "mend:sure")
    touch(page, "mend:mend")
    touch(page, "mend:sure")
    assert told == ["again:case-2", "mend:case-2"]


def test_the_outcome_of_mending_is_said(make_page: Callable[[Book], OutboxPage]) -> None:
    page = make_page(BOOK)
    for outcome in Mended:
        page.show_outcome(outcome.value)
        assert WORDS(f"desk.outbox.mended_{outcome.value}") in texts(page)
    page.show_outcome(Code.DISK_FULL.value)
    assert WORDS("error.DISK-501.title") in texts(page)


def test_what_the_city_lost_is_only_closed(make_page: Callable[[Book], OutboxPage]) -> None:
    lost = a_row(2, state="lost", code=Code.CITY_LOST_PURGED.value)
    page = make_page(Book(cases=(a_case(2),), rows=(lost,), queue=a_queue()))
    assert any("市平台丢了这一件" in text for text in texts(page))
    assert not page.findChildren(Button, "mend:mend")
    touch(page, "mend:close")
    assert WORDS("desk.outbox.close_asks") in texts(page)
    assert cells(page.table)[0][-1] == WORDS("desk.sync.lost")


def test_what_follows_a_case_is_named_after_it(make_page: Callable[[Book], OutboxPage]) -> None:
    rows = tuple(
        a_row(number, id=f"letter-{number}", subject="case-1", type=kind)
        for number, kind in enumerate(
            ("application.amend", "application.withdraw", "material.add", "envelope.carry"), 1
        )
    )
    page = make_page(Book(cases=(a_case(1),), rows=rows, queue=a_queue()))
    endings = ["（更正）", "（撤回）", "（补材料）", "（补办）"]
    assert [row[1][-len(end) :] for row, end in zip(cells(page.table), endings, strict=True)] == (
        endings
    )
