"""Applications, attachments and a terminal for the proofs: small, and nobody's."""

import random
from datetime import datetime, timedelta, timezone

import msgspec

from bench.ground import application_of_nobody
from core.application import Application, Rating
from core.ports import Attachment

NUMBER = "43079919900101001X"
RESERVE = 8192
BEIJING = timezone(timedelta(hours=8))


class HandClock:
    """A clock that only moves when it is told to."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)
        self.seconds = 0.0

    def now(self) -> datetime:
        """The wall time."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return self.seconds

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


def id_of(number: int, kind: int = 0) -> str:
    """An id in the form of a UUIDv7, the same for the same number."""
    return f"01936000-0000-7000-8{kind:03x}-{number:012x}"


def owner_of(draft: str) -> str:
    """Whose draft it is: each has a person of its own."""
    return f"{NUMBER}{draft}"


def application(number: int) -> Application:
    """The application with this number."""
    return msgspec.structs.replace(
        application_of_nobody(), id=id_of(number), form={"field": f"测试 {number}"}
    )


def attachments(chance: random.Random, count: int) -> list[Attachment]:
    """Small attachments with content of their own."""
    return [
        Attachment(f"M{index}", "image/jpeg", chance.randbytes(chance.randint(40, 5000)))
        for index in range(count)
    ]


def rating(number: int, case: int) -> Rating:
    """A rating of the case with this number."""
    return Rating(
        id=id_of(number, kind=1),
        case=id_of(case),
        level=5,
        reasons=[],
        at="2026-11-22T09:40:00+08:00",
    )
