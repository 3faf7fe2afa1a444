"""When the terminal tries again: bounded, spread, and never in step with three thousand others."""

from hypothesis import given
from hypothesis import strategies as st

from sync.schedule import Schedule


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
