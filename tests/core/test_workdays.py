"""Working days: the notices count, and a year without one says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AppError, Code
from core.workdays import Calendar, DueDate, read_calendar
from resources import path

CALENDAR = read_calendar(path("holidays.toml").read_bytes())
EMPTY = Calendar({})
known_days = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 20), True),  # an ordinary Friday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 10, 1), False),  # 国庆节, Thursday
        (date(2026, 10, 10), True),  # worked Saturday
        (date(2026, 2, 14), True),  # worked Saturday
        (date(2025, 10, 8), False),
        (date(2024, 5, 11), True),
    ],
)
def test_the_notices_say_which_days_are_worked(day: date, worked: bool) -> None:
    assert CALENDAR.is_worked(day) is worked


@pytest.mark.parametrize(("year", "off", "work"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_each_year_has_as_many_days_as_its_notice(year: int, off: int, work: int) -> None:
    plan = CALENDAR.years[year]
    assert sum((last - first).days + 1 for first, last in plan.off) == off
    assert len(plan.work) == work
    assert all(day.weekday() >= 5 for day in plan.work)


def test_a_term_counts_from_the_next_working_day() -> None:
    assert CALENDAR.add(date(2026, 11, 20), 1) == DueDate(date(2026, 11, 23), True)


def test_a_term_skips_a_holiday_and_counts_the_day_worked_for_it() -> None:
    # 30 September is Wednesday; 1–7 October are off; Thursday, Friday and Saturday the 10th count.
    assert CALENDAR.add(date(2026, 9, 30), 3).date == date(2026, 10, 10)


def test_a_term_of_no_days_ends_where_it_starts() -> None:
    assert CALENDAR.add(date(2026, 11, 22), 0).date == date(2026, 11, 22)


def test_what_comes_in_on_sunday_is_received_on_monday() -> None:
    received = CALENDAR.first_worked(date(2026, 11, 22))
    assert received == date(2026, 11, 23)
    assert CALENDAR.add(received, 10).date == date(2026, 12, 7)


def test_a_term_that_runs_into_a_year_without_notice_says_so() -> None:
    due = CALENDAR.add(date(2026, 12, 28), 10)
    assert due == DueDate(date(2027, 1, 11), False, (2027,))


def test_without_any_notice_only_weekends_are_left_out() -> None:
    due = EMPTY.add(date(2026, 9, 30), 3)
    assert due == DueDate(date(2026, 10, 5), False, (2026,))


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(date(2026, 1, 1), -1)


@given(known_days, st.integers(0, 60))
def test_exactly_so_many_working_days_lie_between(start: date, days: int) -> None:
    due = CALENDAR.add(start, days).date
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(CALENDAR.is_worked(day) for day in between) == days
    assert days == 0 or CALENDAR.is_worked(due)


@given(known_days, st.integers(0, 30), st.integers(0, 30))
def test_terms_add_up(start: date, first: int, second: int) -> None:
    middle = CALENDAR.add(start, first).date
    assert CALENDAR.add(middle, second).date == CALENDAR.add(start, first + second).date


@pytest.mark.parametrize(
    "octets",
    [
        b"\xff",
        b"year = 1",
        b"no = 1",
        b"[year.2027]\noff = []",
        b"[year.2027]\noff = [[2027-01-01]]\nwork = []\nsource = {text = 'x', mark = 'public'}",
        b"[year.2027]\noff = []\nwork = []\nsource = {text = 'x', mark = 'sure'}",
    ],
)
def test_a_file_of_holidays_that_does_not_fit_is_refused(octets: bytes) -> None:
    with pytest.raises(AppError) as refused:
        read_calendar(octets)
    assert refused.value.code is Code.CATALOGUE_TORN
