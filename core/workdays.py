"""Working days (工作日) from the holidays and make-up days that the State Council publishes.

A term counts from the day after it starts (民法典 art. 201). The notices come one year at a time:
where a year is not there, its weekends alone are counted and the answer says so.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from core.catalogue import Source
from core.errors import CatalogueError, Code

_ONE_DAY = timedelta(days=1)


class YearPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One notice (部分节假日安排的通知): days off with the first and last of each holiday, and
    the weekend days that are worked for them (调休上班)."""

    off: list[tuple[date, date]]
    work: list[date]
    source: Source


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a term. Not certain where a year's notice is missing on the way."""

    date: date
    is_certain: bool
    missing_years: tuple[int, ...] = ()


class Calendar:
    """Which days are worked, as far as the notices say."""

    def __init__(self, years: Mapping[int, YearPlan]) -> None:
        self.years = dict(years)
        self._off = frozenset(day for plan in years.values() for day in _days_off(plan))
        self._work = frozenset(day for plan in years.values() for day in plan.work)

    def is_worked(self, day: date) -> bool:
        """Whether offices work on a day."""
        return day in self._work or (day.weekday() < 5 and day not in self._off)

    def first_worked(self, day: date) -> date:
        """The day itself where it is worked, else the next that is: what comes in on a Sunday
        is received on Monday."""
        while not self.is_worked(day):
            day += _ONE_DAY
        return day

    def add(self, start: date, days: int) -> DueDate:
        """The working day `days` after `start`, which itself is not counted; 0 is the start.
        Raises ValueError for negative days."""
        if days < 0:
            raise ValueError("a term has no negative days")
        day, left = start, days
        while left:
            day += _ONE_DAY
            left -= self.is_worked(day)
        missing = tuple(y for y in range(start.year, day.year + 1) if y not in self.years)
        return DueDate(day, not missing, missing)


def _days_off(plan: YearPlan) -> list[date]:
    return [
        first + timedelta(days=n)
        for first, last in plan.off
        for n in range((last - first).days + 1)
    ]


def read_calendar(octets: bytes) -> Calendar:
    """Read a file of yearly notices (TOML, one table per year). Raises CatalogueError."""
    try:
        tables = tomllib.loads(octets.decode())
        return Calendar(msgspec.convert(tables["year"], dict[int, YearPlan], strict=False))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, msgspec.ValidationError) as bad:
        raise CatalogueError(Code.CATALOGUE_TORN, f"holidays: {bad}") from bad
