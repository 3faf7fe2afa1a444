"""A terminal says how it is: at most once a minute, and never whom it served."""

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Code, LinkError
from core.exchange import Terms
from core.heartbeat import DeviceHealth, HeartbeatReply, HeartbeatRequest
from core.version import VERSION
from core.wire import canonical
from sync.heartbeat_lane import EVERY_S, HeartbeatLane
from sync.terms import terms_of
from tests.city_process import REPOSITORY
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity, refused


@dataclass
class Sink:
    """Takes heartbeats, or fails."""

    taken: list[HeartbeatRequest] = field(default_factory=list)
    reply: HeartbeatReply | None = None
    fails: bool = False

    def heartbeat(self, said: HeartbeatRequest) -> HeartbeatReply | None:
        self.taken.append(said)
        if self.fails:
            raise LinkError(Code.CITY_UNREACHABLE)
        return self.reply


@dataclass
class SteppedClock(parts.SetClock):
    """Also its seconds that never run backwards are set by hand."""

    seconds: float = 0.0

    def monotonic(self) -> float:
        return self.seconds


def test_a_heartbeat_tells_of_queue_disk_and_devices(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    terminal.clock.moment += timedelta(hours=3)
    device = DeviceHealth(kind="printer", state="fault", code="PRN-302")
    sink, clock = Sink(), terminal.clock
    HeartbeatLane(terminal.book, terminal.folder, sink, clock, lambda: [device]).run()
    (said,) = sink.taken
    assert (said.queue.waiting, said.queue.blobs_waiting) == (1, 2)
    assert said.queue.oldest_s == 3 * 3600
    assert said.clock == int(clock.now().timestamp())
    assert (said.reserve_stands, said.catalogue, said.devices) == (False, 0, [device])
    assert said.disk_free > 0
    for secret in (parts.NAME, parts.NUMBER, parts.ADDRESS, parts.PHONE):
        assert secret.encode() not in canonical(said)


def test_it_is_sent_at_most_once_a_minute_also_when_it_fails(terminal: Terminal) -> None:
    clock, sink = SteppedClock(), Sink(fails=True)
    lane = HeartbeatLane(terminal.book, terminal.folder, sink, clock, tuple)
    with pytest.raises(LinkError):
        lane.run()
    for seconds in (1.0, EVERY_S - 1, EVERY_S + 1, 2 * EVERY_S, 2 * EVERY_S + 2):
        clock.seconds = seconds
        sink.fails = False
        lane.run()
    assert [said.uptime_s for said in sink.taken] == [0, EVERY_S + 1, 2 * EVERY_S + 2]


def test_the_terms_that_come_back_are_kept(terminal: Terminal) -> None:
    terms = Terms(window_s=120.0, upload_slots=1)
    sink = Sink(reply=HeartbeatReply(onestop=1, terms=terms, city_time=""))
    HeartbeatLane(terminal.book, terminal.folder, sink, terminal.clock, tuple).run()
    kept = terms_of(terminal.book)
    assert (kept.window_s, kept.upload_slots) == (120.0, 1)


def test_a_pass_sends_one_and_a_city_that_does_not_know_it_is_no_failure(
    terminal: Terminal, city: ToyCity
) -> None:
    assert terminal.sync().code is None
    assert [said.version for said in city.heartbeats] == [VERSION]
    for status in (404, 422):
        city.script["POST /v1/heartbeats"] = [refused(status)]
        assert terminal.sync().code is None
    city.script["POST /v1/heartbeats"] = [refused(503)]
    assert terminal.sync().code is Code.CITY_FAULT


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads(Path(REPOSITORY, "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
