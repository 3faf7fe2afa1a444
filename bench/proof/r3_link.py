"""R3: every fault of a link at every step of the protocol, once, three times, and for a while.

Each cell is the life of one terminal: enrolled, given work, made to speak through the fault,
healed, brought to rest; then the books are compared. Waiting is by a moved clock, the sockets
are real.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bench.proof.fault_proxy import Fault, FaultProxy, Plan, Step
from bench.proof.ground import Ground, Post, ground
from bench.proof.link_under_fault import (
    NAME,
    MovedClock,
    Papers,
    client_of,
    make_papers,
    names_by,
)
from bench.proof.outcome import Outcome
from bench.proof.paper import Paper, a_rating, new_id
from bench.proof.reconcile import rows
from core.errors import LinkError
from core.exchange import BatchReply, BatchRequest, ItemResult, ItemStatus
from sync.database import FILE_NAME
from sync.engine import City, SyncEngine
from sync.identity import TerminalIdentity, enrol
from sync.records import SqliteRecords
from sync.report import Report
from sync.schedule import Schedule

STEPS = (
    Step.ENROL,
    Step.BATCH,
    Step.BLOB_PUT,
    Step.BLOB_HEAD,
    Step.BLOB_PATCH,
    Step.MISSING,
    Step.CHANGES,
    Step.REVOCATIONS,
    Step.MANIFEST,
    Step.FILE,
)
TIMES = {"once": 1, "three times": 3, "for a while": -1}
MOST_A_MINUTE = 60
_WHILE = 8  # failing passes, or requests that were harmed
_WHILE_S = 900.0
_STICKY = (Fault.REFUSE, Fault.TLS, Fault.DNS)
_SLOW = (Fault.STALL, Fault.STALL_REPLY, Fault.TRICKLE)  # each costs a real second
_LATER_TRIES = (Step.BLOB_HEAD, Step.BLOB_PATCH)
_PASSES = 200
_SMALL_RESERVE = 50_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One fault at one step, so often."""

    step: Step
    fault: Fault
    often: str

    def __str__(self) -> str:
        return f"{self.fault.value} at {self.step.value}, {self.often}"


@dataclass
class Pace:
    """Requests by the moved clock, while the fault lasts."""

    passes: list[tuple[float, int]] = field(default_factory=list)

    def most_a_minute(self) -> int:
        """The fullest 60 seconds."""
        return max(
            (
                sum(n for moment, n in self.passes if start <= moment < start + 60.0)
                for start, _ in self.passes
            ),
            default=0,
        )


@dataclass
class Tally:
    """What all cells together came to."""

    tried: int = 0
    faults: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)
    most: int = 0
    fullest: str = ""
    struck: int = 0


def link_faults(share: float) -> Outcome:
    """The proof: the whole matrix, or a slice in which each fault and each step comes once."""
    start = time.monotonic()
    cells = list(_cells(share))
    planted = {
        "a city that forgets the ids it has taken": _finds_forgetful_city(),
        "a terminal that takes any 200 for an answer": _finds_credulous_terminal(),
        "a terminal that tries again at once": _finds_haste(),
    }
    tally = Tally()
    with _field() as (here, papers):
        for seed, cell in enumerate(cells):
            _count(tally, here, papers, cell, seed)
    return Outcome(
        name="R3",
        promise="nothing lost or doubled, and few requests, whatever the link does at any step",
        of_what="faults at steps",
        tried=tally.tried,
        wanted=len(cells),
        violations=len(tally.faults),
        planted=planted,
        seconds=time.monotonic() - start,
        command="python -m bench reliability --only R3",
        what_is_not_modelled="loss and reordering of packets below TCP; HTTP/2; deadlines are"
        " shortened (stalls 0.4 s, one octet each 0.2 s instead of a second)",
        notes=(
            f"{len(STEPS)} steps × {len(Fault)} faults; {tally.struck} requests were harmed",
            f"most requests in a minute under a fault: {tally.most} ({tally.fullest}), bound"
            f" {MOST_A_MINUTE}",
            *(
                (f"{len(tally.untouched)} cells whose step never came: {tally.untouched[0]} …",)
                if tally.untouched
                else ()
            ),
        ),
        examples=tuple(tally.faults[:8]),
    )


def _cells(share: float) -> Iterator[Cell]:
    if share < 1.0:
        steps = [STEPS[number % len(STEPS)] for number in range(len(Fault))]
        for number, (step, fault) in enumerate(zip(steps, Fault, strict=True)):
            yield Cell(step, fault, list(TIMES)[number % 2])
        return
    for step in STEPS:
        for fault in Fault:
            for often in TIMES:
                yield Cell(step, fault, often)


def _count(tally: Tally, here: Ground, papers: Papers, cell: Cell, seed: int) -> None:
    faults, pace, struck = play(here, papers, cell, seed)
    tally.tried += 1
    tally.struck += struck
    tally.faults += [f"{cell}: {fault}" for fault in faults]
    if not struck:
        tally.faults.append(f"{cell}: the step never came")
    most = pace.most_a_minute()
    if most > MOST_A_MINUTE:
        tally.faults.append(f"{cell}: {most} requests in a minute")
    if most > tally.most:
        tally.most, tally.fullest = most, str(cell)


def play(
    here: Ground,
    papers: Papers,
    cell: Cell,
    seed: int,
    *,
    believe: bool = False,
    patient: bool = True,
) -> tuple[list[str], Pace, int]:
    """The life of one terminal under a fault: what is wrong, its pace, requests harmed. `believe`
    and not `patient` are planted bugs."""
    port = int(here.city.url.rpartition(":")[2])
    proxy = FaultProxy(port, papers.good, papers.wrong)
    scheme = "https" if cell.fault is Fault.TLS else "http"
    proxy.use_tls(scheme == "https")
    life = _Life(here, papers, proxy, f"{scheme}://{NAME}:{proxy.port}", seed, believe, patient)
    try:
        with names_by(proxy):
            return life.live(cell)
    finally:
        proxy.close()


class _Life:
    def __init__(
        self,
        here: Ground,
        papers: Papers,
        proxy: FaultProxy,
        url: str,
        seed: int,
        believe: bool,
        patient: bool,
    ) -> None:
        self._here = here
        self._papers = papers
        self._proxy = proxy
        self._url = url
        self._believe = believe
        self._clock = MovedClock()
        self._pace = Pace()
        chance = random.Random(seed)
        self._schedule: Schedule = Schedule(uniform=chance.uniform)
        if not patient:
            self._schedule = _Hasty()
        self._failures = 0
        self._struck = 0
        self._since = 0.0
        self._enough = 2 * _WHILE

    def live(self, cell: Cell) -> tuple[list[str], Pace, int]:
        """From the one-time code to the rest."""
        self._limit = {"once": 1, "three times": 3}.get(cell.often, _WHILE)
        if cell.step is Step.ENROL:
            self._strike(cell)
        post = self._enrol()
        if post is None:
            return ["never enrolled"], self._pace, self._struck
        self._heal_when_due(force=cell.step is Step.ENROL)
        records = SqliteRecords(
            post.folder, post.identity, self._clock, reserve_octets=_SMALL_RESERVE
        )
        try:
            self._work(post, records)
            rested = self._passes(post, cell)
        finally:
            records.close()
        faults = self._here.faults(post)
        if not rested:
            faults.append("stuck: it does not come to rest")
        return faults, self._pace, self._struck

    def _work(self, post: Post, records: SqliteRecords) -> None:
        for size in (900, 40_000):
            paper = Paper(new_id(), pages=1, size=size)
            facts = {"case": paper.case, "pages": paper.pages, "size": paper.size}
            post.ledger.add("want", **facts)
            view = paper.submit(records, post.terminal)
            post.ledger.add("done", **facts, receipt_no=view.receipt_no)
        rating = new_id()
        records.give_rating(a_rating(rating, paper.case))
        post.ledger.add("rated", rating=rating, case=paper.case)

    def _strike(self, cell: Cell) -> None:
        self._since = self._clock.ahead
        self._enough = _WHILE // 2 if cell.fault in _SLOW else 2 * _WHILE
        times = -1 if cell.fault in _STICKY else TIMES[cell.often]
        self._proxy.plan = Plan(cell.step, cell.fault, times)

    def _enrol(self) -> Post | None:
        name, folder = self._here.free_place()
        folder.mkdir()
        code = self._here.code(name)
        client = client_of(self._url, None, self._clock, self._papers)
        try:
            for _ in range(_PASSES):
                try:
                    return Post(folder, enrol(client, code, folder))
                except LinkError as error:
                    self._note_pass(Report(code=error.code))
                    self._heal_when_due()
        finally:
            client.close()
        return None

    def _passes(self, post: Post, cell: Cell) -> bool:
        """Passes with the waits of the schedule between them, until all is at rest."""
        if cell.step in _LATER_TRIES:
            self._proxy.plan = Plan(Step.BLOB_PUT, Fault.RESET_MIDWAY, 1)
        elif cell.step is not Step.ENROL:
            self._strike(cell)
        engine = self._engine(post.identity)
        try:
            engine.recover()
            for turn in range(_PASSES):
                report = engine.sync_once()
                self._note_pass(report)
                if cell.step in _LATER_TRIES and turn == 0:
                    self._await_part()
                    self._strike(cell)
                    continue
                self._heal_when_due()
                waits_for_more = self._struck_now() and turn < _WHILE
                if report.code is None and not waits_for_more and self._is_at_rest(post):
                    self._heal_when_due(force=True)
                    return True
        finally:
            engine.close()
        return False

    def _await_part(self) -> None:
        """Until the city has laid the torn attachment aside, to be gone on with."""
        parts = self._here.city.data / "blobs" / "parts"
        end = time.monotonic() + 2.0
        while not any(parts.iterdir()) and time.monotonic() < end:
            time.sleep(0.01)

    def _engine(self, identity: TerminalIdentity) -> SyncEngine:
        made = client_of(self._url, identity, self._clock, self._papers)
        city: City = _Credulous(made) if self._believe else made  # type: ignore[assignment]
        identity = replace(identity, city_url=self._url)
        return SyncEngine(
            self._here.folder / identity.terminal.code,
            identity,
            city,
            self._clock,
            reserve_octets=_SMALL_RESERVE,
        )

    def _struck_now(self) -> bool:
        """Whether a fault is still to come: then a pass that went well is not yet the rest."""
        return self._proxy.plan.fault is not None and self._proxy.plan.times != 0

    def _note_pass(self, report: Report) -> None:
        """Count the requests of this pass, and wait as the schedule says, by the moved clock."""
        plan = self._proxy.plan
        if plan.fault is not None:
            self._pace.passes.append((self._clock.ahead, max(1, len(plan.passed))))
        plan.passed.clear()
        failed = report.code is not None
        self._failures += failed
        self._clock.ahead += (
            self._schedule.after_failure(0.0, report) if failed else self._schedule.after_success()
        )

    def _heal_when_due(self, *, force: bool = False) -> None:
        """After as many failures as the cell is of, or when a while is over without one: some
        faults, such as a request that comes twice, fail nothing."""
        plan = self._proxy.plan
        if plan.fault is None:
            return
        if plan.times < 0 and self._limit == _WHILE:
            due = self._clock.ahead - self._since > _WHILE_S or self._failures > self._enough
        else:
            due = plan.times == 0 or self._failures >= self._limit or plan.struck >= _WHILE
        if force or due:
            self._struck += plan.struck
            self._failures = 0
            self._proxy.heal()

    def _is_at_rest(self, post: Post) -> bool:
        waiting = rows(
            post.folder / FILE_NAME, "SELECT count(*) AS n FROM outbox WHERE state <> 'complete'"
        )
        return not waiting[0]["n"]


class _Hasty(Schedule):
    """A planted bug: a schedule that tries again at once."""

    def after_failure(self, window_s: float, report: Report | None = None) -> float:
        """Next to nothing."""
        del window_s, report
        return 0.01


class _Credulous:
    """A planted bug: a client for which any 200 is an acknowledgement, of an attachment too (or
    else the city's word that it does not know it would mend the first mistake)."""

    def __init__(self, client: City) -> None:
        self._client = client

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def send_batch(self, batch: BatchRequest) -> BatchReply:
        try:
            return self._client.send_batch(batch)
        except LinkError:
            results = [ItemResult(id=item.id, status=ItemStatus.STORED) for item in batch.items]
            return BatchReply(onestop=1, results=results, have_through=10**6)

    def put_blob(self, *given: Any) -> None:
        with suppress(LinkError):
            self._client.put_blob(*given)


def _finds_forgetful_city() -> bool:
    cell = Cell(Step.BATCH, Fault.DROP_REPLY, "once")
    with _field("bench.proof.forgetful_city") as (here, papers):
        faults, _, _ = play(here, papers, cell, 1)
    return any(fault.startswith("doubled") for fault in faults)


def _finds_credulous_terminal() -> bool:
    cell = Cell(Step.BATCH, Fault.CAPTIVE, "once")
    with _field() as (here, papers):
        faults, _, _ = play(here, papers, cell, 1, believe=True)
    return any(fault.startswith("lost") for fault in faults)


def _finds_haste() -> bool:
    cell = Cell(Step.BATCH, Fault.STATUS_500, "for a while")
    with _field() as (here, papers):
        _, pace, _ = play(here, papers, cell, 1, patient=False)
    return pace.most_a_minute() > MOST_A_MINUTE


@contextmanager
def _field(module: str = "city") -> Iterator[tuple[Ground, Papers]]:
    """A city with news in every lane, and the papers of this run."""
    with ExitStack() as open_:
        here = open_.enter_context(ground(module=module))
        here.publish()
        yield here, make_papers(here.folder)


def by_fault(faults: list[str]) -> dict[str, int]:
    """How many violations each fault had."""
    return dict(Counter(fault.partition(" at ")[0] for fault in faults))
