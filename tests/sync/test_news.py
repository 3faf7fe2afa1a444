"""Notices, messages and results come home once each, also from a city that was restored."""

from core.exchange import CaseChange, ChangeKind
from core.ports import CaseNote, CaseView
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity, typed

AT = "2026-11-22T10:00:00+08:00"


def news(seq: int, kind: ChangeKind, case: int = 1, **fields: object) -> CaseChange:
    """Something that the city tells of a case that is being reviewed."""
    values = {"state": "reviewing", "at": AT, "title": "", "lines": [], **fields}
    return CaseChange(seq=seq, subject=parts.case_id(case), kind=kind, **values)  # type: ignore[arg-type]


def view(terminal: Terminal, case: int = 1) -> CaseView:
    """The case as the terminal shows it."""
    found = terminal.records.case(parts.case_id(case))
    assert found is not None
    return found


def test_a_notice_a_message_and_a_result_stand_at_their_case(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.changes = [
        news(1, ChangeKind.NOTICE, title="请补正", lines=["平面图"], until="2026-12-01"),
        news(2, ChangeKind.MESSAGE, lines=["已约现场勘查", "周三上午"]),
        news(3, ChangeKind.RESULT, title="许可证已制好", ref="T-2026-1", lines=["到窗口领取"]),
    ]
    report = terminal.sync()
    assert (report.changes, parts.case_id(1) in report.changed) == (3, True)
    assert view(terminal).notes == (
        CaseNote("notice", "请补正", ("平面图",), AT, until="2026-12-01"),
        CaseNote("message", "", ("已约现场勘查", "周三上午"), AT),
        CaseNote("result", "许可证已制好", ("到窗口领取",), AT, ref="T-2026-1"),
    )
    assert view(terminal).state == "reviewing"


def test_news_of_a_case_that_is_not_ours_is_passed_over(terminal: Terminal, city: ToyCity) -> None:
    city.changes = [news(1, ChangeKind.NOTICE, case=7, title="别处的")]
    assert terminal.sync().changed == []
    assert terminal.book.rows("SELECT * FROM case_note") == []
    assert terminal.book.setting("changes_cursor") == "1"


def test_a_kind_of_a_newer_city_holds_nothing_up(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    body = typed(news(1, ChangeKind.STATE)).body.replace(b'"kind":"state"', b'"kind":"hologram"')
    page = b'{"onestop":1,"cursor":1,"feed":"feed-1","changes":[' + body + b"]}"
    city.changes = [news(1, ChangeKind.MESSAGE), news(2, ChangeKind.MESSAGE, lines=["后面的"])]
    city.page = 1
    answer = typed(city.changes[0])
    answer.body = page
    city.script["GET /v1/changes"] = [answer]
    assert terminal.sync().code is None
    assert view(terminal).notes == ()
    assert terminal.sync().code is None
    assert [note.lines for note in view(terminal).notes] == [("后面的",)]


def test_a_restored_city_is_read_from_the_first_change_and_nothing_doubles(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    first = news(1, ChangeKind.NOTICE, title="请补正", lines=["平面图"])
    lost = news(2, ChangeKind.MESSAGE, lines=["只在旧库里"])
    city.changes = [first, lost]
    terminal.sync()
    before = view(terminal)
    city.changes = [first]  # the older copy: our cursor is ahead of it
    city.page = 1
    assert terminal.sync().code is None
    assert view(terminal).notes == before.notes
    assert view(terminal).history == before.history
    assert terminal.book.setting("changes_cursor") == "1"
    city.changes.append(news(2, ChangeKind.MESSAGE, lines=["恢复以后的"]))
    terminal.sync()
    assert [note.lines[0] for note in view(terminal).notes] == [
        "平面图",
        "只在旧库里",
        "恢复以后的",
    ]


def test_another_name_of_the_feed_is_noticed_although_the_cursor_fits(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.changes = [news(1, ChangeKind.MESSAGE, lines=["一"])]
    terminal.sync()
    city.changes = [news(1, ChangeKind.MESSAGE, lines=["另一"])]
    city.feed = "feed-2"
    terminal.sync()
    assert [note.lines[0] for note in view(terminal).notes] == ["一", "另一"]
    assert terminal.book.setting("changes_feed") == "feed-2"


def test_a_city_that_restarts_without_end_is_nonsense(terminal: Terminal, city: ToyCity) -> None:
    answer = typed(news(1, ChangeKind.STATE))
    answer.body = b'{"onestop":1,"cursor":0,"changes":[],"more":true,"restarted":true}'
    city.script["GET /v1/changes"] = [answer] * 5
    terminal.sync()
    assert city.count("GET /v1/changes") == 2
    assert terminal.book.setting("last_code") == "NET-603"
