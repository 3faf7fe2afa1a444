"""R6: the clock jumps, before the start and in the middle, and nothing is lost or decided wrongly.

The terminal is a process of its own under libfaketime, whose clock is moved through a file while it
runs; the seconds that never run backwards stay real, as in the kernel.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from bench.proof.disk_worker import AGENT, CHEAP, PASSWORD, Answer, Worker
from bench.proof.ground import Ground, Post, ground
from bench.proof.outcome import Outcome
from bench.proof.reconcile import rows
from sync.accounts import Accounts
from sync.database import FILE_NAME

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
JUMPS: Mapping[str, timedelta | None] = {
    "10 years back": timedelta(days=-3653),
    "1970": None,
    "a day back": timedelta(days=-1),
    "a day on": timedelta(days=1),
    "400 days on": timedelta(days=400),
}
WHEN = ("before the start", "in the session")
# what the offline sign-in must say at that time: its clock guard, its term of 30 days, or nothing
SIGN_IN = {
    "10 years back": "DESK-802",
    "1970": "DESK-802",
    "a day back": "DESK-802",
    "a day on": "",
    "400 days on": "DESK-802",
}


@dataclass
class Jumps:
    """What was tried and what went wrong."""

    tried: int = 0
    decisions: int = 0
    faults: list[str] = field(default_factory=list)


def clock_jumps(share: float) -> Outcome:
    """The proof: every jump at every time, and back again. A slice takes every jump once."""
    start = time.monotonic()
    jumps = Jumps()
    cells = list(_cells(share))
    with ground() as here:
        planted = {"a retention that believes the clock": _finds_believing_retention(here)}
        for jump, when in cells:
            _jump(here, jumps, jump, when)
    return Outcome(
        name="R6",
        promise="no wrong decision and no lost record when the clock jumps",
        of_what="jumps",
        tried=jumps.tried,
        wanted=len(cells),
        violations=len(jumps.faults),
        planted=planted,
        seconds=time.monotonic() - start,
        command="python -m bench reliability --only R6",
        what_is_not_modelled="certificates of TLS, whose dates are OpenSSL's (NET-604 is tested in"
        " tests/sync); a clock that runs too fast or too slowly",
        notes=(f"{jumps.decisions} decisions compared with those of a right clock",),
        examples=tuple(jumps.faults[:8]),
    )


def _cells(share: float) -> Iterator[tuple[str, str]]:
    every = list(product(JUMPS, WHEN))
    yield from every if share >= 1.0 else every[:: len(WHEN)]


class _FakeClock:
    """The environment of a process whose clock follows a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.right()

    def environment(self) -> dict[str, str]:
        """For a new process."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def right(self) -> None:
        """As the machine's own."""
        self._write("+0")

    def jump(self, name: str) -> None:
        """Move at once."""
        far = JUMPS[name]
        if far is None:
            far = datetime(1970, 1, 2, tzinfo=UTC) - datetime.now(UTC)
        self._write(f"{int(far.total_seconds()):+d}")

    def _write(self, offset: str) -> None:
        unfinished = self._file.with_suffix(".new")
        unfinished.write_text(offset + "\n", encoding="ascii")
        unfinished.rename(self._file)


def _jump(here: Ground, jumps: Jumps, name: str, when: str) -> None:
    post = here.post()
    accounts = Accounts(post.folder, cost=CHEAP)
    accounts.add(AGENT, "测试员", "village_agent", PASSWORD, datetime.now(UTC))
    accounts.close()
    clock = _FakeClock(here.folder)
    said = f"{name}, {when}"
    if when == "before the start":
        clock.jump(name)
    with Worker(post, environment=clock.environment()) as worker:
        if when == "in the session":
            _all_done(jumps, f"{said}: before", worker.submit(), worker.tell("draft"))
            clock.jump(name)
        _decide(jumps, said, worker.tell("sign_in"), SIGN_IN[name])
        _all_done(jumps, said, worker.submit(), worker.tell("draft"), worker.tell("pass"))
        _all_done(jumps, said, worker.submit(), worker.tell("pass"), worker.tell("pass"))
        clock.right()
        _all_done(jumps, f"{said}: back", worker.submit(), worker.tell("draft"))
        _all_done(jumps, f"{said}: back", worker.tell("pass"), worker.tell("pass"))
    jumps.faults += [f"{said}: {fault}" for fault in here.faults(post)]
    purged = _purged(post)
    if purged:
        jumps.faults.append(f"{said}: {purged} attachments were deleted too early")
    jumps.decisions += 1
    jumps.tried += 1


def _all_done(jumps: Jumps, when: str, *answers: Answer) -> None:
    for answer in answers:
        jumps.decisions += 1
        wrong = answer.get("mistake") or answer.get("code")
        if wrong:
            jumps.faults.append(f"{when}: {answer['order']}: {wrong}")


def _decide(jumps: Jumps, when: str, answer: Answer, wanted: str) -> None:
    jumps.decisions += 1
    code = answer.get("code", "").partition(" ")[0]
    if "mistake" in answer or code != wanted:
        jumps.faults.append(f"{when}: the sign-in says {answer} and not {wanted or 'yes'}")


def _purged(post: Post) -> int:
    found = rows(post.folder / FILE_NAME, "SELECT count(*) AS n FROM blob WHERE state = 'purged'")
    return int(found[0]["n"])


def _finds_believing_retention(here: Ground) -> bool:
    """A retention that takes the terminal's own clock for the time deletes at once what the city
    has had for a moment, when that clock jumps."""
    post = here.post()
    clock = _FakeClock(here.folder)
    with Worker(post, plant="retention", environment=clock.environment()) as worker:
        worker.submit()
        for _ in range(3):
            worker.tell("pass")
        clock.jump("400 days on")
        for _ in range(3):
            worker.tell("pass")
    return _purged(post) > 0
