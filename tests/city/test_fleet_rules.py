"""The rules of the fleet: each condition at its edge, and none where nothing is wrong."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.fleet_rules import Condition, Heard, NewestCatalogue, Thresholds, conditions
from core.heartbeat import DeviceHealth, HeartbeatRequest, QueueHealth

NOW = 1_780_000_000
LIMITS = Thresholds()
NEWEST = NewestCatalogue(sequence=7, published_at=NOW - 10 * 86400)
WELL = HeartbeatRequest(
    version="0.1.0",
    clock=NOW,
    uptime_s=100,
    queue=QueueHealth(waiting=0, octets=0, oldest_s=0, quarantined=0),
    disk_free=10**10,
    reserve_stands=True,
    catalogue=7,
)


def judged(
    said: HeartbeatRequest, *, at: int = NOW, before: int | None = None, now: int = NOW
) -> tuple[Condition, ...]:
    return conditions(Heard(at, said, before), now, NEWEST, LIMITS)


def queued(waiting: int, oldest_s: int, quarantined: int = 0) -> HeartbeatRequest:
    queue = QueueHealth(waiting=waiting, octets=9, oldest_s=oldest_s, quarantined=quarantined)
    return msgspec.structs.replace(WELL, queue=queue)


def test_a_terminal_that_is_well_has_no_condition() -> None:
    assert judged(WELL) == ()


def test_one_that_never_spoke_is_told_and_nothing_else_is_guessed() -> None:
    assert conditions(None, NOW, NEWEST, LIMITS) == (Condition.NEVER_HEARD,)
    both = conditions(None, NOW, NEWEST, LIMITS, revoked=True)
    assert both == (Condition.REVOKED, Condition.NEVER_HEARD)


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        (queued(1, LIMITS.stuck_s), Condition.STUCK),
        (queued(0, 0, quarantined=1), Condition.QUARANTINED),
        (msgspec.structs.replace(WELL, disk_free=LIMITS.disk_free - 1), Condition.FULL),
        (msgspec.structs.replace(WELL, reserve_stands=False), Condition.FULL),
        (msgspec.structs.replace(WELL, clock=NOW + LIMITS.skew_s + 1), Condition.SKEWED),
        (msgspec.structs.replace(WELL, clock=0), Condition.SKEWED),
        (msgspec.structs.replace(WELL, catalogue=6), Condition.OLD_CATALOGUE),
        (
            msgspec.structs.replace(
                WELL, devices=[DeviceHealth(kind="printer", state="no_paper", code="PRN-302")]
            ),
            Condition.DEVICE,
        ),
    ],
)
def test_each_trouble_is_named_alone(said: HeartbeatRequest, condition: Condition) -> None:
    assert judged(said) == (condition,)


@pytest.mark.parametrize(
    "said",
    [
        queued(5, LIMITS.stuck_s - 1),
        msgspec.structs.replace(WELL, disk_free=LIMITS.disk_free),
        msgspec.structs.replace(WELL, clock=NOW - LIMITS.skew_s),
        msgspec.structs.replace(WELL, devices=[DeviceHealth(kind="card", state="empty")]),
    ],
)
def test_the_edge_itself_is_well(said: HeartbeatRequest) -> None:
    assert judged(said) == ()


def test_a_backlog_that_is_worked_off_is_not_stuck() -> None:
    old = 5 * LIMITS.stuck_s
    assert judged(queued(100, old), before=old + 60) == ()
    assert judged(queued(100, old), before=old - 3600) == (Condition.STUCK,)


def test_a_catalogue_of_this_morning_is_not_missed_yet() -> None:
    fresh = NewestCatalogue(sequence=8, published_at=NOW - 3600)
    assert conditions(Heard(NOW, WELL), NOW, fresh, LIMITS) == ()


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_silence_only_ever_adds_that_it_is_late(silence: int, longer: int) -> None:
    sooner = judged(queued(3, LIMITS.stuck_s, 1), now=NOW + silence)
    later = judged(queued(3, LIMITS.stuck_s, 1), now=NOW + silence + longer)
    assert set(sooner) <= set(later) <= set(sooner) | {Condition.LATE}
    assert (Condition.LATE in later) == (silence + longer > LIMITS.late_s)


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.integers(0, 20),
)
def test_every_condition_is_told_once_and_in_the_order_of_gravity(
    waiting: int, oldest: int, free: int, stands: bool, skew: int, sequence: int
) -> None:
    said = msgspec.structs.replace(
        queued(waiting % 1000, oldest),
        disk_free=free,
        reserve_stands=stands,
        clock=NOW + skew,
        catalogue=sequence,
    )
    found = judged(said)
    order = list(Condition)
    assert [order.index(one) for one in found] == sorted({order.index(one) for one in found})
    assert (Condition.SKEWED in found) == (abs(skew) > LIMITS.skew_s)
    assert (Condition.FULL in found) == (free < LIMITS.disk_free or not stands)
    assert (Condition.OLD_CATALOGUE in found) == (sequence < NEWEST.sequence)
