"""One terminal and one city in one thread, with clock, network and disk in the hand of a seed."""

import errno
import random
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

from bench.proof import people
from bench.proof.model_city import Answer
from bench.proof.net import Crash, Net, Runaway
from bench.proof.wire import Wire
from core.errors import AppError
from core.ports import Attachment
from sync import failpoints
from sync.client import CityClient
from sync.crew import InlineCrew
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from sync.report import Report
from sync.schedule import Schedule

HOUR_S = 3600.0
_PATIENCE_S = 5.0  # of processor time for a whole story, a hundred times what it takes


class SimulatedCity(Protocol):
    """A city that answers requests and can be hurt. A backup is named by its number."""

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer: ...
    def restart(self) -> None: ...
    def back_up(self) -> None: ...
    def restore(self) -> None: ...
    def move(self, choice: int) -> bool: ...
    def ever(self) -> frozenset[str]: ...


@dataclass(slots=True)
class Given:
    """What a citizen handed in. `receipt_no` is empty until the product has promised it."""

    id: str
    attachments: list[Attachment] = field(default_factory=list)
    receipt_no: str = ""
    is_promised: bool = False


class World:
    """The terminal's side is the product: records, engine, client and schedule. `blows` are what
    the world does to it, by name, for the notes of the proof."""

    def __init__(
        self,
        folder: Path,
        identity: TerminalIdentity,
        city: SimulatedCity,
        clock: people.HandClock,
        chance: random.Random,
        *,
        takes_half: bool = True,
    ) -> None:
        self.folder = folder
        self.identity = identity
        self.city = city
        self.clock = clock
        self.chance = chance
        self.net = Net(city.answer, chance, clock.go_on, takes_half=takes_half)
        self.given: dict[str, Given] = {}
        self.ratings: dict[str, bool] = {}
        self.blows: Counter[str] = Counter()
        self.broken: list[str] = []
        self._schedule = Schedule(uniform=chance.uniform)
        self._fuse = 0
        self._fuse_is_full_disk = False
        self._records: SqliteRecords | None = None
        self._engine: SyncEngine | None = None

    # ── the terminal ────────────────────────────────────────────────────────────────────────────

    def records(self) -> SqliteRecords:
        """The room's records, opened again after a crash."""
        if self._records is None:
            self._records = SqliteRecords(
                self.folder, self.identity, self.clock, reserve_octets=people.RESERVE
            )
        return self._records

    def engine(self) -> SyncEngine:
        """The sync engine, opened and recovered again after a crash."""
        if self._engine is None:
            client = CityClient(
                self.identity.city_url,
                self.identity,
                self.clock,
                transport=Wire(self.net.ask),
            )
            self._engine = SyncEngine(
                self.folder,
                self.identity,
                client,
                self.clock,
                reserve_octets=people.RESERVE,
                crew=InlineCrew(),
            )
            self._engine.recover()
        return self._engine

    def crash(self) -> None:
        """The process is gone, and all that was only in its memory."""
        for part in (self._engine, self._records):
            if part is not None:
                part.close()
        self._engine = self._records = None
        self._fuse = 0

    def submit(self, given: Given) -> None:
        """Hand an application in; the same one again where it was not promised."""
        number = int(given.id[-12:], 16)

        def work() -> None:
            view = self.records().submit(
                people.application(number),
                given.attachments,
                due="2026-12-01",
                materials_all=2,
                draft="",
            )
            if given.is_promised and given.receipt_no != view.receipt_no:
                self.broken.append("a receipt number that changed")
            given.receipt_no, given.is_promised = view.receipt_no, True

        self._live(work)

    def rate(self, number: int, case: int) -> None:
        """Hand a rating in."""
        rating = people.rating(number, case)
        self.ratings.setdefault(rating.id, False)

        def work() -> None:
            self.records().give_rating(rating)
            self.ratings[rating.id] = True

        self._live(work)

    def sync(self) -> bool:
        """One pass, and the wait that the schedule asks for; whether the pass went well."""
        self.net.most = self.net.requests + self._bound()
        reports: list[Report] = []

        def work() -> None:
            engine = self.engine()
            try:
                reports.append(engine.sync_once())
            except AppError as error:
                engine.note_failure(error)
                raise

        self._live(work)
        self._look_at_marks()
        report = reports[0] if reports else None
        went_well = report is not None and report.code is None
        if went_well:
            self.clock.go_on(self._schedule.after_success())
        else:
            self.clock.go_on(self._schedule.after_failure(0.0, report))
        return went_well

    def _live(self, work: Callable[[], None]) -> None:
        """Do what the terminal does: it may die over it, or its disk may be full."""
        try:
            work()
        except Crash:
            self.blows["the terminal dies"] += 1
            self.crash()
        except Runaway as error:
            self.broken.append(str(error))
            raise  # the story ends here
        except AppError as error:
            self.blows[f"the terminal says {error.code.value}"] += 1
        self._fuse = 0

    def _look_at_marks(self) -> None:
        """What the terminal holds for taken, the city must have had."""
        with closing(sqlite3.connect(self.folder / "terminal.db")) as book:
            marked = book.execute(
                "SELECT id FROM outbox WHERE state IN ('stored', 'complete')"
                " AND superseded_by = '' UNION ALL"
                " SELECT sha256 FROM blob WHERE state IN ('stored', 'purged')"
            ).fetchall()
        if {name for (name,) in marked} - self.city.ever():
            self.broken.append("held for taken before the city had it")

    def _bound(self) -> int:
        """The most requests that a pass may need: each envelope and each attachment a few times."""
        with closing(sqlite3.connect(self.folder / "terminal.db")) as book:
            (rows,) = book.execute(
                "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM blob)"
            ).fetchone()
        return 30 + 4 * int(rows)

    # ── what the world does to it ───────────────────────────────────────────────────────────────

    def light_fuse(self, *, full_disk: bool) -> None:
        """Die, or have no room on the disk, at one of the next named places of the product."""
        self._fuse = self.chance.randint(1, 14)
        self._fuse_is_full_disk = full_disk

    def reach(self, name: str) -> None:
        """Stands in for sync.failpoints.reach."""
        if self._fuse == 0:
            return
        self._fuse -= 1
        if self._fuse:
            return
        if not self._fuse_is_full_disk:
            raise Crash
        if name == "write.before_commit":
            self.blows["disk full at a commit"] += 1
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
            raise error
        if name == "file.written":
            self.blows["disk full at an attachment"] += 1
            raise OSError(errno.ENOSPC, "no space")
        self._fuse = 1  # wait for a place that writes

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The product's named places are this world's for a while."""
        patches = [
            patch.object(module, "reach", self.reach)
            for name, module in sorted(sys.modules.items())
            if name.startswith("sync.") and getattr(module, "reach", None) is failpoints.reach
        ]
        for one in patches:
            one.start()
        before = signal.signal(signal.SIGPROF, _has_no_end)
        signal.setitimer(signal.ITIMER_PROF, _PATIENCE_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            signal.signal(signal.SIGPROF, before)
            for one in patches:
                one.stop()
            self.crash()
            shutil.rmtree(self.folder, ignore_errors=True)


def _has_no_end(*_: object) -> None:
    raise Runaway("it went round and round")
