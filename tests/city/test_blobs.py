"""Attachments over HTTP: whole or not there, gone on with after a tear, opened and compared."""

import base64
import hashlib
import os
import socket
import time
from contextlib import ExitStack
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire import sha256_hex
from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import DEADLINE_S, CityProcess


def _only(case: Sealed) -> tuple[str, bytes]:
    ((name, octets),) = case.blobs.items()
    return name, octets


def _digest(octets: bytes) -> dict[str, str]:
    value = base64.b64encode(hashlib.sha256(octets).digest()).decode()
    return {"Content-Digest": f"sha-256=:{value}:"}


def _patch(
    terminal: FieldTerminal, name: str, offset: int, octets: bytes, said: bytes | None = None
) -> tuple[int, str]:
    headers = {"Upload-Offset": str(offset)}
    if said is not None:
        headers |= _digest(said)
    answer = terminal.ask("PATCH", f"/v1/blobs/{name}", octets, headers)
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def _tear(
    city: CityProcess,
    terminal: FieldTerminal,
    method: str,
    name: str,
    octets: bytes,
    sent: int,
    headers: dict[str, str] | None = None,
) -> None:
    """Promise all of it, send a part, hang up, and wait until the city hung up as well."""
    target = f"/v1/blobs/{name}"
    head = terminal.signature(method, target, octets) | (headers or {})
    lines = [f"{method} {target} HTTP/1.1", "Host: city", f"Content-Length: {len(octets)}"]
    lines += [f"{key}: {value}" for key, value in head.items()]
    host, port = city.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + octets[:sent])
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass


def _held_after_tear(terminal: FieldTerminal, city: CityProcess, name: str) -> int:
    """The city writes down what it has after it hung up: wait until no work is left."""
    work = city.data / "blobs" / "work"
    deadline = time.monotonic() + DEADLINE_S
    while any(work.rglob(f"{name}*")):
        assert time.monotonic() < deadline, "the torn upload was never put away"
        Event().wait(0.01)
    return terminal.held(name)


def test_a_case_is_complete_when_all_its_attachments_are_here(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"one", b"two " * 100)
    terminal.send(case)
    small, large = sorted(case.blobs, key=lambda name: len(case.blobs[name]))
    assert terminal.missing() == [small, large]
    assert terminal.put(large, case.blobs[large]).status_code == 201
    assert terminal.missing() == [small]
    assert [one.state for one in terminal.changes().changes] == ["received"]
    assert terminal.put(small, case.blobs[small]).status_code == 201
    assert terminal.missing() == []
    told = terminal.changes().changes
    assert [one.state for one in told] == ["received", "materials_complete"]
    kept = city.data / "blobs" / "whole" / small[:2] / small
    assert kept.read_bytes() == case.blobs[small]


def test_an_attachment_sent_twice_is_here_once(terminal: FieldTerminal) -> None:
    case = terminal.case(b"page")
    terminal.send(case)
    name, octets = _only(case)
    assert [terminal.put(name, octets).status_code for _ in range(2)] == [201, 200]
    assert terminal.held(name) == len(octets)
    assert len(terminal.changes().changes) == 2


def test_an_attachment_that_nobody_waits_for_is_refused(
    city: CityProcess, terminal: FieldTerminal, enrol: Enrol
) -> None:
    case = terminal.case(b"page")
    name, octets = _only(case)
    assert terminal.put(name, octets).status_code == 404
    terminal.send(case)
    assert enrol(city).put(name, octets).status_code == 404
    assert terminal.put(name, octets).status_code == 201


def test_other_content_under_the_name_is_refused_and_not_kept(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"page")
    terminal.send(case)
    name, octets = _only(case)
    for wrong in (bytes(len(octets)), octets[:-1], b""):
        answer = terminal.put(name, wrong)
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:onestop:problem:digest-wrong"
        assert terminal.held(name) == 0
    assert not list((city.data / "blobs").rglob(f"{name}*"))
    assert terminal.put(name, octets).status_code == 201


def test_more_than_was_declared_is_refused(terminal: FieldTerminal) -> None:
    case = terminal.case(b"page")
    terminal.send(case)
    name, octets = _only(case)
    assert terminal.put(name, octets + b"x").status_code == 413
    assert terminal.held(name) == 0


def test_a_put_that_nobody_signed_keeps_nothing(terminal: FieldTerminal) -> None:
    case = terminal.case(b"page")
    terminal.send(case)
    name, octets = _only(case)
    headers = terminal.signature("PUT", f"/v1/blobs/{name}", b"something else")
    answer = terminal.http.put(f"/v1/blobs/{name}", content=octets, headers=headers)
    assert answer.status_code == 401
    assert terminal.held(name) == 0


def test_a_torn_upload_goes_on_from_where_it_was(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(os.urandom(700_000))
    terminal.send(case)
    name, octets = _only(case)
    _tear(city, terminal, "PUT", name, octets, 400_000)
    held = _held_after_tear(terminal, city, name)
    assert 0 < held <= 400_000
    rest = octets[held:]
    said = {"Upload-Offset": str(held)} | _digest(rest)
    _tear(city, terminal, "PATCH", name, rest, 100_000, said)
    more = _held_after_tear(terminal, city, name)
    assert held < more <= held + 100_000
    assert _patch(terminal, name, held, rest, rest) == (409, str(more))
    assert _patch(terminal, name, more, octets[more:]) == (201, str(len(octets)))
    assert terminal.missing() == []


def test_a_torn_piece_whose_signature_could_not_be_checked_is_not_kept(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(os.urandom(300_000))
    terminal.send(case)
    name, octets = _only(case)
    assert _patch(terminal, name, 0, octets[:1000]) == (204, "1000")
    unsigned = {"Upload-Offset": "1000"} | _digest(b"something else")
    _tear(city, terminal, "PATCH", name, octets[1000:], 200_000, unsigned)
    assert _held_after_tear(terminal, city, name) == 1000


def test_a_terminal_that_does_not_keep_to_its_slots_is_told_to_wait(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(*(os.urandom(300_000) for _ in range(4)))
    terminal.send(case)
    *held, (name, octets) = case.blobs.items()
    host, port = city.url.removeprefix("http://").split(":")
    work = city.data / "blobs" / "work"
    with ExitStack() as stack:
        for other, body in held:
            target = f"/v1/blobs/{other}"
            lines = [f"PUT {target} HTTP/1.1", "Host: city", f"Content-Length: {len(body)}"]
            signed = terminal.signature("PUT", target, body)
            lines += [f"{key}: {value}" for key, value in signed.items()]
            line = stack.enter_context(socket.create_connection((host, int(port)), timeout=30))
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:1000])
        deadline = time.monotonic() + DEADLINE_S
        while not all(any(work.rglob(f"{other}*")) for other, _ in held):
            assert time.monotonic() < deadline, "the uploads never began"
            Event().wait(0.01)
        answer = terminal.put(name, octets)
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:onestop:problem:no-upload-slot"
        assert int(answer.headers["Retry-After"]) >= 1
    for other, _ in held:
        _held_after_tear(terminal, city, other)
    assert terminal.put(name, octets).status_code == 201


def test_a_part_survives_a_killed_city(city_process: CityProcess, enrol: Enrol) -> None:
    city_process.start()
    terminal = enrol(city_process)
    case = terminal.case(b"page " * 1000)
    terminal.send(case)
    name, octets = _only(case)
    assert _patch(terminal, name, 0, octets[:2000]) == (204, "2000")
    city_process.kill()
    city_process.start()
    assert terminal.held(name) == 2000
    assert _patch(terminal, name, 2000, octets[2000:]) == (201, str(len(octets)))


def test_a_piece_that_is_not_what_was_said_leaves_what_was_before(
    terminal: FieldTerminal,
) -> None:
    case = terminal.case(b"page " * 1000)
    terminal.send(case)
    name, octets = _only(case)
    _patch(terminal, name, 0, octets[:2000])
    target = f"/v1/blobs/{name}"
    headers = terminal.signature("PATCH", target, octets[2000:])
    headers |= {"Upload-Offset": "2000"} | _digest(octets[2000:])
    bad = bytes(len(octets) - 2000)
    answer = terminal.http.request("PATCH", target, content=bad, headers=headers)
    assert answer.status_code == 422
    assert terminal.held(name) == 2000


def test_pieces_that_do_not_make_the_attachment_are_thrown_away(terminal: FieldTerminal) -> None:
    case = terminal.case(b"page " * 100)
    terminal.send(case)
    name, octets = _only(case)
    _patch(terminal, name, 0, bytes(100))
    assert _patch(terminal, name, 100, octets[100:])[0] == 422
    assert terminal.held(name) == 0


@given(data=st.data())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_cut_into_pieces_makes_the_same_attachment(
    city: CityProcess, terminal: FieldTerminal, data: st.DataObject
) -> None:
    case = terminal.case(data.draw(st.binary(min_size=1, max_size=200)))
    name, octets = _only(case)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(octets) - 1), max_size=4)))
    terminal.send(case)
    ends = [*cuts, len(octets)]
    start = 0
    for end in ends:
        status, held = _patch(terminal, name, start, octets[start:end])
        assert (status, held) == (201 if end == len(octets) else 204, str(end))
        start = end
    assert name not in terminal.missing()


def test_an_attachment_that_is_not_what_was_signed_is_seen(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    swapped = terminal.case(b"signed page", other_plain={0: b"another page"})
    terminal.send(swapped)
    name, octets = _only(swapped)
    assert terminal.put(name, octets).status_code == 201
    assert terminal.changes().changes[-1].state == "materials_unreadable"
    refused = city.cli("state", swapped.case, "accepted", check=False)
    assert refused.returncode == 1


def test_an_attachment_whose_seal_is_broken_is_seen(terminal: FieldTerminal) -> None:
    case = terminal.case(b"page", other_seal=os.urandom(100))
    terminal.send(case)
    name, octets = _only(case)
    assert terminal.put(name, octets).status_code == 201
    assert terminal.changes().changes[-1].state == "materials_unreadable"


def test_the_same_page_twice_is_one_content_and_the_case_is_complete(
    terminal: FieldTerminal,
) -> None:
    case = terminal.case(b"same", b"same")
    assert len(case.blobs) == 2
    terminal.send(case)
    for name, octets in case.blobs.items():
        terminal.put(name, octets)
    assert terminal.changes().changes[-1].state == "materials_complete"


@pytest.mark.parametrize("name", ["0" * 63, "G" * 64, "0" * 64 + "0", "..%2f" * 12 + "0000"])
def test_a_name_that_is_no_digest_is_refused(terminal: FieldTerminal, name: str) -> None:
    assert terminal.ask("PUT", f"/v1/blobs/{name}", b"x").status_code in (404, 422)


def test_the_book_knows_every_whole_attachment(city: CityProcess, terminal: FieldTerminal) -> None:
    case = terminal.case(b"book")
    terminal.send(case)
    name, octets = _only(case)
    terminal.put(name, octets)
    assert look(city, "SELECT size FROM blobs WHERE sha256 = ?", name) == [(len(octets),)]
    assert sha256_hex(octets) == name
