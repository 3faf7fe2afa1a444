"""The server ends as by power cut at each named point, and nothing is lost or doubled."""

import signal

import httpx
import pytest

from city.failpoints import (
    AFTER_COMMIT_BEFORE_REPLY,
    BEFORE_COMMIT,
    BLOB_AFTER_COMMIT,
    BLOB_AFTER_RENAME,
    BLOB_BEFORE_RENAME,
)
from core.exchange import ItemStatus
from tests.city.conftest import Enrol, look
from tests.city_process import CityProcess


@pytest.mark.parametrize(
    ("failpoint", "status"),
    [(BEFORE_COMMIT, ItemStatus.STORED), (AFTER_COMMIT_BEFORE_REPLY, ItemStatus.DUPLICATE)],
)
def test_a_city_killed_around_the_commit_has_each_case_once(
    city_process: CityProcess, enrol: Enrol, failpoint: str, status: ItemStatus
) -> None:
    city_process.start(failpoint)
    terminal = enrol(city_process)
    cases = [terminal.case() for _ in range(20)]
    with pytest.raises(httpx.TransportError):
        terminal.send(*cases)
    assert city_process.wait() == -signal.SIGKILL
    city_process.start()
    reply = terminal.send(*cases)
    assert {one.status for one in reply.results} == {status}
    assert (reply.have_through, reply.missing) == (20, [])
    rows = {row["id"]: row for row in city_process.cases()}
    assert sorted(rows) == sorted(case.case for case in cases)
    assert sorted(row["official_no"][-6:] for row in rows.values()) == [
        f"{number:06d}" for number in range(1, 21)
    ]
    assert all(rows[one.case]["state"] == "materials_complete" for one in cases)
    for case in cases[:2]:
        assert city_process.document(case.case) == case.document


@pytest.mark.parametrize("failpoint", [BLOB_BEFORE_RENAME, BLOB_AFTER_RENAME, BLOB_AFTER_COMMIT])
def test_a_city_killed_while_it_takes_an_attachment_ends_with_it_once(
    city_process: CityProcess, enrol: Enrol, failpoint: str
) -> None:
    city_process.start(failpoint)
    terminal = enrol(city_process)
    case = terminal.case(b"page " * 50_000)
    terminal.send(case)
    ((name, octets),) = case.blobs.items()
    with pytest.raises(httpx.TransportError):
        terminal.put(name, octets)
    assert city_process.wait() == -signal.SIGKILL
    city_process.start()
    # After the rename the start itself finishes the work; before it, all octets are a part.
    expected = [name] if failpoint == BLOB_BEFORE_RENAME else []
    assert terminal.missing() == expected
    assert terminal.held(name) == len(octets)
    if expected:
        rest = terminal.ask("PATCH", f"/v1/blobs/{name}", b"", {"Upload-Offset": str(len(octets))})
        assert rest.status_code == 201
    assert terminal.put(name, octets).status_code == 200
    states = [row[0] for row in look(city_process, "SELECT state FROM changes ORDER BY seq")]
    assert states == ["received", "materials_complete"]


def test_a_city_asked_to_stop_ends_without_failure(city_process: CityProcess) -> None:
    city_process.start()
    assert city_process.stop() == 0
    assert city_process.log.read_text() == f"listening at {city_process.url}\n"
