"""A disk that takes no more: nothing is acknowledged that is not kept, and it mends by itself."""

import resource
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError

from city.engines import embedded_engine
from city.enrolment import Enrolment, Place, make_code
from city.failpoints import reaching
from city.gate import Caller
from city.intake import Intake
from city.keys import read_keys
from city.matters import matters_in
from city.platform import prepare
from city.settings import Limits, database_in
from city.store import Store, TransactionLost, open_store
from city.tables import cases as case_table
from core.exchange import BatchReply, BatchRequest, EnrolmentRequest, ItemStatus
from tests.city.conftest import Enrol, calm_terms, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess


def _bound_files(city: CityProcess, octets: int) -> None:
    """No file of the city's process may grow beyond this; -1 lifts the bound. Writes then fail in
    the kernel, as on a full disk."""
    resource.prlimit(city.pid, resource.RLIMIT_FSIZE, (octets, resource.RLIM_INFINITY))


@pytest.mark.parametrize("room", [0, 4096, 20_000, 60_000, 150_000])
def test_a_batch_on_a_full_disk_is_refused_or_kept_and_comes_again(
    embedded_city: CityProcess, enrol: Enrol, room: int
) -> None:
    embedded_city.start()
    terminal = enrol(embedded_city)
    cases = [terminal.case() for _ in range(60)]
    _bound_files(embedded_city, database_in(embedded_city.data).stat().st_size + room)
    answer = terminal.post_batch([case.item for case in cases])
    assert answer.status_code == 503, "the room must be too small for this to show anything"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert look(embedded_city, "SELECT count(*) FROM cases") == [(0,)]
    _bound_files(embedded_city, -1)
    assert {one.status for one in terminal.send(*cases).results} == {ItemStatus.STORED}
    numbers = [row[0][-6:] for row in look(embedded_city, "SELECT official_no FROM cases")]
    assert sorted(numbers) == [f"{number:06d}" for number in range(1, 61)]
    assert look(embedded_city, "PRAGMA integrity_check") == [("ok",)]


def test_an_attachment_on_a_full_disk_is_refused_and_comes_again(
    city_process: CityProcess, enrol: Enrol
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    case = terminal.case(b"page" * 500_000)
    terminal.send(case)
    ((name, octets),) = case.blobs.items()
    _bound_files(city_process, 1_000_000)
    assert terminal.put(name, octets).status_code == 503
    assert terminal.missing() == [name]
    _bound_files(city_process, -1)
    assert terminal.put(name, octets).status_code == 201
    assert terminal.missing() == []


def _bounded_store(folder: Path, room: int) -> Store:
    """A store whose database may grow by so many pages: then SQLite says that the disk is full,
    in the middle of a transaction."""
    engine = embedded_engine(database_in(folder))
    with engine.begin() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    engine.dispose()
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages + room}"),
    )
    return Store(engine)


def _receive(folder: Path, store: Store, nonce: str, cases: list[Sealed]) -> BatchReply:
    intake = Intake(
        store, read_keys(folder), matters_in(folder), Limits(), calm_terms(), reaching("")
    )
    caller = Caller("CD0001", 1, "430702012000", b"")
    try:
        return intake.receive(caller, nonce, BatchRequest(items=[case.item for case in cases]))
    finally:
        store.close()


def _cases_in(folder: Path) -> dict[str, str]:
    store = open_store(database_in(folder))
    with store.reading() as connection:
        rows = connection.execute(select(case_table.c.id, case_table.c.official_no)).all()
    store.close()
    return {row.id: row.official_no for row in rows}


def test_nothing_is_acknowledged_that_a_full_disk_took_back(tmp_path: Path) -> None:
    prepare(tmp_path)
    store = open_store(database_in(tmp_path))
    code = make_code(store, Place("CD0001", "430702012000", "测试自助区", "CD-430702-JD"))
    with FieldTerminal("http://nowhere.invalid") as terminal:
        request = EnrolmentRequest(code=code, public_key=terminal.public)
        terminal.city = Enrolment(store, read_keys(tmp_path), "").enrol(request)
        store.close()
        cases = [terminal.case() for _ in range(12)]
    refused = 0
    for room in range(0, 16):
        try:
            reply = _receive(tmp_path, _bounded_store(tmp_path, room), f"bounded-{room}", cases)
        except (DBAPIError, TransactionLost):
            refused += 1
            assert _cases_in(tmp_path) == {}
            continue
        kept = _cases_in(tmp_path)
        said = (ItemStatus.STORED, ItemStatus.DUPLICATE)
        told = [
            case.case for case, one in zip(cases, reply.results, strict=True) if one.status in said
        ]
        assert sorted(told) == sorted(kept)
        break
    assert refused > 3
    reply = _receive(tmp_path, open_store(database_in(tmp_path)), "unbounded", cases)
    kept = _cases_in(tmp_path)
    assert [one.official_no for one in reply.results] == [kept[case.case] for case in cases]
    assert sorted(kept.values())[-1].endswith("000012")
