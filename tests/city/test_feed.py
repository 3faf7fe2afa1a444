"""The feed of changes: only one's own, in order, and with a cursor that never loses one."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from city.changes import News
from core.exchange import CaseChange, ChangeKind, Changes
from tests.city.conftest import Enrol
from tests.city.field_terminal import NUMBER, FieldTerminal, Sealed
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


def test_a_notice_moves_the_case_and_is_told_with_its_lines(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    terminal.send(case)
    before = terminal.changes().cursor
    words = ("--title", "请补正", "--line", "平面图", "--line", "租赁合同", "--until", "2026-12-10")
    city.cli("notice", case.case, *words, "--state", "supplement_once")
    city.cli("message", case.case, "--line", "可到任一终端补交")
    city.cli("result", case.case, "--ref", "T-2026-1", "--line", "到窗口领取")
    moved, notice, message, result = terminal.changes(before).changes
    assert (moved.kind, moved.state) == (ChangeKind.STATE, "supplement_once")
    assert (notice.kind, notice.title, notice.until) == (ChangeKind.NOTICE, "请补正", "2026-12-10")
    assert (notice.lines, notice.state) == (["平面图", "租赁合同"], "supplement_once")
    assert (message.kind, message.lines) == (ChangeKind.MESSAGE, ["可到任一终端补交"])
    assert (result.kind, result.ref) == (ChangeKind.RESULT, "T-2026-1")


def test_the_number_of_a_person_or_a_telephone_is_not_told(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    terminal.send(case)
    line = f"证件号 {NUMBER}"
    refused = city.cli("message", case.case, "--line", line, check=False)
    assert (refused.returncode, NUMBER in refused.stderr.decode()) == (1, False)
    assert len(terminal.changes().changes) == 2


@pytest.mark.parametrize(
    "news",
    [
        News(ChangeKind.MESSAGE, lines=["请打 13800000000"]),
        News(ChangeKind.NOTICE, title=f"{NUMBER} 的材料"),
        News(ChangeKind.RESULT, ref=NUMBER[:17] + "x"),
        News(ChangeKind.MESSAGE, lines=["长" * 201]),
        News(ChangeKind.MESSAGE, lines=["一行"] * 13),
        News(ChangeKind.MESSAGE, lines=[""]),
        News(ChangeKind.NOTICE, title="长" * 61),
        News(ChangeKind.NOTICE, until="2026-13-01"),
        News(ChangeKind.NOTICE, until="20261201"),
    ],
)
def test_what_may_not_be_told_is_named(news: News) -> None:
    assert len(news.faults()) == 1
    assert (
        News(news.kind, "请补正", ["平面图"], "2026-12-01", "CD-0000000000000000001").faults() == []
    )


def test_a_waiting_terminal_is_told_at_once_and_others_wait_on(
    city: CityProcess, enrol: Enrol
) -> None:
    one, other = enrol(city), enrol(city)
    case = one.case()
    one.send(case)
    cursor = one.changes().cursor

    def wait(terminal: FieldTerminal, seconds: int) -> Changes:
        answer = terminal.ask("GET", f"/v1/changes?cursor={cursor}&wait={seconds}")
        return msgspec.json.decode(answer.content, type=Changes)

    with ThreadPoolExecutor(2) as pool:
        mine, others = pool.submit(wait, one, 25), pool.submit(wait, other, 2)
        city.cli("message", case.case, "--line", "等到了")
        assert [change.lines for change in mine.result().changes] == [["等到了"]]
        assert others.result().changes == []


def test_a_city_that_stops_lets_those_go_who_wait(city_process: CityProcess, enrol: Enrol) -> None:
    city_process.start()
    terminal = enrol(city_process, "CD0001")
    terminal.changes()
    target = "/v1/changes?wait=25"
    fields = terminal.signature("GET", target) | {"Host": "city", "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    where = urlsplit(city_process.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=60) as waiting:
        waiting.sendall(f"GET {target} HTTP/1.1\r\n{head}\r\n".encode())
        # whoever came later is answered: the one before is inside
        assert httpx.get(city_process.url + "/healthz", trust_env=False).status_code == 200
        assert city_process.stop() == 0
        answer = b"".join(iter(lambda: waiting.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"changes":[]' in answer
    assert "ERROR" not in city_process.log.read_text()


def test_more_terminals_wait_than_there_are_threads(city: CityProcess, enrol: Enrol) -> None:
    terminal = enrol(city)

    async def crowd() -> list[int]:
        async with httpx.AsyncClient(
            base_url=city.url, trust_env=False, timeout=60, limits=httpx.Limits(max_connections=200)
        ) as http:
            target = "/v1/changes?wait=25"
            asked = [
                asyncio.create_task(http.get(target, headers=terminal.signature("GET", target)))
                for _ in range(120)
            ]
            for _ in range(20):  # the pool has 40 threads: these would stand behind the others
                assert (await http.get("/healthz")).status_code == 200
            assert not any(one.done() for one in asked)
            terminal.send(terminal.case())
            return [(await one).status_code for one in asked]

    assert asyncio.run(crowd()) == [200] * 120


def test_a_cursor_ahead_or_of_another_feed_starts_anew(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    terminal.send(terminal.case())
    whole = terminal.changes()
    assert not whole.restarted
    for query in ("cursor=2000000000", f"cursor={whole.cursor}&feed=0000"):
        answer = terminal.ask("GET", f"/v1/changes?{query}")
        anew = msgspec.json.decode(answer.content, type=Changes)
        assert (anew.restarted, anew.changes) == (True, whole.changes)
    answer = terminal.ask("GET", f"/v1/changes?cursor={whole.cursor}&feed={whole.feed}")
    assert not msgspec.json.decode(answer.content, type=Changes).restarted
