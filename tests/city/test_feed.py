"""The feed of changes: only one's own, in order, and with a cursor that never loses one."""

from concurrent.futures import ThreadPoolExecutor

from core.exchange import CaseChange
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess


def test_a_clerk_moves_a_case_and_its_terminal_hears_it(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    number = terminal.send_one(case).official_no
    before = terminal.changes().cursor
    city.cli("state", number, "accepted", "--note", "测试窗口受理")
    (change,) = terminal.changes(before).changes
    assert (change.subject, change.state) == (case.case, "accepted")
    assert (change.official_no, change.note) == (number, "测试窗口受理")
    assert change.at.endswith("+08:00")


def test_a_terminal_hears_of_its_own_cases_only(city: CityProcess, enrol: Enrol) -> None:
    one, other = enrol(city), enrol(city)
    one.send(one.case())
    assert len(one.changes().changes) == 2
    assert other.changes().changes == []


def test_pages_of_the_feed_join_without_gap(terminal: FieldTerminal) -> None:
    cases = [terminal.case() for _ in range(7)]
    terminal.send(*cases)
    joined: list[CaseChange] = []
    cursor, more = 0, True
    while more:
        page = terminal.changes(cursor, 3)
        assert len(page.changes) <= 3
        joined += page.changes
        cursor, more = page.cursor, page.more
    assert joined == terminal.changes().changes
    assert [one.subject for one in joined[::2]] == [case.case for case in cases]
    assert terminal.changes(cursor).cursor == cursor


def test_a_reader_beside_writers_never_misses_a_change(city: CityProcess, enrol: Enrol) -> None:
    terminal = enrol(city)
    batches = [[terminal.case() for _ in range(5)] for _ in range(12)]

    def send(batch: list[Sealed]) -> None:
        with FieldTerminal(city.url) as twin:
            twin.private, twin.city = terminal.private, terminal.city
            twin.send(*batch)

    heard: list[int] = []
    cursor = 0
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, batch) for batch in batches]
        while len(heard) < 2 * 60:
            assert not any(one.done() and one.exception() for one in sent)
            page = terminal.changes(cursor)
            heard += [one.seq for one in page.changes]
            cursor = page.cursor
    assert heard == [one.seq for one in terminal.changes().changes]
    assert len(set(heard)) == 2 * 60


def test_a_move_that_is_not_allowed_changes_nothing(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    terminal.send(case)
    refused = city.cli("state", case.case, "granted", check=False)
    assert refused.returncode == 1
    assert "materials_complete -> granted" in refused.stderr.decode()
    assert len(terminal.changes().changes) == 2


def test_a_case_that_nobody_knows_cannot_be_moved(city: CityProcess) -> None:
    refused = city.cli("state", "430702-YJS-26-999999", "accepted", check=False)
    assert (refused.returncode, refused.stdout) == (1, b"")


def test_a_wrong_cursor_is_refused(terminal: FieldTerminal) -> None:
    for query in ("cursor=-1", "cursor=x", "limit=0", "limit=501", "cursor=9999999999999999999"):
        assert terminal.ask("GET", f"/v1/changes?{query}").status_code == 422
