"""The city's keys turn over while it runs, and nothing that was sealed before is lost."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from city.keys import KeysMissing, make_keys, read_keys, retire, rotate_seal
from core.enrolment_text import read_enrolment_text
from core.exchange import CertificateReply, CertificateRequest, ItemResult, ItemStatus
from core.key_list import KeyList, read_key_list
from core.sealing import HPKE_SUITE, SM_SUITE, SUITES, new_seal_keys, new_signing_keys
from core.wire import canonical
from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess


@pytest.fixture
def own(city_process: CityProcess) -> CityProcess:
    """A running city of one test's own."""
    city_process.start()
    return city_process


def told(terminal: FieldTerminal, known: KeyList | None = None) -> KeyList:
    signed = terminal.keys()
    return read_key_list(signed.keys, signed.signature, terminal.me.catalogue_public_key, known)


def turn(terminal: FieldTerminal) -> str:
    """Seal to the newest key from now on; its name."""
    newest = told(terminal).newest_seal_key(terminal.me.suite)
    assert newest is not None
    terminal.city = msgspec.structs.replace(
        terminal.me, seal_key_id=newest.id, seal_public_key=newest.public_key
    )
    return newest.id


def reason(result: ItemResult) -> str:
    assert result.status is ItemStatus.REJECTED
    assert result.problem is not None
    return result.problem.type.removeprefix("urn:onestop:problem:")


def upload(terminal: FieldTerminal, case: Sealed) -> None:
    for name, octets in case.blobs.items():
        assert terminal.put(name, octets).status_code == 201


@pytest.mark.parametrize("suite", SUITES)
def test_what_was_sealed_before_a_new_key_is_opened_after_it(
    own: CityProcess, enrol: Enrol, suite: str
) -> None:
    terminal = enrol(own, suite=suite)
    before = terminal.me.seal_key_id
    queued = terminal.case(b"page")
    rotate_seal(own.data, suite)
    assert terminal.send_one(queued).status is ItemStatus.STORED
    upload(terminal, queued)
    assert turn(terminal) != before
    later = terminal.case(b"other page")
    assert terminal.send_one(later).status is ItemStatus.STORED
    upload(terminal, later)
    assert [case["state"] for case in own.cases()] == ["materials_complete"] * 2
    assert own.document(queued.case) == queued.document
    assert own.document(later.case) == later.document


def test_a_terminal_enrolled_after_a_new_key_gets_that_one(own: CityProcess, enrol: Enrol) -> None:
    first = enrol(own).me.seal_key_id
    rotate_seal(own.data)
    assert enrol(own).me.seal_key_id not in ("", first)


def test_an_envelope_that_names_no_key_was_sealed_to_the_first(
    own: CityProcess, enrol: Enrol
) -> None:
    terminal = enrol(own)
    rotate_seal(own.data)
    assert terminal.send_one(terminal.case(header={"seal_key": ""})).status is ItemStatus.STORED


def test_a_retired_key_is_refused_by_name_and_what_is_here_can_be_read_on(
    own: CityProcess, enrol: Enrol
) -> None:
    terminal = enrol(own)
    old = terminal.me.seal_key_id
    here = terminal.case(b"page")
    late = terminal.case()
    assert terminal.send_one(here).status is ItemStatus.STORED
    rotate_seal(own.data)
    retire(own.data, old)
    assert reason(terminal.send_one(late)) == "seal-key-retired"
    upload(terminal, here)
    assert own.document(here.case) == here.document
    assert own.cases()[0]["state"] == "materials_complete"
    assert turn(terminal) != old
    assert terminal.send_one(terminal.case()).status is ItemStatus.STORED


def test_a_key_that_the_city_never_had_is_refused_by_name(terminal: FieldTerminal) -> None:
    case = terminal.case(header={"seal_key": "0" * 16})
    assert reason(terminal.send_one(case)) == "seal-key-unknown"
    case = terminal.case(header={"suite": "rot13"})
    assert reason(terminal.send_one(case)) == "envelope-seal-broken"


def test_the_newest_key_of_its_kind_cannot_be_retired(own: CityProcess, enrol: Enrol) -> None:
    done = own.cli("keys", "retire", enrol(own).me.seal_key_id, check=False)
    assert (done.returncode, b"rotate first" in done.stderr) == (1, True)
    done = own.cli("keys", "retire", "0" * 16, check=False)
    assert (done.returncode, b"no key" in done.stderr) == (1, True)


def test_a_new_signing_key_is_announced_and_signs_what_is_given_out(
    own: CityProcess, enrol: Enrol
) -> None:
    terminal = enrol(own)
    first = told(terminal)
    own.cli("keys", "rotate", "signing")
    second = told(terminal, first)
    assert second.sequence == first.sequence + 1
    assert second.trusted()[1:] == first.trusted()
    assert enrol(own).me.catalogue_public_key == second.trusted()[0]


def test_keys_are_listed_with_their_states(own: CityProcess, enrol: Enrol) -> None:
    old = enrol(own).me.seal_key_id
    own.cli("keys", "rotate", "seal")
    own.cli("keys", "retire", old)
    lines = own.cli("keys", "list").stdout.decode().splitlines()
    assert len(lines) == 4
    assert any(line.startswith(old) and "retired 20" in line for line in lines)
    assert sum("counts" in line for line in lines) == 3
    assert sum(SM_SUITE in line for line in lines) == 1


def test_keys_of_the_first_days_go_on_to_count(tmp_path: Path) -> None:
    seal, signing = new_seal_keys(), new_signing_keys()
    first = {
        "schema": "city-keys/1",
        "suite": HPKE_SUITE,
        "seal_private": base64.b64encode(seal[0]).decode(),
        "seal_public": base64.b64encode(seal[1]).decode(),
        "catalogue_private": base64.b64encode(signing[0]).decode(),
        "catalogue_public": base64.b64encode(signing[1]).decode(),
    }
    with pytest.raises(KeysMissing):
        read_keys(tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "city-keys.json").write_bytes(msgspec.json.encode(first))
    assert read_keys(tmp_path).catalogue_public == signing[1]
    assert make_keys(tmp_path) is False
    keys = read_keys(tmp_path)
    assert (keys.seal_key(HPKE_SUITE).public, keys.catalogue_public) == (seal[1], signing[1])
    assert keys.seal_key(SM_SUITE).public
    for file in (tmp_path / "keys").glob("*key*"):
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("suite", SUITES)
def test_terminals_of_both_suites_stand_in_one_city(
    city: CityProcess, enrol: Enrol, suite: str
) -> None:
    terminal = enrol(city, suite=suite)
    assert terminal.me.suite == suite
    case = terminal.case(b"page")
    assert terminal.send_one(case).status is ItemStatus.STORED
    upload(terminal, case)
    assert terminal.missing() == []
    assert city.document(case.case) == case.document
    ((kept,),) = look(city, "SELECT public_key FROM terminals WHERE code = ?", terminal.me.terminal)
    assert kept == terminal.public


def test_the_code_may_be_printed_as_a_qr_that_says_where_the_city_is(
    city: CityProcess, codes: Iterator[str]
) -> None:
    place = ("--region", "430702012000", "--place", "测试自助区", "--point", "CD-430702-JD")
    done = city.cli("code", "--terminal", next(codes), *place, "--url", "https://city.test/")
    code, text, *picture = done.stdout.decode().splitlines()
    assert read_enrolment_text(text) == ("https://city.test", code)
    assert len(picture) > 15
    assert len({len(row) for row in picture}) == 1


# ── certificates ────────────────────────────────────────────────────────────────────────────────


def request_for(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "whoever I like")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    digest = hashes.SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None
    return builder.sign(key, digest).public_bytes(Encoding.DER)


def test_a_certificate_names_terminal_and_epoch_and_counts_ninety_days(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    body = canonical(CertificateRequest(csr=request_for(key)))
    answer = terminal.ask("POST", "/v1/certificates", body)
    assert answer.status_code == 200
    reply = msgspec.json.decode(answer.content, type=CertificateReply)
    made = x509.load_pem_x509_certificate(reply.certificate.encode())
    pem = (city.data / "keys" / "authority.pem").read_bytes()
    authority = x509.load_pem_x509_certificate(pem)
    made.verify_directly_issued_by(authority)
    assert made.public_key() == key.public_key()
    name = f"{terminal.me.terminal}/{terminal.me.epoch}"
    assert made.subject.rfc4514_string() == f"CN={name}"
    (uri,) = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert uri.value == f"urn:onestop:terminal:{name.replace('/', ':')}"
    life = made.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=89) < life <= timedelta(days=90)


@pytest.mark.parametrize(
    "csr",
    [
        b"",
        b"no request",
        request_for(ed25519.Ed25519PrivateKey.generate()),
        request_for(ec.generate_private_key(ec.SECP384R1())),
        request_for(ec.generate_private_key(ec.SECP256R1()))[:-1] + b"\0",
    ],
)
def test_a_request_that_is_none_is_refused(terminal: FieldTerminal, csr: bytes) -> None:
    answer = terminal.ask("POST", "/v1/certificates", canonical(CertificateRequest(csr=csr)))
    assert (answer.status_code, answer.json()["title"]) == (422, "csr invalid")


def test_a_terminal_whose_epoch_is_over_gets_no_certificate(
    city: CityProcess, enrol: Enrol
) -> None:
    old = enrol(city)
    enrol(city, old.me.terminal)
    key = ec.generate_private_key(ec.SECP256R1())
    body = canonical(CertificateRequest(csr=request_for(key)))
    assert old.ask("POST", "/v1/certificates", body).status_code == 403
