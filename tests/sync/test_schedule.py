"""When the terminal tries again: bounded, spread, and never in step with three thousand others."""

from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code
from sync.report import Report
from sync.schedule import FAILED_PER_MINUTE, Schedule


def highest(low: float, high: float) -> float:
    """Chance that always takes the longest wait."""
    del low
    return high


def test_waits_double_up_to_the_cap_and_start_again_after_a_success() -> None:
    schedule = Schedule(base_s=2, cap_s=20, poll_s=60, uniform=highest)
    assert [schedule.after_failure(0) for _ in range(6)] == [2, 4, 8, 16, 20, 20]
    assert schedule.after_success() == 66
    assert schedule.after_failure(0) == 2


def test_the_window_of_the_city_widens_the_first_attempt_and_every_retry() -> None:
    schedule = Schedule(base_s=2, cap_s=20, uniform=highest)
    assert schedule.first(300) == 300
    assert schedule.first(-1) == 0
    assert schedule.after_failure(300) == 300


@given(st.integers(min_value=0, max_value=5000), st.floats(min_value=0, max_value=3600))
def test_no_wait_is_negative_or_beyond_cap_and_window(failures: int, window: float) -> None:
    schedule = Schedule(failures=failures)
    assert 0 <= schedule.after_failure(window) <= max(300.0, window)
    assert 54 <= schedule.after_success() <= 66


def test_the_jitter_is_full() -> None:
    schedule = Schedule(base_s=100, cap_s=100)
    waits = sorted(schedule.after_failure(0) for _ in range(400))
    assert waits[0] < 20
    assert waits[-1] > 80


def shortest(low: float, high: float) -> float:
    """Chance that always takes the shortest wait."""
    del high
    return low


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=40, max_size=40))
def test_whatever_chance_says_few_passes_fail_in_a_minute(chances: list[float]) -> None:
    schedule = Schedule(base_s=0.01, uniform=lambda low, high: low + (high - low) * chances[0])
    waits = []
    while chances:
        waits.append(schedule.after_failure(0))
        chances = chances[1:] or [0.0] if len(waits) < 40 else []
    for start in range(len(waits) - FAILED_PER_MINUTE):
        assert sum(waits[start : start + FAILED_PER_MINUTE]) >= 59.9


def test_a_city_that_asks_to_wait_is_waited_for() -> None:
    report = Report(code=Code.CITY_FAULT, retry_after_s=120.0)
    assert Schedule(uniform=shortest).after_failure(0, report) == 120.0
    assert Schedule(uniform=highest).after_failure(0, report) == 144.0


def test_a_terminal_that_is_refused_pauses_and_goes_on_asking() -> None:
    report = Report(code=Code.CITY_REFUSES_TERMINAL)
    assert Schedule(uniform=shortest, cap_s=300).after_failure(0, report) == 150.0


def test_the_city_says_how_often_unless_the_terminal_asks_more_often() -> None:
    assert Schedule(uniform=highest).after_success(300.0) == 330.0
    assert Schedule(poll_s=3.0, uniform=highest).after_success(300.0) < 4.0
