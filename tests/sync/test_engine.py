"""A pass with the city, over a real socket: what is believed, what is sent again, what is kept."""

import os
import signal
import subprocess
import sys
from datetime import datetime

import msgspec
import pytest

from core.envelope import envelope_from
from core.errors import Code
from core.exchange import BatchReply, CaseChange, ItemResult, ItemStatus
from core.revocations import RevocationList
from core.wire import canonical
from sync import outbox
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import HTML, PORTAL, Answer, ToyCity, refused

GONE = Answer(fault="gone")
CUT = Answer(fault="cut")


def change(seq: int, number: int, state: str = "accepted") -> CaseChange:
    """A change of the case with this number."""
    return CaseChange(
        seq=seq,
        subject=parts.case_id(number),
        state=state,
        official_no=f"OFFICIAL-{number}",
        at=f"2026-11-22T10:00:{seq % 60:02d}+08:00",
    )


def test_a_case_goes_to_the_city_with_all_its_attachments_and_is_complete(
    terminal: Terminal, city: ToyCity
) -> None:
    view = parts.submit(terminal.records)
    terminal.records.give_rating(parts.a_rating())
    report = terminal.sync()
    assert (report.code, report.stored, report.blobs_sent) == (None, 2, 2)
    assert terminal.states() == ["complete", "complete"]
    assert parts.NAME in city.documents[view.id].decode()
    assert len(city.blobs) == 2
    after = terminal.records.case(view.id)
    assert after is not None
    assert (after.state, after.official_no) == ("complete", "OFFICIAL-1")
    assert [state for state, _ in after.history] == ["pending", "stored", "complete"]
    queue = terminal.queue()
    assert (queue.count, queue.octets, queue.online, queue.attempts) == (0, 0, True, 0)
    assert queue.last_acknowledged


def test_a_second_pass_sends_nothing_again(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    terminal.sync()
    city.requests.clear()
    report = terminal.sync()
    assert (report.sent, report.blobs_sent) == (0, 0)
    assert city.requests == [
        "GET /v1/changes?cursor=0&limit=200&feed=feed-1",
        "GET /v1/catalogue/manifest",
        "POST /v1/heartbeats",
    ]


@pytest.mark.parametrize("fault", [GONE, CUT], ids=["reply lost", "reply cut"])
def test_a_lost_answer_makes_the_next_pass_find_a_duplicate(
    terminal: Terminal, city: ToyCity, fault: Answer
) -> None:
    parts.submit(terminal.records)
    city.script["POST /v1/batches"] = [fault]
    first = terminal.sync()
    assert first.code is Code.CITY_UNREACHABLE
    assert terminal.states() == ["pending"]
    second = terminal.sync()
    assert (second.code, second.duplicates) == (None, 1)
    assert terminal.states() == ["complete"]
    assert len(city.envelopes) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, PORTAL, dict(HTML)), Code.CITY_PORTAL),
        (Answer(302, b"", {"Location": "http://127.0.0.1:9/login"}), Code.CITY_PORTAL),
        (Answer(200, b'{"status": "ok"}'), Code.CITY_NONSENSE),
        (Answer(200, b'{"onestop": 2, "results": [], "have_through": 0}'), Code.CITY_NONSENSE),
        (Answer(204, b""), Code.CITY_NONSENSE),
        (Answer(403, PORTAL, dict(HTML)), Code.CITY_PORTAL),
        (Answer(511, PORTAL, dict(HTML)), Code.CITY_PORTAL),
        (Answer(407, b"", {}), Code.PROXY_REFUSES),
        (Answer(500, b"", {}), Code.CITY_FAULT),
        (Answer(503, b"", {"Retry-After": "60"}), Code.CITY_FAULT),
        (Answer(429, b"", {}), Code.CITY_FAULT),
        (refused(413), Code.CITY_FAULT),
        (refused(401, "NET-606"), Code.CITY_REFUSES_TERMINAL),
        (refused(403), Code.CITY_REFUSES_TERMINAL),
    ],
)
def test_nothing_but_a_typed_answer_counts(
    terminal: Terminal, city: ToyCity, answer: Answer, code: Code
) -> None:
    parts.submit(terminal.records)
    city.script["POST /v1/batches"] = [answer]
    assert terminal.sync().code is code
    assert terminal.states() == ["pending"]
    queue = terminal.queue()
    assert (queue.count, queue.online, queue.last_code, queue.attempts) == (1, False, code, 1)
    assert terminal.sync().code is None
    assert terminal.states() == ["complete"]


def test_only_ids_in_the_answer_were_sent(terminal: Terminal, city: ToyCity) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    city.ignore = {parts.case_id(2)}
    terminal.sync()
    assert terminal.states() == ["complete", "pending", "complete"]
    assert city.count("POST /v1/batches") == 1, "an envelope is sent once in a pass"
    city.ignore = set()
    terminal.sync()
    assert terminal.states() == ["complete"] * 3


def test_an_answer_about_another_id_changes_nothing(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    stranger = ItemResult(id=parts.case_id(77), status=ItemStatus.STORED)
    reply = BatchReply(onestop=1, results=[stranger], have_through=0)
    city.script["POST /v1/batches"] = [Answer(body=canonical(reply))]
    terminal.sync()
    assert terminal.states() == ["pending"]


def test_a_refused_case_is_put_aside_with_its_reason_and_the_rest_goes_on(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    city.reject = {parts.case_id(2)}
    report = terminal.sync()
    assert (report.code, report.rejected, report.stored) == (None, 1, 2)
    assert terminal.states() == ["complete", "quarantined", "complete"]
    refused_case = terminal.records.case(parts.case_id(2))
    assert refused_case is not None
    assert refused_case.state == "quarantined"
    assert terminal.queue().quarantined == 1
    assert terminal.records.queue_rows(5)[0]["code"] == "NET-605"
    city.requests.clear()
    terminal.sync()
    assert city.count("POST /v1/batches") == 0


def test_a_deferred_envelope_comes_again_in_the_next_pass(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.defer = {parts.case_id(1)}
    assert terminal.sync().deferred == 1
    city.defer = set()
    assert terminal.sync().stored == 1


def test_batches_hold_at_most_250_envelopes_and_256_kilobytes(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in range(1, 300):
        terminal.records.give_rating(parts.a_rating(number))
    assert terminal.sync().stored == 299
    assert city.count("POST /v1/batches") == 2
    sizes = [len(octets) for octets in city.envelopes.values()]
    assert sum(sizes[:250]) < outbox.BATCH_OCTETS


def test_an_envelope_that_the_city_cannot_take_blocks_nobody(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    city.script["POST /v1/batches"] = [Answer(500, b"", {})] * outbox.HALVED_AFTER
    for _ in range(outbox.HALVED_AFTER):
        assert terminal.sync().code is Code.CITY_FAULT
    # from here on the city only fails on the first of the three
    city.script["POST /v1/batches"] = [Answer(500, b"", {})]
    terminal.sync()
    parts.submit(terminal.records, 4)
    terminal.sync()
    assert terminal.states()[1:] == ["complete"] * 3


def test_three_faults_of_the_city_end_a_pass(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    terminal.sync()
    parts.submit(terminal.records, 2)
    city.requests.clear()
    fault = Answer(502, b"", {})
    city.script = {"POST": [fault], "GET": [fault, fault, fault]}
    assert terminal.sync().code is Code.CITY_FAULT
    assert len(city.requests) == 3


def test_a_city_that_is_not_there_costs_one_attempt(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    city.url = "http://127.0.0.1:9"
    report = terminal.sync()
    assert (report.code, report.sent) == (Code.CITY_UNREACHABLE, 0)
    assert city.requests == []
    assert terminal.queue().last_code == "NET-601"


def test_attachments_go_smallest_first_and_only_after_their_envelope(
    terminal: Terminal, city: ToyCity
) -> None:
    for number, size in ((1, 9000), (2, 500), (3, 4000)):
        parts.submit(terminal.records, number, size=size)
    city.defer = {parts.case_id(2)}
    terminal.sync()
    sent = [line.rsplit("/", 1)[1] for line in city.requests if line.startswith("PUT")]
    sizes = [len(city.blobs[name]) for name in sent]
    assert sizes == sorted(sizes)
    assert len(sizes) == 4


def test_an_attachment_whose_answer_was_lost_is_asked_for_and_not_sent_twice(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.script["PUT"] = [GONE]
    assert terminal.sync().code is Code.CITY_UNREACHABLE
    city.requests.clear()
    assert terminal.sync().blobs_sent == 0
    assert (city.count("HEAD"), city.count("PUT")) == (1, 0)
    assert terminal.states() == ["complete"]


def test_a_portal_that_swallows_an_attachment_is_not_believed(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.script["PUT"] = [Answer(200, PORTAL, dict(HTML))]
    assert terminal.sync().code is Code.CITY_PORTAL
    assert terminal.states() == ["stored"]
    assert terminal.queue().octets > 0
    terminal.sync()
    assert terminal.states() == ["complete"]


def test_an_offset_is_not_believed_against_what_the_city_says_it_misses(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.script["PUT"] = [Answer(500, b"", {})]
    terminal.sync()
    waiting = terminal.book.rows("SELECT sha256, size FROM blob WHERE state = 'pending'")
    city.script["HEAD"] = [
        Answer(200, b"", {"Upload-Offset": str(row["size"])})
        for row in waiting
        if row["sha256"] not in city.blobs
    ][:1]
    terminal.sync()
    terminal.sync()
    assert terminal.states() == ["complete"]
    assert len(city.blobs) == 2


def test_an_altered_attachment_is_not_sent_and_a_person_is_told(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, 1)
    parts.submit(terminal.records, 2)
    reference = envelope_from(
        terminal.book.rows("SELECT envelope FROM outbox ORDER BY seq")[0]["envelope"]
    ).header.attachments[0]
    path = terminal.folder / "blobs" / reference.sha256[:2] / reference.sha256
    path.write_bytes(path.read_bytes()[:-1])
    assert terminal.sync().code is None
    assert terminal.states() == ["quarantined", "complete"]
    assert reference.sha256 not in city.blobs


def test_what_the_city_has_lost_is_sent_again(terminal: Terminal, city: ToyCity) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    terminal.sync()
    kept = parts.case_id(1)
    city.envelopes = {kept: city.envelopes[kept]}  # a backup from before the other two
    city.blobs.clear()
    parts.submit(terminal.records, 4)
    assert terminal.sync().lost_by_city == 2
    terminal.sync()
    assert terminal.states() == ["complete"] * 4
    assert (len(city.envelopes), len(city.blobs)) == (4, 8)


def test_a_city_that_forgot_its_last_ones_is_told_them_again(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    terminal.sync()
    del city.envelopes[parts.case_id(3)]
    again = ItemResult(id=parts.case_id(4), status=ItemStatus.DEFERRED)
    reply = BatchReply(onestop=1, results=[again], have_through=2)
    city.script["POST /v1/batches"] = [Answer(body=canonical(reply))]
    parts.submit(terminal.records, 4)
    assert terminal.sync().lost_by_city == 1
    terminal.sync()
    assert terminal.states() == ["complete"] * 4
    assert len(city.envelopes) == 4


def test_changes_arrive_page_by_page_and_the_cursor_only_moves_on(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.page = 2
    city.changes = [change(seq, 1, f"state {seq}") for seq in range(1, 6)]
    city.changes.append(change(6, 99))
    assert terminal.sync().changes == 6
    view = terminal.records.case(parts.case_id(1))
    assert view is not None
    assert (view.state, view.official_no) == ("state 5", "OFFICIAL-1")
    assert terminal.book.setting("changes_cursor") == "6"
    city.requests.clear()
    terminal.sync()
    assert city.requests[0] == "GET /v1/changes?cursor=6&limit=200&feed=feed-1"


@pytest.mark.parametrize(
    "body",
    [
        b'{"onestop":1,"cursor":3,"changes":[]}',
        b'{"onestop":1,"cursor":5,"changes":[],"more":true}',
    ],
    ids=["back", "for ever"],
)
def test_a_cursor_that_does_not_move_on_is_nonsense(
    terminal: Terminal, city: ToyCity, body: bytes
) -> None:
    city.changes = [change(5, 1)]
    terminal.sync()
    city.script["GET /v1/changes"] = [Answer(body=body)] * 3
    assert terminal.sync().code is Code.CITY_NONSENSE
    assert terminal.book.setting("changes_cursor") == "5"
    assert city.count("GET /v1/changes") == 2


def test_a_state_of_the_city_is_not_overwritten_by_one_of_the_terminal(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.changes = [change(1, 1, "received")]
    city.script["PUT"] = [Answer(200, PORTAL, dict(HTML))]
    terminal.sync()
    terminal.sync()
    assert terminal.states() == ["complete"]
    view = terminal.records.case(parts.case_id(1))
    assert view is not None
    assert view.state == "received"


_ONE_PASS = """
import sys
from pathlib import Path
from sync.client import CityClient
from sync.engine import SyncEngine
from sync.identity import load_identity
from tests.sync.parts import SMALL_RESERVE, SetClock
folder, clock = Path(sys.argv[1]), SetClock()
identity = load_identity(folder)
client = CityClient(identity.city_url, identity, clock)
engine = SyncEngine(folder, identity, client, clock, reserve_octets=SMALL_RESERVE)
engine.recover()
assert engine.sync_once().code is None
"""


@pytest.mark.parametrize(
    "failpoint",
    [
        "send.leased",
        "send.answered",
        "send.settled",
        "blob.sent",
        "blob.reconciled",
        "changes.before_commit",
        "revocations.before_commit",
        "write.before_commit",
        "write.after_commit",
    ],
)
def test_killed_anywhere_in_a_pass_the_next_one_completes_it(
    terminal: Terminal, city: ToyCity, failpoint: str
) -> None:
    view = parts.submit(terminal.records)
    city.changes = [change(1, 1)]
    city.revocations = RevocationList(sequence=1, issued_at="", entries=[])

    def one_pass(name: str) -> int:
        environment = {**os.environ, "ONESTOP_FAILPOINT": name}
        command = [sys.executable, "-c", _ONE_PASS, str(terminal.folder)]
        return subprocess.run(command, env=environment, timeout=60, check=False).returncode

    assert one_pass(failpoint) == -signal.SIGKILL
    assert one_pass("") == 0
    assert terminal.states() == ["complete"]
    after = terminal.records.case(view.id)
    assert after is not None
    assert after.state == "accepted"
    assert (len(city.envelopes), len(city.blobs)) == (1, 2)


def test_a_lease_runs_out_whatever_was_done_to_the_clock(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    with terminal.book.write() as db:
        assert len(outbox.lease_batch(db, "a pass that died", terminal.clock.now())) == 1
    assert terminal.sync().sent == 0
    terminal.clock.moment = terminal.clock.moment.replace(year=2016)
    assert terminal.sync().sent == 1


def test_the_city_says_how_far_off_the_clock_is(terminal: Terminal, city: ToyCity) -> None:
    terminal.clock.moment = terminal.clock.moment.replace(year=1970)
    assert terminal.sync().code is None
    parts.submit(terminal.records)
    header = envelope_from(terminal.book.rows("SELECT envelope FROM outbox")[0]["envelope"]).header
    assert header.clock_offset_ms is not None
    assert header.clock_offset_ms > 50 * 365 * 86_400_000


def test_the_window_of_the_city_is_kept(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    engine = terminal.make_engine()
    assert engine.terms().window_s == 0.0
    engine.sync_once()
    assert engine.terms().window_s == 7.0
    engine.close()


def test_an_answer_of_a_newer_city_is_still_read() -> None:
    octets = b'{"onestop":1,"results":[],"have_through":0,"new_in_2030":true}'
    assert msgspec.json.decode(octets, type=BatchReply).onestop == 1


def test_a_good_pass_is_remembered_by_the_hour_and_a_bad_one_is_not(
    terminal: Terminal, city: ToyCity
) -> None:
    city.script["GET"] = [GONE]
    assert terminal.sync().code is not None
    assert terminal.book.setting("last_contact") == ""
    assert terminal.sync().code is None
    when = datetime.fromisoformat(terminal.book.setting("last_contact"))
    assert (when.minute, when.second, when.microsecond) == (0, 0, 0)
