"""Lanes beside each other: what goes first, what goes together, and what is put aside for good."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database as SqliteDatabase

from core.envelope import Envelope, EnvelopeType, Header
from core.errors import Code, LinkError
from core.exchange import Terms
from sync import outbox
from sync.client import CityClient
from sync.database import Database, open_database
from sync.doorbell import Doorbell
from sync.engine import SyncEngine
from sync.metered import set_metered
from sync.report import Report
from sync.terms import keep_terms, slot_wait_s, terms_of
from sync.transport import Ask, HttpTransport, Reply
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import Answer, ToyCity, refused

DEADLINE_S = 20.0


class Gate:
    """A transport that calls something before each request that it lets through."""

    def __init__(self, url: str, terminal: Terminal, before: Callable[[Ask], None]) -> None:
        self._inner = HttpTransport(url, terminal.clock)
        self._before = before

    def send(self, ask: Ask) -> Reply:
        """Send as always."""
        self._before(ask)
        return self._inner.send(ask)

    def cut(self) -> None:
        """Cut as always."""
        self._inner.cut()

    def close(self) -> None:
        """Close as always."""
        self._inner.close()


@contextmanager
def engine_before(
    terminal: Terminal, city: ToyCity, before: Callable[[Ask], None]
) -> Iterator[SyncEngine]:
    """An engine whose requests are looked at first."""
    transport = Gate(city.url, terminal, before)
    client = CityClient(city.url, terminal.identity, terminal.clock, transport=transport)
    engine = SyncEngine(
        terminal.folder,
        terminal.identity,
        client,
        terminal.clock,
        reserve_octets=parts.SMALL_RESERVE,
    )
    yield engine
    engine.close()


def test_two_batches_are_under_way_at_once(terminal: Terminal, city: ToyCity) -> None:
    for number in range(1, 300):
        terminal.records.give_rating(parts.a_rating(number))
    both = threading.Barrier(2, timeout=DEADLINE_S)

    def before(ask: Ask) -> None:
        if ask.target == "/v1/batches":
            both.wait()  # breaks where the second waits for the first

    with engine_before(terminal, city, before) as engine:
        report = engine.sync_once()
    assert (report.code, report.stored, report.lost_by_city) == (None, 299, 0)


def test_the_terms_of_the_city_are_obeyed(terminal: Terminal, city: ToyCity) -> None:
    city.terms = Terms(batch_items=3, upload_slots=1, poll_s=300.0, retention_days=7)
    terminal.records.give_rating(parts.a_rating(100))
    terminal.sync()
    city.requests.clear()
    for number in range(1, 8):
        terminal.records.give_rating(parts.a_rating(number))
    assert terminal.sync().stored == 7
    assert city.count("POST /v1/batches") == 3
    kept = terms_of(terminal.book)
    assert (kept.batch_items, kept.poll_s, kept.upload_slots) == (3, 300.0, 1)
    assert terminal.book.setting("retention_days") == "7"


@given(
    st.builds(
        Terms,
        window_s=st.floats(),
        poll_s=st.floats(),
        upload_slots=st.integers(-(2**60), 2**60),
        slot_wait_s=st.floats(),
        batch_items=st.integers(-(2**60), 2**60),
        batch_octets=st.integers(-(2**60), 2**60),
    )
)
@settings(max_examples=50, deadline=None)
def test_no_terms_can_silence_a_terminal(hypothesis_book: Database, terms: Terms) -> None:
    clock = parts.SetClock()
    with hypothesis_book.write() as db:
        keep_terms(db, terms, clock.now())
    kept = terms_of(hypothesis_book)
    assert 0 <= kept.window_s <= 3600
    assert 1 <= kept.poll_s <= 3600
    assert 1 <= kept.batch_items <= 250
    assert kept.batch_octets >= 1000
    assert 0 <= slot_wait_s(hypothesis_book, clock.now()) <= 3600


@pytest.fixture(scope="module")
def hypothesis_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    book = open_database(tmp_path_factory.mktemp("book"))
    yield book
    book.close()


def test_an_envelope_that_the_city_always_fails_over_is_found_by_halving_and_put_aside(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in range(1, 9):
        parts.submit(terminal.records, number)
    city.poison = parts.case_id(5)
    passes = 0
    while terminal.states()[4] != "quarantined":
        passes += 1
        assert passes < 40
        terminal.records.give_rating(parts.a_rating(passes))  # the others go on meanwhile
        terminal.sync()
    terminal.sync()
    states = terminal.states()
    assert states.pop(4) == "quarantined"
    assert set(states) == {"complete"}
    assert terminal.records.queue_rows(3)[0]["code"] == Code.CITY_CANNOT_TAKE.value


def test_a_city_that_fails_over_everything_puts_nothing_aside(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in range(1, 5):
        parts.submit(terminal.records, number)
    city.script["POST /v1/batches"] = [Answer(500, b"", {})] * 200
    for _ in range(14):
        assert terminal.sync().code is Code.CITY_FAULT
    assert terminal.states() == ["pending"] * 4
    city.script.clear()
    terminal.sync()
    terminal.sync()
    assert terminal.states() == ["complete"] * 4


@pytest.mark.parametrize(
    "answer",
    [
        refused(401, "NET-606"),
        Answer(408, b"", {}),
        Answer(425, b"", {}),
        Answer(429, b"", {}),
        Answer(503, b"", {"Retry-After": "5"}),
    ],
)
def test_what_passes_is_never_blamed_on_an_envelope(
    terminal: Terminal, city: ToyCity, answer: Answer
) -> None:
    parts.submit(terminal.records)
    city.script["POST /v1/batches"] = [answer] * 10
    for _ in range(10):
        terminal.sync()
    assert terminal.book.rows("SELECT state, attempts, alone FROM outbox") == [
        {"state": "pending", "attempts": 0, "alone": 0}
    ]


def test_a_city_that_asks_to_wait_is_left_alone_at_once(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    city.script["POST /v1/batches"] = [Answer(503, b"", {"Retry-After": "90"})]
    report = terminal.sync()
    assert (report.code, report.retry_after_s) == (Code.CITY_FAULT, 90.0)
    assert len(city.requests) == 1


def test_what_is_queued_during_a_long_upload_does_not_wait_for_it(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, 1)
    uploading, posted, release = threading.Event(), threading.Event(), threading.Event()

    def before(ask: Ask) -> None:
        if ask.method == "PUT":
            uploading.set()
            release.wait(DEADLINE_S)
        elif ask.target == "/v1/batches" and uploading.is_set():
            posted.set()

    bell, reports = Doorbell(), list[Report]()
    with engine_before(terminal, city, before) as engine:
        whole = threading.Thread(target=lambda: reports.append(engine.sync_once(bell)))
        whole.start()
        assert uploading.wait(DEADLINE_S)
        parts.submit(terminal.records, 2)
        bell.ring()
        assert posted.wait(DEADLINE_S), "the envelope waited for the upload"
        assert whole.is_alive()
        release.set()
        whole.join(DEADLINE_S)
    assert [(one.code, one.stored, one.blobs_sent) for one in reports] == [(None, 2, 4)]
    assert terminal.states() == ["complete"] * 2


def test_the_end_cuts_an_upload_and_the_next_pass_sends_it(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, 1)
    bell, uploading = Doorbell(), threading.Event()

    def before(ask: Ask) -> None:
        if ask.method == "PUT":
            uploading.set()
            assert ask.stop.wait(DEADLINE_S), "nobody stopped it"
            raise LinkError(Code.CITY_UNREACHABLE, "stopped here")

    def end() -> None:
        uploading.wait(DEADLINE_S)
        bell.end()

    ending = threading.Thread(target=end)
    ending.start()
    with engine_before(terminal, city, before) as engine:
        assert engine.sync_once(bell).code is Code.CITY_UNREACHABLE
    ending.join()
    assert terminal.states() == ["stored"]
    assert terminal.sync().code is None
    assert terminal.states() == ["complete"]


def test_without_a_slot_attachments_wait_as_long_as_the_city_says(
    terminal: Terminal, city: ToyCity
) -> None:
    city.terms = Terms(upload_slots=0, slot_wait_s=30.0)
    parts.submit(terminal.records)
    report = terminal.sync()
    assert (report.code, report.stored, report.blobs_sent) == (None, 1, 0)
    assert 0 < report.slot_wait_s <= 30.0
    city.requests.clear()
    terminal.sync()
    assert (city.count("PUT"), city.count("GET /v1/terminals")) == (0, 0)
    terminal.clock.moment += timedelta(seconds=31)
    city.terms = Terms(upload_slots=2)
    assert terminal.sync().blobs_sent == 2
    assert terminal.states() == ["complete"]


def test_on_a_metered_link_only_envelopes_and_the_feed_go(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    set_metered(terminal.book, metered=True)
    report = terminal.sync()
    assert (report.code, report.stored, report.blobs_held_back) == (None, 1, True)
    assert (city.count("PUT"), city.count("GET /v1/catalogue")) == (0, 0)
    assert city.count("GET /v1/changes") == 1
    set_metered(terminal.book, metered=False)
    report = terminal.sync()
    assert (report.blobs_sent, report.blobs_held_back) == (2, False)
    assert terminal.states() == ["complete"]


def test_an_attachment_goes_on_from_where_the_city_has_it(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, size=200_000)
    city.script["PUT"] = [Answer(500, b"", {})] * 2
    terminal.sync()
    (large,) = terminal.book.rows("SELECT sha256 FROM blob ORDER BY size DESC LIMIT 1")
    name = large["sha256"]
    octets = (terminal.folder / "blobs" / name[:2] / name).read_bytes()
    city.parts[name] = octets[:150_000]
    sent: list[tuple[str, int]] = []

    def before(ask: Ask) -> None:
        if not isinstance(ask.body, bytes) and ask.target.endswith(name):
            sent.append((ask.method, ask.body.size))

    with engine_before(terminal, city, before) as engine:
        assert engine.sync_once().code is None
    assert sent == [("PATCH", len(octets) - 150_000)]
    assert city.blobs[name] == octets
    assert terminal.states() == ["complete"]


def test_one_attachment_that_the_city_cannot_take_holds_up_no_other(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    city.script["PUT"] = [Answer(500, b"", {})]
    report = terminal.sync()
    assert (report.code, report.blobs_sent) == (Code.CITY_FAULT, 5)


_TYPES = [
    EnvelopeType.APPLICATION_SUBMIT,
    EnvelopeType.APPLICATION_AMEND,
    EnvelopeType.MATERIAL_ADD,
    EnvelopeType.RATING_GIVE,
    EnvelopeType.ENVELOPE_CARRY,
]
_ORDERED = set(_TYPES[:3])


def queue(
    db: SqliteDatabase, kinds: list[tuple[EnvelopeType, int]]
) -> list[tuple[str, EnvelopeType]]:
    """Queue envelopes about these subjects; their subjects and types in order."""
    clock = parts.SetClock()
    db.execute("DELETE FROM outbox")
    for seq, (kind, subject) in enumerate(kinds, 1):
        header = Header(
            id=parts.case_id(seq),
            type=kind,
            terminal="CD0128",
            epoch=1,
            seq=seq,
            subject=str(subject),
            catalogue_version="",
            catalogue_digest="",
            created_at="",
            suite="",
        )
        envelope = Envelope(header, bytes(900))
        outbox.add(db, envelope, envelope.to_bytes(), b"", clock.now())
    return [(str(subject), kind) for kind, subject in kinds]


@given(
    st.lists(st.tuples(st.sampled_from(_TYPES), st.integers(1, 4)), min_size=1, max_size=14),
    st.lists(st.sampled_from(["stored", "back", "blamed", "fly"]), min_size=40, max_size=40),
    st.integers(1, 6),
    st.integers(1_000, 9_000),
)
@settings(max_examples=60, deadline=None)
def test_within_an_application_nothing_overtakes(
    hypothesis_book: Database,
    kinds: list[tuple[EnvelopeType, int]],
    fates: list[str],
    items: int,
    octets: int,
) -> None:
    with hypothesis_book.write() as db:
        known = queue(db, kinds)
        waiting, flying = set(range(1, len(known) + 1)), list[list[int]]()
        clock = parts.SetClock()
        for number, fate in enumerate(fates):
            leased = outbox.lease_batch(db, str(number), clock.now(), items=items, octets=octets)
            flying.append([int(one.id[-12:], 16) for one in leased])
            for place, seq in enumerate(flying[-1]):
                assert waits_before(known, waiting, seq) <= set(flying[-1][:place])
            if fate == "fly" and len(flying) < 3:
                continue
            batch = flying.pop(0)
            for seq in batch:
                settle(db, parts.case_id(seq), fate, len(batch))
            if fate not in ("blamed", "back"):
                waiting -= set(batch)


def waits_before(known: list[tuple[str, EnvelopeType]], waiting: set[int], seq: int) -> set[int]:
    """What of the same application must go before this one."""
    subject, kind = known[seq - 1]
    if kind is EnvelopeType.ENVELOPE_CARRY:
        return set()
    return {
        other
        for other in waiting
        if other < seq and known[other - 1][0] == subject and known[other - 1][1] in _ORDERED
    }


def settle(db: SqliteDatabase, name: str, fate: str, together: int) -> None:
    """What became of an envelope."""
    if fate == "blamed":
        outbox.put_back_blamed(db, name, together, proven=False)
    elif fate == "back":
        outbox.put_back(db, name)
    else:
        outbox.mark_stored(db, name, "", parts.SetClock().now())


def test_a_book_of_old_is_brought_up_to_date(tmp_path: Path) -> None:
    book = open_database(tmp_path)
    columns = {row["name"] for row in book.rows("PRAGMA table_info(outbox)")}
    assert {"together", "alone"} <= columns
    book.close()
