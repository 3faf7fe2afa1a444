"""Live check of a date while it is typed, and whether a beginning can become a date at all."""

import calendar
import re
from datetime import date

from core.catalogue import Field
from core.check import Check, fits, unfinished, wrong

_EARLIEST = date(1900, 1, 1)
_LATEST = date(2099, 12, 31)


def tidy_date(value: str) -> str:
    """Year, month and day with dashes, whichever signs were typed between them."""
    return re.sub(r"[年月./]", "-", value).removesuffix("日")


def date_can_begin(start: str, earliest: date, latest: date) -> bool:
    """Whether up to eight digits are the beginning of a day (yyyymmdd) between two days."""
    for year in range(earliest.year, latest.year + 1):
        if not _agree(f"{year:04d}", start[:4]):
            continue
        for month in range(1, 13):
            if not _agree(f"{month:02d}", start[4:6]):
                continue
            for day in range(1, calendar.monthrange(year, month)[1] + 1):
                if (
                    _agree(f"{day:02d}", start[6:8])
                    and earliest <= date(year, month, day) <= latest
                ):
                    return True
    return False


def _agree(whole: str, start: str) -> bool:
    return whole.startswith(start)


def parse_date(value: str) -> date | None:
    """The day in `2026-11-22`, `2026-1-2` or `20261122`, or None."""
    form = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2})", value, re.ASCII)
    if form is None:
        return None
    year, month, day = (int(part) for part in form.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_date(field: Field, value: str, today: date) -> Check:
    """A day of the calendar within the field's bounds (ISO dates or `today`)."""
    if not re.fullmatch(r"[0-9]*(?:-[0-9]*){0,2}", value):
        return wrong("check.date.only")
    earliest = _bound(field.minimum, today) or _EARLIEST
    latest = _bound(field.maximum, today) or _LATEST
    day = parse_date(value)
    if day is None:
        return _check_beginning(value)
    if day < earliest and not _could_be_another_day(value, earliest, latest):
        return wrong("check.date.early", **_gaps(earliest))
    if day > latest and not _could_be_another_day(value, earliest, latest):
        return wrong("check.date.late", **_gaps(latest))
    return fits() if earliest <= day <= latest else unfinished("check.date.short")


def _check_beginning(value: str) -> Check:
    digits = _as_digits(value)
    if digits is None or len(digits) > 8 or not date_can_begin(digits, _EARLIEST, _LATEST):
        return wrong("check.date.impossible")
    return unfinished("check.date.short")


def _could_be_another_day(value: str, earliest: date, latest: date) -> bool:
    """2026-11-2 is a day, and also the beginning of 2026-11-22."""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return len(day) == 1 and date_can_begin(f"{year}{month:0>2}{day}", earliest, latest)


def _as_digits(value: str) -> str | None:
    """The typed parts as the beginning of yyyymmdd; a part that a dash has ended is filled up."""
    parts = value.split("-")
    widths = (4, 2, 2)
    if len(parts) == 1:
        return value
    for place, part in enumerate(parts):
        ended = place < len(parts) - 1
        if len(part) > widths[place] or (ended and (not part or (place == 0 and len(part) != 4))):
            return None
    filled = [part.zfill(widths[place]) for place, part in enumerate(parts[:-1])]
    return "".join(filled) + parts[-1]


def _bound(text: str, today: date) -> date | None:
    if text == "today":
        return today
    return date.fromisoformat(text) if text else None


def _gaps(day: date) -> dict[str, object]:
    return {"year": day.year, "month": day.month, "day": day.day}
