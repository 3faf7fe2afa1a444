"""Enrolment over HTTP: a code counts once, for one key, for a day."""

import hashlib
from collections.abc import Iterator

import httpx
import msgspec

from core.exchange import EnrolmentReply, EnrolmentRequest
from core.sealing import key_id, new_signing_keys
from core.wire import canonical
from tests.city.conftest import Enrol, alter, everything_in, look, new_code
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess


def _enrol(city: CityProcess, code: str, key: bytes) -> httpx.Response:
    body = canonical(EnrolmentRequest(code=code, public_key=key))
    return httpx.post(city.url + "/v1/enrolments", content=body, trust_env=False)


def test_the_printed_code_makes_a_terminal(city: CityProcess, codes: Iterator[str]) -> None:
    name = next(codes)
    printed = city.enrolment_code(name)
    answer = _enrol(city, printed.lower().replace("-", " "), new_signing_keys()[1])
    assert answer.status_code == 200
    reply = msgspec.json.decode(answer.content, type=EnrolmentReply)
    assert (reply.onestop, reply.terminal, reply.epoch) == (1, name, 1)
    assert (reply.region, reply.accepting_point) == ("430702012000", "CD-430702-JD")
    assert reply.public_url == city.url
    assert reply.seal_key_id == key_id(reply.seal_public_key)
    assert len(reply.catalogue_public_key) == 32


def test_a_code_is_kept_as_its_hash_only(city: CityProcess, codes: Iterator[str]) -> None:
    code = new_code(city, next(codes)).replace("-", "")
    octets = everything_in(city)
    assert code.encode() not in octets
    assert hashlib.sha256(code.encode()).hexdigest().encode() in octets


def test_a_code_used_twice_is_refused_for_another_key(
    city: CityProcess, codes: Iterator[str]
) -> None:
    code = new_code(city, next(codes))
    assert _enrol(city, code, new_signing_keys()[1]).status_code == 200
    answer = _enrol(city, code, new_signing_keys()[1])
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:onestop:problem:enrolment-code-used"
    assert answer.json()["code"] == "NET-606"


def test_a_lost_answer_is_given_again_to_the_same_key(
    city: CityProcess, codes: Iterator[str]
) -> None:
    name = next(codes)
    code, key = new_code(city, name), new_signing_keys()[1]
    first, second = _enrol(city, code, key), _enrol(city, code, key)
    assert first.content == second.content
    assert look(city, "SELECT count(*) FROM terminals WHERE code = ?", name) == [(1,)]


def test_an_unknown_code_and_an_expired_one_are_refused(
    city_process: CityProcess,
) -> None:
    city_process.start()
    code = new_code(city_process, "CD0001")
    alter(city_process, "UPDATE enrolment_codes SET expires_at = '2020-01-01T00:00:00+08:00'")
    key = new_signing_keys()[1]
    assert _enrol(city_process, code, key).json()["type"].endswith("enrolment-code-expired")
    assert _enrol(city_process, "AAAA", key).json()["type"].endswith("enrolment-code-unknown")


def test_a_key_of_another_length_is_refused(city: CityProcess, codes: Iterator[str]) -> None:
    assert _enrol(city, new_code(city, next(codes)), b"short").status_code == 422


def test_a_tenth_epoch_is_refused_because_the_receipt_number_has_one_digit(
    city: CityProcess, enrol: Enrol, codes: Iterator[str]
) -> None:
    name = next(codes)
    for epoch in range(1, 10):
        assert enrol(city, name).me.epoch == epoch
    answer = _enrol(city, new_code(city, name), new_signing_keys()[1])
    assert answer.json()["type"].endswith("terminal-epochs-used-up")


def test_a_code_for_a_place_that_cannot_be_is_not_made(city: CityProcess) -> None:
    wrong = ("--region", "4307", "--place", "x", "--point", "y")
    done = city.cli("code", "--terminal", "CD0128", *wrong, check=False)
    assert done.returncode == 1
    assert "region" in done.stderr.decode()


def test_the_city_says_what_the_terminal_is_called(terminal: FieldTerminal) -> None:
    assert terminal.me.place == "测试自助区"
