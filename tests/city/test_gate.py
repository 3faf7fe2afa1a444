"""Who may speak: known terminals, with a signature over this very request, once."""

import json
import re

import httpx
import pytest

from core.exchange import ItemStatus
from core.message_signature import content_digest
from core.sealing import new_signing_keys
from core.wire import canonical
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess

FEED = "/v1/changes?cursor=0&limit=10"
EMPTY = b'{"items":[]}'


def _slug(answer: httpx.Response) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    return str(body["type"]).removeprefix("urn:onestop:problem:")


def test_a_request_without_signature_is_refused(city: CityProcess) -> None:
    answer = httpx.get(city.url + FEED, trust_env=False)
    assert (answer.status_code, _slug(answer)) == (401, "signature-headers-invalid")
    assert answer.json()["code"] == "NET-606"


def test_an_unknown_terminal_is_refused(terminal: FieldTerminal) -> None:
    headers = terminal.signature("GET", FEED)
    named = f'keyid="{terminal.me.terminal}/'
    headers["Signature-Input"] = headers["Signature-Input"].replace(named, 'keyid="CD9999/')
    answer = terminal.http.get(FEED, headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "terminal-unknown")


def test_another_key_is_refused(terminal: FieldTerminal) -> None:
    terminal.private, _ = new_signing_keys()
    answer = terminal.ask("GET", FEED)
    assert (answer.status_code, _slug(answer)) == (401, "signature-invalid")


@pytest.mark.parametrize(
    ("pattern", "other"), [("created=[0-9]+", "created=1"), ('nonce="[^"]+"', 'nonce="12345678"')]
)
def test_a_changed_parameter_breaks_the_signature(
    terminal: FieldTerminal, pattern: str, other: str
) -> None:
    headers = terminal.signature("GET", FEED)
    headers["Signature-Input"] = re.sub(pattern, other, headers["Signature-Input"])
    answer = terminal.http.get(FEED, headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "signature-invalid")


def test_another_query_breaks_the_signature(terminal: FieldTerminal) -> None:
    headers = terminal.signature("GET", FEED)
    answer = terminal.http.get("/v1/changes?cursor=1&limit=10", headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "signature-invalid")


def test_another_body_is_not_what_was_signed(terminal: FieldTerminal) -> None:
    headers = terminal.signature("POST", "/v1/batches", EMPTY)
    answer = terminal.http.post("/v1/batches", content=EMPTY + b" ", headers=headers)
    assert (answer.status_code, _slug(answer)) == (400, "content-digest-wrong")
    other = {"Content-Digest": content_digest(EMPTY + b" ")}
    answer = terminal.http.post("/v1/batches", content=EMPTY + b" ", headers=headers | other)
    assert (answer.status_code, _slug(answer)) == (401, "signature-invalid")


def test_a_body_without_a_digest_is_refused(terminal: FieldTerminal) -> None:
    headers = terminal.signature("POST", "/v1/batches")
    answer = terminal.http.post("/v1/batches", content=EMPTY, headers=headers)
    assert (answer.status_code, _slug(answer)) == (400, "content-digest-wrong")


def test_a_body_whose_digest_is_not_covered_is_refused(terminal: FieldTerminal) -> None:
    headers = terminal.signature("POST", "/v1/batches") | {"Content-Digest": content_digest(EMPTY)}
    answer = terminal.http.post("/v1/batches", content=EMPTY, headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "signature-invalid")


def test_a_request_that_comes_again_letter_for_letter_is_refused(terminal: FieldTerminal) -> None:
    headers = terminal.signature("GET", FEED)
    assert terminal.http.get(FEED, headers=headers).status_code == 200
    answer = terminal.http.get(FEED, headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "nonce-replayed")


def test_a_replayed_batch_is_refused_also_after_a_restart(
    city_process: CityProcess, enrol: Enrol
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    headers = terminal.signature("POST", "/v1/batches", EMPTY)
    assert terminal.http.post("/v1/batches", content=EMPTY, headers=headers).status_code == 200
    city_process.stop()
    city_process.start()
    answer = terminal.http.post("/v1/batches", content=EMPTY, headers=headers)
    assert (answer.status_code, _slug(answer)) == (401, "nonce-replayed")


@pytest.mark.parametrize("skew", [-1_700_000_000, -3600, 3600])
def test_a_wrong_clock_is_told_and_never_a_reason_to_refuse(
    terminal: FieldTerminal, skew: int
) -> None:
    answer = terminal.http.get(FEED, headers=terminal.signature("GET", FEED, skew=skew))
    assert answer.status_code == 200
    assert abs(int(answer.headers["Onestop-Clock-Skew"]) - skew) < 120


def test_a_right_clock_is_not_spoken_of(terminal: FieldTerminal) -> None:
    assert "Onestop-Clock-Skew" not in terminal.ask("GET", FEED).headers


def test_a_terminal_enrolled_anew_may_hand_in_its_old_letters_but_its_old_key_may_not_speak(
    city: CityProcess, enrol: Enrol
) -> None:
    old = enrol(city)
    queued = old.case()
    new = enrol(city, old.me.terminal)
    assert new.me.epoch == old.me.epoch + 1
    answer = old.ask("POST", "/v1/batches", EMPTY)
    assert (answer.status_code, _slug(answer)) == (403, "terminal-retired")
    assert new.send_one(queued).status is ItemStatus.STORED


def test_a_terminal_cannot_hand_in_the_letters_of_another(city: CityProcess, enrol: Enrol) -> None:
    one, other = enrol(city), enrol(city)
    assert other.send_one(one.case()).status is ItemStatus.REJECTED


def test_a_body_that_is_not_the_type_is_named_by_place_and_not_by_value(
    terminal: FieldTerminal,
) -> None:
    body = json.dumps({"items": [{"id": 7, "envelope": "", "signature": "测试张三"}]}).encode()
    answer = terminal.ask("POST", "/v1/batches", body)
    assert (answer.status_code, _slug(answer)) == (422, "body-invalid")
    assert "测试张三" not in answer.text
    assert terminal.ask("POST", "/v1/batches", b"[" * 100_000).status_code == 422
    assert (
        terminal.ask("POST", "/v1/batches", canonical({"items": [], "more": 1})).status_code == 422
    )
