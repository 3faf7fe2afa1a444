"""Sizes, ages and days as the desk says them."""

from datetime import date, datetime, timedelta

from core.ports import WordSource
from core.workdays import Calendar

_KB, _MB = 1000, 1_000_000
_FARTHEST = 400  # working days are not counted further


def size_words(octets: int) -> str:
    """Whole KB below one MB, then MB with one place."""
    if octets < _MB:
        return f"{-(-octets // _KB)} KB"
    return f"{octets / _MB:.1f} MB"


def age_words(since: str, now: datetime, words: WordSource) -> str:
    """How long ago an ISO time was, in its two largest parts; empty for an empty time."""
    if not since:
        return ""
    minutes = max(0, int((now - datetime.fromisoformat(since)).total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days and hours:
        return words("desk.age.days_hours", days=days, hours=hours)
    if days:
        return words("desk.age.days", days=days)
    if hours:
        return words("desk.age.hours", hours=hours)
    if minutes:
        return words("desk.age.minutes", minutes=minutes)
    return words("desk.age.now")


def working_days_left(due: date, today: date, calendar: Calendar) -> int:
    """Working days after today up to the due day; negative ones when it is over."""
    if due < today:
        return -working_days_left(today, due, calendar)
    day, count = today, 0
    while day < due and count < _FARTHEST:
        day += timedelta(days=1)
        count += calendar.is_worked(day)
    return count


def short_number(receipt_no: str, terminal: str) -> str:
    """A receipt number without the code of this very terminal."""
    return receipt_no.removeprefix(f"{terminal}-")


def day_words(iso: str) -> str:
    """MM-DD of an ISO date or time."""
    return iso[5:10]
