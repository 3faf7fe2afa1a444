"""Two servers of one city on PostgreSQL: terminals speak to either, and one of them dies."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess
from tests.postgres import PostgresServer

TERMINALS = 6
CASES = 24
TOGETHER = 4


@pytest.fixture
def servers(tmp_path: Path, postgres: PostgresServer) -> Iterator[list[CityProcess]]:
    """Two servers on the same folder and database; each has a log and a port of its own."""
    url = postgres.copy_template()
    made = [
        CityProcess(tmp_path / name, database_url=url, options=("--processes", "2"))
        for name in ("first", "second")
    ]
    made[1].folder.mkdir()
    made[1].data = made[0].data
    made[0].init()
    for one in made:
        one.start()
    yield made
    for one in made:
        one.close()


def _send_all(
    terminal: FieldTerminal,
    lines: list[httpx.Client],
    cases: list[Sealed],
    seed: int,
    half: Event,
) -> dict[str, str]:
    """Send everything over whichever server chance says, again and again until it is taken, with
    its attachments; gives the official numbers."""
    chance = random.Random(seed)
    numbers: dict[str, str] = {}
    for start in range(0, len(cases), TOGETHER):
        batch = cases[start : start + TOGETHER]
        while True:
            terminal.http = chance.choice(lines)
            try:
                for one, case in zip(terminal.send(*batch).results, batch, strict=True):
                    assert numbers.setdefault(case.case, one.official_no) == one.official_no
                for case in batch:
                    for name, octets in case.blobs.items():
                        assert terminal.put(name, octets).status_code in (200, 201)
            except httpx.TransportError:
                continue
            break
        if start >= len(cases) // 2:
            half.set()
    return numbers


def test_nothing_is_lost_or_doubled_when_one_of_two_servers_dies_under_load(
    servers: list[CityProcess], enrol: Enrol
) -> None:
    first, second = servers
    terminals = [enrol(one) for one in (first, second) * (TERMINALS // 2)]
    loads = [
        [terminal.case(b"page %d of %d" % (number, seat)) for number in range(CASES)]
        for seat, terminal in enumerate(terminals)
    ]
    half = Event()
    lines = [
        [httpx.Client(base_url=one.url, timeout=60, trust_env=False) for one in servers]
        for _ in terminals
    ]
    own = [terminal.http for terminal in terminals]
    with ThreadPoolExecutor(TERMINALS) as pool:
        told = [
            pool.submit(_send_all, *one, seed, half)
            for seed, one in enumerate(zip(terminals, lines, loads, strict=True))
        ]
        assert half.wait(60)
        second.kill()
        second.start()
        numbers = [one.result() for one in told]
    for terminal, line in zip(terminals, own, strict=True):
        terminal.http = line
    for client in (client for pair in lines for client in pair):
        client.close()
    rows = {row["id"]: row for row in first.cases()}
    sent = {case.case for load in loads for case in load}
    assert rows.keys() == sent
    assert {row["state"] for row in rows.values()} == {"materials_complete"}
    for told_here in numbers:
        assert {case: rows[case]["official_no"] for case in told_here} == told_here
    serials = sorted(int(row["official_no"][-6:]) for row in rows.values())
    assert serials == list(range(1, TERMINALS * CASES + 1))
    seqs = [row[0] for row in look(first, "SELECT seq FROM changes ORDER BY seq")]
    assert seqs == list(range(1, 2 * TERMINALS * CASES + 1))


def test_several_servers_on_the_embedded_database_are_refused(embedded_city: CityProcess) -> None:
    done = embedded_city.cli("serve", "--processes", "2", check=False)
    assert (done.returncode, b"PostgreSQL" in done.stderr) == (1, True)


def test_a_batch_is_taken_once_whichever_server_it_is_shown_to(
    servers: list[CityProcess], enrol: Enrol
) -> None:
    first, second = servers
    terminal = enrol(first)
    sent = terminal.post_batch([terminal.case(b"page").item])
    assert sent.status_code == 200
    with httpx.Client(base_url=second.url, timeout=60, trust_env=False) as other:
        request = sent.request
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        again = other.post("/v1/batches", content=request.content, headers=headers)
    assert again.status_code == 401
    assert again.json()["type"] == "urn:onestop:problem:nonce-replayed"


def test_a_reader_of_the_feed_never_misses_a_change_of_either_server(
    servers: list[CityProcess], enrol: Enrol
) -> None:
    terminal = enrol(servers[0])
    batches = [[terminal.case() for _ in range(3)] for _ in range(20)]

    def send(number: int) -> None:
        with FieldTerminal(servers[number % 2].url) as twin:
            twin.private, twin.city = terminal.private, terminal.city
            twin.send(*batches[number])

    heard: list[int] = []
    cursor = 0
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, number) for number in range(len(batches))]
        while len(heard) < 2 * 60:
            assert not any(one.done() and one.exception() for one in sent)
            page = terminal.changes(cursor)
            heard += [one.seq for one in page.changes]
            cursor = page.cursor
    assert heard == list(range(1, 2 * 60 + 1))


def test_who_waits_at_one_server_hears_what_the_other_commits(
    servers: list[CityProcess], enrol: Enrol
) -> None:
    terminal = enrol(servers[0])
    with ThreadPoolExecutor(1) as pool, FieldTerminal(servers[1].url) as twin:
        twin.private, twin.city = terminal.private, terminal.city
        waiting = pool.submit(terminal.ask, "GET", "/v1/changes?wait=25")
        twin.send(twin.case())
        told = waiting.result().json()["changes"]
    assert [change["state"] for change in told] == ["received", "materials_complete"]
