"""The city's time: Beijing time, as it stands on every paper of the city."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))  # one zone, no summer time since 1992


def now() -> datetime:
    """The moment, with its offset."""
    return datetime.now(BEIJING)


def stamp(moment: datetime) -> str:
    """ISO 8601 with offset, to the second."""
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")
