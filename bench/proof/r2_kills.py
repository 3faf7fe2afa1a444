"""R2: kill -9 of the terminal and of the city during work and sync; nothing lost, nothing doubled.

Most lives are of a terminal without a screen (bench.proof.told_terminal), a share is of the whole
kiosk with its windows (bench.proof.kiosk_kills). Each ends at a named failpoint or at a moment of
chance. At the end of a series everything is drained and the books are compared.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.proof.failpoints import (
    CITY_POINTS,
    FIRST_POINTS,
    RECEIPT_POINTS,
    RESTORED_POINTS,
    STICK_POINTS,
    TERMINAL_POINTS,
    WORK_POINTS,
)
from bench.proof.ground import Ground, Post, ground
from bench.proof.kiosk_kills import KIOSK_KILLS, Starts, kiosk_series
from bench.proof.nursery import FAILED, Nursery
from bench.proof.outcome import Outcome
from sync.database import open_database, set_setting
from sync.inbox import CITY_WENT_BACK
from sync.records import SqliteRecords
from sync.system_clock import SystemClock
from tests.city_process import CityNotStarted

KILLS = 1000
LIVES_IN_A_SERIES = 45
_LONGEST_S = 0.45
_PATIENCE_S = 12.0


@dataclass
class Toll:
    """What was done so far."""

    terminal: int = 0
    kiosk: int = 0
    city: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    promises: int = 0

    @property
    def kills(self) -> int:
        """All processes that were killed."""
        return self.terminal + self.kiosk + self.city


def kills(share: float) -> Outcome:
    """The proof: `share` of 1,000 kills, at least one at every named failpoint."""
    start = time.monotonic()
    planted = {
        "a terminal that promises before it has stored": _finds_early_promise(),
        "a city that forgets the ids it has taken": _finds_forgetful_city(),
    }
    toll = Toll()
    kiosk_lives = max(2, round(KIOSK_KILLS * share))
    lives = max(len(TERMINAL_POINTS) + 4, round((KILLS - kiosk_lives) * share))
    with ThreadPoolExecutor(1) as beside:
        kiosks = beside.submit(_kiosks, kiosk_lives)
        with ground() as here:
            for seed, count in enumerate(_parts(lives)):
                _series(here, toll, seed, count)
        faults, toll.kiosk, slips, starts = kiosks.result()
    toll.faults += faults
    toll.promises += slips
    toll.faults += [
        f"never killed at {name}"
        for name in (*TERMINAL_POINTS, *CITY_POINTS)
        if not toll.reached[name]
    ]
    return Outcome(
        name="R2",
        promise="nothing lost or doubled when the whole app is killed during work and sync",
        of_what="kills",
        tried=toll.kills,
        wanted=round(KILLS * share),
        violations=len(toll.faults),
        planted=planted,
        seconds=time.monotonic() - start,
        command="python -m bench reliability --only R2",
        what_is_not_modelled="the loss of what the kernel had not yet written (that is R1); most"
        " terminals are forked from a loaded Python and have no screen",
        notes=(
            f"{toll.terminal} terminals, {toll.kiosk} whole kiosks, {toll.city} cities;"
            f" {sum(toll.reached.values())} at {len(toll.reached)} named points;"
            f" {toll.promises} promises kept",
            *starts.notes(),
        ),
        examples=tuple(toll.faults[:8]),
    )


def _kiosks(lives: int) -> tuple[list[str], int, int, Starts]:
    """The kiosk's share, with a city of its own beside the others."""
    starts = Starts()
    with ground() as here:
        return *kiosk_series(here, lives, starts), starts


def _parts(lives: int) -> Iterator[int]:
    while lives > 0:
        yield min(lives, LIVES_IN_A_SERIES)
        lives -= LIVES_IN_A_SERIES


def _series(here: Ground, toll: Toll, seed: int, lives: int) -> None:
    """One terminal from its enrolment to its rest, killed `lives` times, the city sometimes."""
    chance = random.Random(seed)
    here.publish()
    post = here.post()
    with Nursery(here.folder / "nursery.log") as nursery:
        for turn, point in enumerate(_points(chance, lives, every=seed == 0)):
            _life(toll, nursery, post, point, chance, armed=seed > 0)
            if turn == lives // 2:
                _kill_cities(here, toll, nursery, post, chance)
        _bring_stick(here, toll, nursery, post)
        _rest(here, toll, nursery, post)


def _points(chance: random.Random, lives: int, *, every: bool) -> list[str]:
    """Where each life ends: first where only the first lives come by, then each point once or a
    half by points and a half by moments of chance (an empty name)."""
    first = [*FIRST_POINTS]
    if every:
        first += [*WORK_POINTS, *STICK_POINTS, *RESTORED_POINTS]
    known = (*WORK_POINTS, *STICK_POINTS)
    rest = [chance.choice((*known, *[""] * len(known))) for _ in range(lives - len(first))]
    return first + rest


def _life(
    toll: Toll, nursery: Nursery, post: Post, point: str, chance: random.Random, *, armed: bool
) -> None:
    """`armed`: the failpoint counts only after a while, so that it is met in any state."""
    if point in RESTORED_POINTS:
        _say_that_the_city_went_back(post)
    after = chance.uniform(0.0, _LONGEST_S)
    ended = nursery.live(
        "carry" if point in STICK_POINTS else "work",
        folder=post.folder,
        ledger=post.log,
        seed=chance.randrange(2**32),
        failpoint=point,
        arm_after=after if armed and point in WORK_POINTS else 0.0,
        kill_after=_PATIENCE_S if point else after,
    )
    if ended.code == FAILED:
        toll.faults.append("a terminal ended by itself")
        return
    toll.terminal += 1
    if point and not ended.by_time:
        toll.reached[point] += 1


def _say_that_the_city_went_back(post: Post) -> None:
    """As the feed of a restored city leaves it; what the city has is then asked for anew."""
    database = open_database(post.folder)
    with database.write() as db:
        set_setting(db, CITY_WENT_BACK, "1")
    database.close()


def _kill_cities(
    here: Ground, toll: Toll, nursery: Nursery, post: Post, chance: random.Random
) -> None:
    """The city dies at each of its points while a terminal speaks to it, and stands up again."""
    here.city.stop()
    for point in CITY_POINTS:
        try:
            here.city.start(point)
        except CityNotStarted:  # it finishes at its start what the last kill left, and died there
            toll.city += 1
            toll.reached[point] += 1
            continue
        nursery.live(
            "work",
            folder=post.folder,
            ledger=post.log,
            seed=chance.randrange(2**32),
            kill_after=_LONGEST_S * 2,
        )
        toll.terminal += 1
        drained = nursery.live("drain", folder=post.folder, ledger=post.log, patience=2.0)
        if here.city.has_ended():
            here.city.wait()
            toll.reached[point] += 1
        elif drained.code == 0:
            toll.faults.append(f"the city passed {point} and lived")
            here.city.kill()
        else:
            here.city.kill()
        toll.city += 1
    here.city.start()


def _bring_stick(here: Ground, toll: Toll, nursery: Nursery, post: Post) -> None:
    """The stick goes to the city and comes back; the terminal is killed as it takes the receipt,
    and takes it again. What the network sends meanwhile must not double it."""
    stick = post.folder.with_suffix(".stick")
    if not stick.exists():
        return
    nursery.live("carry", folder=post.folder, ledger=post.log, kill_after=_LONGEST_S * 2)
    other = here.post()
    _receive(toll, nursery, other, stick, "relay.copied")
    _life(toll, nursery, other, "relay.settled", random.Random(0), armed=False)
    _rest(here, toll, nursery, other)
    here.city.cli("import", str(stick), "--receipt-to", str(stick), check=False)
    _receive(toll, nursery, post, stick, *RECEIPT_POINTS)


def _receive(toll: Toll, nursery: Nursery, post: Post, stick: Path, *points: str) -> None:
    """The stick in this terminal: killed at its points, and then let alone."""
    for point in (*points, ""):
        ended = nursery.live(
            "receive", folder=post.folder, ledger=post.log, failpoint=point, stick=stick
        )
        if point and ended.code == -signal.SIGKILL:
            toll.terminal += 1
            toll.reached[point] += 1
        elif ended.code != 0:
            toll.faults.append(f"what is on the stick is not taken ({ended.code})")


def _rest(here: Ground, toll: Toll, nursery: Nursery, post: Post) -> None:
    """Drain what waits, then compare everything."""
    ended = nursery.live("drain", folder=post.folder, ledger=post.log)
    if ended.code != 0:
        toll.faults.append(f"the terminal does not come to rest ({ended.code})")
    toll.faults += here.faults(post)
    toll.faults += drafts_lost(post)
    toll.promises += sum(len(post.ledger.lines(kind)) for kind in ("done", "rated", "typed"))


def drafts_lost(post: Post) -> list[str]:
    """What was typed and neither forgotten nor handed in must still be there."""
    forgotten = {line["owner"] for line in post.ledger.lines("forgetting")}
    typed = {line["owner"]: line for line in post.ledger.lines("typed")}
    records = SqliteRecords(post.folder, post.identity, SystemClock())
    faults = []
    try:
        for owner, line in typed.items():
            draft = records.draft_of(owner)
            if owner in forgotten:
                continue
            if draft is None or draft.id != line["draft"]:
                faults.append("lost: a draft")
            # a field may hold what was being typed when the kill came: never less
            elif draft.fields.get("phone", "") < line["value"]:
                faults.append("lost: a field of a draft")
    finally:
        records.close()
    return faults


def _finds_early_promise() -> bool:
    """Killed between the promise and the commit, such a terminal loses what it promised."""
    with _apart() as (here, nursery):
        post = here.post()
        life: dict[str, Any] = {"folder": post.folder, "ledger": post.log, "promise_early": True}
        nursery.live("work", **life, failpoint="submit.queued", kill_after=_PATIENCE_S)
        nursery.live("drain", folder=post.folder, ledger=post.log)
        return any(fault.startswith("lost: the city") for fault in here.faults(post))


def _finds_forgetful_city() -> bool:
    """A city without the permanent id has twice what was sent again after a lost reply."""
    with _apart("bench.proof.forgetful_city") as (here, nursery):
        post = here.post()
        life: dict[str, Any] = {"folder": post.folder, "ledger": post.log}
        nursery.live("work", **life, failpoint="send.answered", kill_after=_PATIENCE_S)
        nursery.live("drain", **life, patience=_PATIENCE_S)
        return any(fault.startswith("doubled") for fault in here.faults(post))


@contextmanager
def _apart(module: str = "city") -> Iterator[tuple[Ground, Nursery]]:
    with ground(module=module) as here, Nursery(here.folder / "nursery.log") as nursery:
        yield here, nursery
