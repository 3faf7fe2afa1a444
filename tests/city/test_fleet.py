"""Heartbeats come in, and operators see from them how every terminal is. Nobody else does."""

import json
import time
from typing import Any

import httpx
import msgspec
from prometheus_client.parser import text_string_to_metric_families

from core.heartbeat import DeviceHealth, HeartbeatReply, HeartbeatRequest, QueueHealth
from core.wire import canonical
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess


def a_heartbeat(**changed: Any) -> HeartbeatRequest:
    """A terminal that is well, but for what is changed."""
    values: dict[str, Any] = {
        "version": "0.1.0",
        "clock": int(time.time()),
        "uptime_s": 60,
        "queue": QueueHealth(waiting=0, octets=0, oldest_s=0, quarantined=0),
        "disk_free": 10**10,
        "reserve_stands": True,
        "catalogue": 1000,
        **changed,
    }
    return HeartbeatRequest(**values)


def beat(terminal: FieldTerminal, said: HeartbeatRequest) -> httpx.Response:
    return terminal.ask("POST", "/v1/heartbeats", canonical(said))


def shown(city: CityProcess, terminal: FieldTerminal) -> dict[str, Any]:
    """The terminal as the command shows it."""
    (found,) = [
        one
        for one in json.loads(city.cli("fleet", "--json").stdout)
        if one["terminal"] == terminal.me.terminal
    ]
    return dict(found)


def operator(city: CityProcess) -> dict[str, str]:
    """The header that an operator sends."""
    token = (city.data / "keys" / "operator.token").read_text()
    return {"Authorization": f"Bearer {token}"}


def ask(city: CityProcess, path: str, **settings: Any) -> httpx.Response:
    return httpx.get(city.url + path, trust_env=False, **settings)


def test_a_heartbeat_is_answered_with_terms_and_shown(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    assert shown(city, terminal)["conditions"] == ["never_heard"]
    answer = beat(terminal, a_heartbeat())
    reply = msgspec.json.decode(answer.content, type=HeartbeatReply)
    assert (reply.onestop, reply.terms.poll_s) == (1, 60.0)
    assert reply.city_time.endswith("+08:00")
    assert shown(city, terminal)["conditions"] == []
    stuck = QueueHealth(waiting=3, octets=900, oldest_s=90_000, quarantined=1)
    device = DeviceHealth(kind="printer", state="no_paper", code="PRN-302")
    beat(terminal, a_heartbeat(queue=stuck, clock=0, disk_free=1, devices=[device]))
    row = shown(city, terminal)
    assert row["conditions"] == ["stuck", "quarantined", "full", "skewed", "device"]
    assert (row["waiting"], row["oldest_s"], row["skew_s"] < -(10**9)) == (3, 90_000, True)
    hours = city.cli("fleet", "--hours", terminal.me.terminal).stdout.decode().splitlines()
    assert [json.loads(line)["queue"]["waiting"] for line in hours] in ([3], [0, 3])


def test_a_heartbeat_has_no_room_for_a_person(terminal: FieldTerminal) -> None:
    plain = msgspec.to_builtins(a_heartbeat())
    device = {"kind": "card", "state": "empty"}
    for wrong in (
        {"version": "测试张三"},
        {"last_code": "13800000000"},
        {"devices": [{**device, "state": "430799199001010010"}]},
        {"devices": [{**device, "name": "x"}]},
        {"devices": [device] * 17},
        {"disk_free": -1},
        {"owner": "x"},
    ):
        body = msgspec.json.encode({**plain, **wrong})
        assert terminal.ask("POST", "/v1/heartbeats", body).status_code == 422, wrong


def test_a_whole_number_may_be_written_with_a_point(terminal: FieldTerminal) -> None:
    plain = msgspec.to_builtins(a_heartbeat())
    body = json.dumps({**plain, "disk_free": 5e9, "uptime_s": 7.0}).encode()
    assert terminal.ask("POST", "/v1/heartbeats", body).status_code == 200
    body = json.dumps({**plain, "uptime_s": 7.5}).encode()
    assert terminal.ask("POST", "/v1/heartbeats", body).status_code == 422


def test_a_new_epoch_has_to_be_heard_anew(city: CityProcess, enrol: Enrol) -> None:
    old = enrol(city)
    beat(old, a_heartbeat())
    renewed = enrol(city, old.me.terminal)
    assert renewed.me.epoch == old.me.epoch + 1
    assert shown(city, renewed)["conditions"] == ["never_heard"]


def test_the_page_and_the_metrics_are_for_the_operator_alone(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    beat(terminal, a_heartbeat())
    for path in ("/fleet", "/metrics"):
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic ä"}):
            answer = ask(city, path, headers={k: v.encode() for k, v in headers.items()})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic")
            assert terminal.me.terminal not in answer.text
        assert ask(city, path, headers=operator(city)).status_code == 200
    token = operator(city)["Authorization"].partition(" ")[2]
    assert ask(city, "/fleet", auth=("anybody", token)).status_code == 200
    assert (city.data / "keys" / "operator.token").stat().st_mode & 0o077 == 0


def test_the_page_names_every_terminal_and_its_trouble(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    beat(terminal, a_heartbeat(reserve_stands=False))
    page = ask(city, "/fleet", headers=operator(city)).text
    row = page[page.index(f"<b>{terminal.me.terminal}</b>") :].partition("</tr>")[0]
    assert "存储快满" in row
    assert "从未报到" not in row


def test_the_metrics_can_be_read_and_count_by_route(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    terminal.send(terminal.case(), terminal.case())
    beat(terminal, a_heartbeat(reserve_stands=False))
    case = terminal.case()
    ask(city, f"/c/{case.case}")
    ask(city, "/nowhere/at/all")
    text = ask(city, "/metrics", headers=operator(city)).text
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    posted = (("method", "POST"), ("route", "/v1/batches"), ("status", "200"))
    assert samples[("onestop_requests_total", *posted)] >= 1
    assert samples[("onestop_batch_items_bucket", ("le", "5.0"))] >= 1
    assert samples[("onestop_terminals", ("condition", "full"))] >= 1
    assert samples[("onestop_cases",)] >= 2
    assert samples[("onestop_catalogue_expires_seconds",)] > time.time()
    for name in ("admission_refused_total", "blob_octets", "silence_seconds", "change_seq"):
        assert samples[(f"onestop_{name}",)] >= 0
    assert case.case not in text
    assert "nowhere" not in text
