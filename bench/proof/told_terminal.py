"""A terminal without a screen: the book and the worker of a kiosk, doing what it is told.

`work` and `carry` never end and are to be killed; `drain` ends when the city has everything. As a
process of its own it reads orders from its standard input, one JSON object a line, and answers
each with one (`python -m bench.proof.told_terminal FOLDER`).
"""

import importlib
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import resources
import sync.failpoints
from bench.proof.ledger import Ledger
from bench.proof.paper import PACKAGE, PHONE, Paper, a_rating, new_id
from core.errors import Code, StickError
from core.ports import CaseView, QueueView
from sync.by_hand.hand import Hand
from sync.schedule import Schedule
from sync.station import Station, open_station
from sync.system_clock import SystemClock

_PACE_S = 0.06
_CROWD = 25
BUSY = 3  # exit code of a terminal that did not come to rest


@dataclass
class Life:
    """One life of a process of a terminal. `arm_after` seconds the failpoint becomes deadly;
    `promise_early` is the planted bug of a terminal that promises before it has stored."""

    folder: Path
    ledger: Path
    seed: int = 0
    failpoint: str = ""
    arm_after: float = 0.0
    promise_early: bool = False
    stick: str = ""
    patience: float = 30.0
    started: threading.Event = field(default_factory=threading.Event)

    def arm(self) -> None:
        """Let the failpoint count from now on."""
        os.environ["ONESTOP_FAILPOINT"] = self.failpoint
        importlib.reload(sync.failpoints)


def hasty() -> Schedule:
    """Waits so short that a life of a few hundred milliseconds holds many passes."""
    return Schedule(poll_s=0.05, base_s=0.02, cap_s=0.2)


def work(life: Life) -> int:
    """Hand in, rate, type drafts, look things up, with the worker beside it, until killed."""
    _arm(life)
    station = open_station(life.folder, resources.path("catalogue"), SystemClock())
    station.start_worker(hasty(), _no_queue, _no_cases)
    station.catalogue()
    return _Citizens(life, station).come()


def carry(life: Life) -> int:
    """Hand in without a link and write everything that waits to a stick, until killed."""
    life.arm()
    station = open_station(life.folder, resources.path("catalogue"), SystemClock())
    citizens = _Citizens(life, station)
    hand = Hand(life.folder, SystemClock())
    stick = life.folder.with_suffix(".stick")
    stick.mkdir(exist_ok=True)
    while True:
        citizens.hand_in()
        hand.export(stick)


def receive(life: Life) -> int:
    """Take from a stick the receipts for this terminal, and the bundles of others to be carried.
    Raises StickError for what is refused: an unfinished bundle is passed over."""
    life.arm()
    hand = Hand(life.folder, SystemClock())
    brought = hand.import_all(Path(life.stick))
    hand.close()
    for one in brought:
        if isinstance(one.outcome, StickError) and one.outcome.code is not Code.RECEIPT_KNOWN:
            raise one.outcome
    return 0


def drain(life: Life) -> int:
    """Run the worker until nothing waits; 0, or BUSY after `patience` seconds."""
    _arm(life)
    rested = threading.Event()

    def look(view: QueueView) -> None:
        if view.count == 0:
            rested.set()

    station = open_station(life.folder, resources.path("catalogue"), SystemClock())
    try:
        station.start_worker(hasty(), look, _no_cases)
        return 0 if rested.wait(life.patience) else BUSY
    finally:
        station.close()


def _arm(life: Life) -> None:
    if not life.failpoint or life.arm_after <= 0:
        life.arm()
        return
    timer = threading.Timer(life.arm_after, life.arm)
    timer.daemon = True
    timer.start()


class _Citizens:
    """One after the other at this terminal, by chance from a seed."""

    def __init__(self, life: Life, station: Station) -> None:
        self._life = life
        self._station = station
        self._records = station.records
        self._terminal = station.identity.terminal
        self._chance = random.Random(life.seed)
        self._ledger = Ledger(life.ledger)
        self._ledger.mend()

    def come(self) -> int:
        """A hall full of them, and then nobody: the link must get through all of its lanes."""
        for paper in self._ledger.unfinished():
            # the same application comes again with its id, or never
            if self._chance.random() < 0.5:
                self._submit(paper)
        for _ in range(_CROWD):
            turn = (self.hand_in, self.hand_in, self._rate, self._type, self._look)
            self._chance.choice(turn)()
            time.sleep(self._chance.uniform(0.0, _PACE_S))  # citizens are slower than the link
        threading.Event().wait()
        return 0

    def hand_in(self) -> None:
        """One application with up to three pages."""
        paper = Paper(
            new_id(),
            pages=self._chance.randrange(4),
            size=self._chance.choice((900, 3000, 60_000)),
        )
        self._ledger.add("want", case=paper.case, pages=paper.pages, size=paper.size)
        self._submit(paper)

    def _submit(self, paper: Paper) -> None:
        facts = {"case": paper.case, "pages": paper.pages, "size": paper.size}
        if self._life.promise_early:
            self._ledger.add("done", **facts, receipt_no="")
        view = paper.submit(self._records, self._terminal)
        if not self._life.promise_early:
            self._ledger.add("done", **facts, receipt_no=view.receipt_no)
        self._station.wake()

    def _rate(self) -> None:
        done = self._ledger.lines("done")
        if done:
            case, rating = self._chance.choice(done)["case"], new_id()
            self._records.give_rating(a_rating(rating, case))
            self._ledger.add("rated", rating=rating, case=case)

    def _type(self) -> None:
        """A draft of a citizen of its own: typed, perhaps typed over, perhaps forgotten."""
        draft, owner = new_id(), new_id()
        for turn in range(self._chance.randrange(1, 4)):
            value = f"{PHONE}{turn}"
            self._records.save_field(draft, owner, PACKAGE, "phone", value)
            self._ledger.add("typed", draft=draft, owner=owner, value=value)
        if self._chance.random() < 0.3:
            self._ledger.add("forgetting", owner=owner)
            self._records.forget_draft(draft)

    def _look(self) -> None:
        self._records.queue()
        self._records.cases_since(None, 20)


def _no_queue(view: QueueView) -> None:
    del view


def _no_cases(cases: list[CaseView]) -> None:
    del cases
