"""Taking in envelopes over HTTP: each once, what is wrong refused, nothing held up."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from core.envelope import EnvelopeType, envelope_from
from core.exchange import ItemStatus, Problem, SentItem
from core.sealing import sign
from core.wire import sha256_hex
from tests.city.conftest import Enrol, alter, everything_in, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess

CLIENTS = 8
CASES = 50


def test_a_case_is_stored_and_gets_its_official_number(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    result = terminal.send_one(case)
    assert result.status is ItemStatus.STORED
    assert re.fullmatch(r"430702-YJS-\d\d-\d{6}", result.official_no)
    (row,) = [row for row in city.cases() if row["id"] == case.case]
    assert row["official_no"] == result.official_no
    assert row["document_sha256"] == sha256_hex(case.document)
    assert city.document(result.official_no) == case.document


def test_a_case_sent_twice_is_accepted_once(city: CityProcess, terminal: FieldTerminal) -> None:
    case = terminal.case()
    first, second = terminal.send_one(case), terminal.send_one(case)
    assert (first.status, second.status) == (ItemStatus.STORED, ItemStatus.DUPLICATE)
    assert first.official_no == second.official_no
    assert len(look(city, "SELECT 1 FROM cases WHERE id = ?", case.case)) == 1


def test_a_case_twice_in_one_batch_is_accepted_once(terminal: FieldTerminal) -> None:
    case = terminal.case()
    results = terminal.send(case, case).results
    assert [one.status for one in results] == [ItemStatus.STORED, ItemStatus.DUPLICATE]


def test_eight_senders_of_the_same_fifty_cases_make_fifty_cases(
    city_process: CityProcess, enrol: Enrol
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    cases = [terminal.case() for _ in range(CASES)]

    def send(_: int) -> list[str]:
        with FieldTerminal(city_process.url) as twin:
            twin.private, twin.city = terminal.private, terminal.city
            return [one.status.value for one in twin.send(*cases).results]

    with ThreadPoolExecutor(CLIENTS) as pool:
        told = list(pool.map(send, range(CLIENTS)))
    assert sum(statuses.count("stored") for statuses in told) == CASES
    assert sum(statuses.count("duplicate") for statuses in told) == CASES * (CLIENTS - 1)
    serials = [row[0][-6:] for row in look(city_process, "SELECT official_no FROM cases")]
    assert sorted(serials) == [f"{number:06d}" for number in range(1, CASES + 1)]
    assert look(city_process, "SELECT count(*), max(seq) FROM changes") == [(2 * CASES, 2 * CASES)]


def test_the_same_id_with_other_content_is_refused_and_kept_for_a_person(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    first = terminal.case()
    other = terminal.case(header={"id": first.item.id})
    assert terminal.send_one(first).status is ItemStatus.STORED
    for _ in range(2):
        result = terminal.send_one(other)
        assert result.status is ItemStatus.REJECTED
        assert result.problem is not None
        assert result.problem.code == "NET-605"
    kept = look(city, "SELECT reason, octets FROM conflicts WHERE envelope_id = ?", first.item.id)
    assert kept == [("envelope-conflict", other.item.envelope)]
    assert city.document(first.case) == first.document


def test_the_same_place_in_the_row_with_other_content_is_a_cloned_terminal(
    terminal: FieldTerminal,
) -> None:
    assert terminal.send_one(terminal.case()).status is ItemStatus.STORED
    result = terminal.send_one(terminal.case(header={"seq": 1}))
    assert result.status is ItemStatus.REJECTED
    assert result.problem is not None
    assert result.problem.type == "urn:onestop:problem:terminal-cloned"


def test_a_second_envelope_for_the_same_case_is_refused(terminal: FieldTerminal) -> None:
    first = terminal.case()
    terminal.send_one(first)
    again = terminal.case(id=first.case, header={"subject": first.case})
    result = terminal.send_one(again)
    assert result.problem is not None
    assert result.problem.type == "urn:onestop:problem:case-conflict"


def _broken_seal(terminal: FieldTerminal) -> SentItem:
    envelope = envelope_from(terminal.case().item.envelope)
    body = bytes([envelope.body[0] ^ 1]) + envelope.body[1:]
    return terminal.signed(msgspec.structs.replace(envelope, body=body))


def _other_signature(terminal: FieldTerminal) -> SentItem:
    item = terminal.case().item
    return msgspec.structs.replace(item, signature=sign(terminal.private, b"something else"))


def _tampered(terminal: FieldTerminal) -> SentItem:
    item = terminal.case().item
    octets = item.envelope.replace(b'"rev":1', b'"rev":2')
    assert octets != item.envelope
    return msgspec.structs.replace(item, envelope=octets)


def _moved_seal(terminal: FieldTerminal) -> SentItem:
    """The sealed body of one envelope under the header of another."""
    one = envelope_from(terminal.case().item.envelope)
    other = envelope_from(terminal.case().item.envelope)
    return terminal.signed(msgspec.structs.replace(one, body=other.body))


def _shown_otherwise(terminal: FieldTerminal) -> SentItem:
    case = terminal.case()
    document = case.document.replace(b'"fee_fen":0', b'"fee_fen":1')
    assert document != case.document
    header = envelope_from(case.item.envelope).header
    return terminal.seal(
        EnvelopeType.APPLICATION_SUBMIT,
        document,
        subject=case.case,
        receipt_no=header.receipt_no,
    ).item


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_broken_seal, "envelope-seal-broken"),
        (_moved_seal, "envelope-seal-broken"),
        (_other_signature, "envelope-signature-invalid"),
        (_tampered, "envelope-signature-invalid"),
        (_shown_otherwise, "application-is-not-what-was-shown"),
        (lambda t: t.signed_octets(b"{}"), "envelope-undecodable"),
        (lambda t: t.signed_octets(b"\xff\x00"), "envelope-undecodable"),
        (lambda t: t.signed_octets(b'{"header":{"id":"\xb6"}}'), "envelope-undecodable"),
        (lambda t: t.case(header={"terminal": "CD9999"}).item, "envelope-of-another-terminal"),
        (lambda t: t.case(header={"epoch": 9}).item, "envelope-of-another-terminal"),
        (lambda t: t.case(header={"subject": "../../x"}).item, "envelope-header-invalid"),
        (lambda t: t.case(header={"seq": 0}).item, "envelope-header-invalid"),
        (lambda t: t.case(terminal="CD9999").item, "application-does-not-fit-header"),
        (lambda t: t.case(header={"receipt_no": "X"}).item, "application-does-not-fit-header"),
        (lambda t: t.seal(EnvelopeType.APPLICATION_SUBMIT, b"[]").item, "document-undecodable"),
        (lambda t: t.seal(EnvelopeType.RATING_GIVE, b"{").item, "document-undecodable"),
        (lambda t: t.rating(t.case().case, 6).item, "rating-invalid"),
    ],
)
def test_what_is_not_sound_is_refused_and_the_rest_of_the_batch_is_stored(
    terminal: FieldTerminal, make: object, reason: str
) -> None:
    assert callable(make)
    bad: SentItem = make(terminal)
    before, after = terminal.case(), terminal.case()
    answer = terminal.post_batch([before.item, bad, after.item])
    results = {one["id"]: one for one in answer.json()["results"]}
    assert results[before.item.id]["status"] == results[after.item.id]["status"] == "stored"
    assert results[bad.id]["status"] == "rejected"
    assert results[bad.id]["problem"]["type"] == f"urn:onestop:problem:{reason}"
    assert results[bad.id]["problem"]["code"] == "NET-605"


def _refuse_changes_of(city: CityProcess, case: str) -> None:
    if not city.database_url:
        alter(
            city,
            f"CREATE TRIGGER bad BEFORE INSERT ON changes WHEN NEW.case_id = '{case}'"
            " BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        return
    alter(
        city,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        f"CREATE TRIGGER bad BEFORE INSERT ON changes FOR EACH ROW WHEN (NEW.case_id = '{case}')"
        " EXECUTE FUNCTION refuse()",
    )


def test_one_row_that_the_database_refuses_does_not_hold_up_the_others(
    city_process: CityProcess, enrol: Enrol
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    cases = [terminal.case() for _ in range(5)]
    _refuse_changes_of(city_process, cases[2].case)
    reply = terminal.send(*cases)
    assert [one.status.value for one in reply.results] == [
        "stored",
        "stored",
        "deferred",
        "stored",
        "stored",
    ]
    assert reply.missing == [3]
    numbers = [row[0][-6:] for row in look(city_process, "SELECT official_no FROM cases")]
    assert sorted(numbers) == ["000001", "000002", "000003", "000004"]


def test_the_reply_says_what_was_heard_and_what_is_missing(terminal: FieldTerminal) -> None:
    cases = [terminal.case() for _ in range(6)]
    reply = terminal.send(cases[0], cases[3], cases[4])
    assert (reply.have_through, reply.missing) == (5, [2, 3])
    reply = terminal.send(cases[2])
    assert (reply.have_through, reply.missing) == (5, [2])
    reply = terminal.send(cases[1])
    assert (reply.have_through, reply.missing) == (5, [])
    assert terminal.send(cases[5]).have_through == 6


def test_a_refused_envelope_is_heard_and_not_missing(terminal: FieldTerminal) -> None:
    refused = Sealed(_broken_seal(terminal), b"", "")
    reply = terminal.send(refused, terminal.case())
    assert (reply.have_through, reply.missing) == (2, [])


def test_a_rating_is_kept_once_with_its_case_and_may_come_before_it(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    rating = terminal.rating(case.case, level=2)
    statuses = [one.status.value for one in terminal.send(rating, case, rating).results]
    assert statuses == ["stored", "stored", "duplicate"]
    kept = look(city, "SELECT level, reasons FROM ratings WHERE case_id = ?", case.case)
    assert kept == [(2, "510")]


def test_a_case_of_an_unknown_catalogue_is_stored_and_noted(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    known, unknown = terminal.case(), terminal.case(header={"catalogue_version": "1999.1.1"})
    terminal.send(known, unknown)
    noted = dict(look(city, "SELECT id, catalogue_known FROM cases"))
    assert (noted[known.case], noted[unknown.case]) == (1, 0)


def test_nothing_of_the_citizen_is_readable_in_the_database(
    city_process: CityProcess, enrol: Enrol
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    terminal.send(terminal.case(b"page"))
    city_process.stop()
    octets = everything_in(city_process)
    assert terminal.me.terminal.encode() in octets
    for canary in ("测试张三", "不存在路", "13800000000", "4307991990010100"):
        for coding in ("utf-8", "gb18030", "utf-16-le"):
            assert canary.encode(coding) not in octets
            assert canary.encode(coding) not in city_process.log.read_bytes()


def test_a_batch_of_too_many_items_is_refused_whole(terminal: FieldTerminal) -> None:
    item = terminal.case().item
    answer = terminal.post_batch([item] * 251)
    assert answer.status_code == 413
    assert msgspec.json.decode(answer.content, type=Problem).type.endswith("too-many-items")


def test_a_gzip_bomb_is_refused(terminal: FieldTerminal) -> None:
    bomb = gzip.compress(b" " * (40 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    answer = terminal.ask("POST", "/v1/batches", bomb, {"Content-Encoding": "gzip"})
    assert answer.status_code == 413


def test_a_content_digest_that_was_not_signed_is_refused(terminal: FieldTerminal) -> None:
    wrong = {"Content-Digest": "sha-256=:" + "A" * 43 + "=:"}
    answer = terminal.ask("POST", "/v1/batches", b'{"items":[]}', wrong)
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("signature-invalid")
