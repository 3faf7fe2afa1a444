"""Intake: processor time for a document, on both databases, beside bare Starlette and a driver."""

import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx
import psutil
from sqlalchemy import insert

from bench.bare_intake import COUNTED
from bench.figure import Figure
from city.enrolment import Place, make_code
from city.keys import read_keys
from city.store import open_store
from city.tables import counters
from core.application import Person
from core.envelope import envelope_from
from core.exchange import BatchRequest, SentItem, as_sent
from core.resident_number import check_character
from core.sealing import verify
from core.wire import canonical
from resources import path as resource
from tests.city.field_terminal import ADDRESS, NAME, FieldTerminal
from tests.city_process import REPOSITORY, CityProcess
from tests.postgres import serving_postgres

_ITEMS = 50
_BATCHES = 20  # in each round
_ROUNDS = 3
_TARGET = 1.5
_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class _Server:
    """A server that is measured: its address and its process."""

    url: str
    process: psutil.Process

    def cpu_s(self) -> float:
        """Processor time so far, of all its threads."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


def intake_figures() -> Iterator[Figure]:
    """Both databases, each with and without what only the city does: seals and signatures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield from _measure(folder / "sqlite", "SQLite", "", "")
        postgres = stack.enter_context(serving_postgres(durable=True))
        yield from _measure(
            folder / "postgresql", "PostgreSQL", postgres.new_database(), postgres.new_database()
        )


def _measure(folder: Path, name: str, url: str, peer_url: str) -> Iterator[Figure]:
    city = CityProcess(folder / "city", catalogue=resource("catalogue"), database_url=url)
    bare = CityProcess(folder / "bare", database_url=peer_url)  # only for its tables
    city.init()
    bare.init()
    city.start()
    try:
        terminal = FieldTerminal(city.url)
        store = open_store(city.database)
        place = Place("CD0001", "430702012000", "测试自助区", "CD-430702-JD")
        terminal.enrol(make_code(store, place))
        store.close()
        with _bare(folder, bare) as peer:
            mine, theirs = _rounds(terminal, _Server(city.url, psutil.Process(city.pid)), peer)
        crypto = _crypto_us(city, terminal)
        terminal.http.close()
    finally:
        city.close()
    driver = "bare Starlette + " + ("psycopg" if url else "sqlite3")
    note = (
        f"processor time of the server process, {_ROUNDS} rounds of {_BATCHES} batches of {_ITEMS} "
        "new cases with 3 attachments, median; opening seals and checking signatures is "
        f"{crypto:.0f} µs of it, which the peer does not do; the time of the database's own server "
        "is not counted"
    )
    for what, value in (
        ("", mine),
        (", without seals and signatures", mine - crypto),
    ):
        yield Figure(
            figure=f"intake CPU per document, {name}{what}",
            value=round(value, 1),
            unit="µs",
            peers={driver: round(theirs, 1)},
            target=f"at most {_TARGET} of the peer",
            met=value <= _TARGET * theirs,
            note=note,
        )


def _rounds(terminal: FieldTerminal, city: _Server, peer: _Server) -> tuple[float, float]:
    """Medians of µs per document, in turns."""
    mine, theirs, turns = [], [], range(_BATCHES)
    with httpx.Client(base_url=peer.url, timeout=60, trust_env=False) as http:
        for _ in range(_ROUNDS + 1):
            bodies = [_body(terminal) for _ in turns]
            start = city.cpu_s()
            for body in bodies:
                answer = terminal.ask("POST", "/v1/batches", body, {"Content-Encoding": "gzip"})
                assert answer.text.count('"stored"') == _ITEMS, answer.text
            mine.append((city.cpu_s() - start) / (_BATCHES * _ITEMS) * 1e6)
            start = peer.cpu_s()
            for body in bodies:
                assert http.post("/v1/batches", content=body).text.count('"stored"') == _ITEMS
            theirs.append((peer.cpu_s() - start) / (_BATCHES * _ITEMS) * 1e6)
    return statistics.median(mine[1:]), statistics.median(theirs[1:])  # the first one warms up


def _body(terminal: FieldTerminal) -> bytes:
    """A batch as it is sent."""
    return gzip.compress(canonical(BatchRequest(items=as_sent(_batch(terminal)))))


def _batch(terminal: FieldTerminal) -> list[SentItem]:
    return [_case(terminal) for _ in range(_ITEMS)]


def _case(terminal: FieldTerminal) -> SentItem:
    """A case with a photo and two scans of an applicant of its own."""
    serial = terminal.seq + 1
    digits = f"4307991990{serial % 12 + 1:02d}{serial % 28 + 1:02d}{serial % 1000:03d}"
    person = Person(name=NAME, number=digits + check_character(digits), address=ADDRESS, how="card")
    pages = [b"photo %d" % serial, b"scan %d" % serial, b"other %d" % serial]
    return terminal.case(*pages, applicant=person, package=f"CD-YJS-{serial // 1000:04d}").item


def _crypto_us(city: CityProcess, terminal: FieldTerminal) -> float:
    """µs of a document for what is inherent: the signature and the seal."""
    keys = read_keys(city.data)
    items = _batch(terminal) + _batch(terminal)
    envelopes = [envelope_from(item.envelope) for item in items]
    start = time.process_time()
    for item, envelope in zip(items, envelopes, strict=True):
        assert verify(terminal.public, item.signature, item.envelope)
        header = envelope.header
        keys.open(header, header.additional_data(), envelope.body)
    return (time.process_time() - start) / len(items) * 1e6


def _count_from_zero(made: CityProcess) -> None:
    """The rows of numbers that the peer counts on."""
    store = open_store(made.database)
    rows = [{"name": name, "value": 0} for name in COUNTED]
    store.write(lambda connection: connection.execute(insert(counters), rows))
    store.close()


@contextmanager
def _bare(folder: Path, made: CityProcess) -> Iterator[_Server]:
    """The peer over a database that has the city's tables."""
    ready = folder / "bare-ready"
    url = made.database_url.replace("+psycopg", "")
    where = f"psycopg:{url}" if url else f"sqlite3:{made.database}"
    _count_from_zero(made)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.bare_intake", str(ready), where], cwd=REPOSITORY
    )
    try:
        deadline = time.monotonic() + _DEADLINE_S
        while not ready.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            Event().wait(0.02)
        yield _Server(ready.read_text(encoding="utf-8"), psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(_DEADLINE_S)
