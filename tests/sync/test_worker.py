"""The worker's thread: it sends, tells, survives failures and stops."""

import logging
import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from core.errors import Code, DiskError
from core.ports import CaseView, QueueView
from sync.doorbell import Doorbell, Why
from sync.engine import SyncEngine
from sync.report import Report
from sync.schedule import Schedule
from sync.worker import SyncWorker
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import Answer, ToyCity

DEADLINE_S = 20.0


@dataclass
class Ears:
    """What the worker told, as it came."""

    views: "queue.Queue[QueueView]" = field(default_factory=queue.Queue)
    cases: "queue.Queue[list[CaseView]]" = field(default_factory=queue.Queue)

    def until(self, wanted: Callable[[QueueView], bool]) -> QueueView:
        """The first view that is as wanted; queue.Empty after the deadline."""
        while True:
            view = self.views.get(timeout=DEADLINE_S)
            if wanted(view):
                return view


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def start(terminal: Terminal, ears: Ears) -> Iterator[Callable[..., SyncWorker]]:
    workers: list[SyncWorker] = []

    def start(
        poll_s: float = 60.0,
        base_s: float = 0.01,
        make_engine: Callable[[], SyncEngine] = terminal.make_engine,
        begin: bool = True,
    ) -> SyncWorker:
        schedule = Schedule(poll_s=poll_s, base_s=base_s, cap_s=base_s)
        worker = SyncWorker(make_engine, schedule, ears.views.put, ears.cases.put)
        workers.append(worker)
        if begin:
            worker.start()
        return worker

    yield start
    for worker in workers:
        assert worker.stop(DEADLINE_S)


def test_it_sends_what_waits_and_tells_the_queue_and_the_cases(
    terminal: Terminal, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    view = parts.submit(terminal.records)
    start()
    assert ears.until(lambda told: told.online).count == 0
    told = ears.cases.get(timeout=DEADLINE_S)
    assert [(case.id, case.state) for case in told] == [(view.id, "complete")]


def test_it_is_woken_by_a_new_case_long_before_the_next_poll(
    terminal: Terminal, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    worker = start(poll_s=3600.0)
    ears.until(lambda told: told.online)
    parts.submit(terminal.records)
    worker.wake()
    ears.cases.get(timeout=DEADLINE_S)
    assert terminal.states() == ["complete"]


def test_it_goes_on_through_an_outage_and_says_since_when(
    terminal: Terminal, city: ToyCity, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    parts.submit(terminal.records)
    city.script["POST"] = [Answer(fault="gone") for _ in range(3)]
    start()
    lost = ears.until(lambda told: told.last_code == Code.CITY_UNREACHABLE)
    assert not lost.online
    assert lost.since
    back = ears.until(lambda told: told.online)
    assert (back.count, back.last_code, back.attempts) == (0, "", 0)


def test_a_ring_cuts_only_an_open_wait_short() -> None:
    bell = Doorbell()
    bell.ring()
    assert bell.wait(DEADLINE_S, patient=False) is Why.NEWS
    assert bell.wait(0, patient=False) is Why.TIME
    bell.ring()
    assert bell.wait(0, patient=True) is Why.TIME
    assert bell.wait(0, patient=False) is Why.TIME
    bell.end()
    assert bell.wait(DEADLINE_S, patient=True) is Why.END


def test_during_an_outage_the_worker_waits_patiently_whoever_wakes_it(
    terminal: Terminal, city: ToyCity, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    parts.submit(terminal.records)
    city.script["POST"] = [Answer(fault="gone") for _ in range(4)]
    waits: list[bool] = []

    class ListeningBell(Doorbell):
        def wait(
            self, seconds: float, *, patient: bool, until: Callable[[], bool] = lambda: False
        ) -> Why:
            waits.append(patient)
            self.ring()
            return super().wait(min(seconds, 0.01), patient=patient, until=until)

    worker = start(begin=False)
    worker._bell = ListeningBell()
    worker.start()
    ears.until(lambda told: told.online)
    assert worker.stop(DEADLINE_S)
    # before the engine, before the first pass, after each of four failures; then open to news
    assert waits[:7] == [True] * 6 + [False]


def test_a_disk_that_fails_at_the_start_is_tried_again(
    terminal: Terminal, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    failures = [DiskError(Code.DISK_FAULT), DiskError(Code.DATABASE_IN_USE)]

    def make_engine() -> SyncEngine:
        if failures:
            raise failures.pop()
        return terminal.make_engine()

    start(make_engine=make_engine)
    ears.until(lambda told: told.online)
    assert not failures


def test_a_disk_that_fails_in_a_pass_is_told_with_its_code(
    terminal: Terminal, ears: Ears, start: Callable[..., SyncWorker]
) -> None:
    failures = [DiskError(Code.DISK_FULL)]

    def fail_once() -> None:
        if failures:
            raise failures.pop()

    start(make_engine=lambda: terminal.make_engine(before_request=fail_once))
    assert ears.until(lambda told: bool(told.last_code)).last_code == "DISK-501"
    ears.until(lambda told: told.online)


def test_the_log_says_codes_and_numbers_and_nothing_of_a_person(
    terminal: Terminal, city: ToyCity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    parts.submit(terminal.records)
    city.script["POST"] = [Answer(fault="gone")]
    terminal.sync()
    terminal.sync()
    ours = [record.getMessage() for record in caplog.records if record.name == "onestop.sync"]
    assert ours == [
        "pass_failed code=NET-601",
        "city_lost code=NET-601",
        "envelopes_sent count=1",
        "city_reached",
    ]
    for secret in (parts.NAME, parts.NUMBER, parts.ADDRESS, parts.PHONE):
        assert secret not in caplog.text


def test_a_mistake_in_a_pass_does_not_end_the_worker(
    terminal: Terminal,
    ears: Ears,
    start: Callable[..., SyncWorker],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "onestop.sync")
    engine = terminal.make_engine()
    whole_pass, broken = engine.sync_once, ["测试张三 in a message"]

    def sync_once(bell: Doorbell | None = None) -> Report:
        if broken:
            raise RuntimeError(broken.pop())
        return whole_pass(bell)

    engine.sync_once = sync_once  # type: ignore[method-assign]
    parts.submit(terminal.records)
    start(make_engine=lambda: engine)
    assert ears.until(lambda told: told.online).count == 0
    assert "kind=RuntimeError" in caplog.text
    assert "测试张三" not in caplog.text
