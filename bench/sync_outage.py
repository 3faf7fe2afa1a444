"""3,000 terminals after an outage, on a simulated clock: the city's own door, load, terms and
intake and the terminals' own schedule, beside terminals that try again at a fixed interval."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.figure import Figure
from city.admission import Admission
from city.failpoints import reaching
from city.gate import Caller
from city.intake import Intake
from city.keys import read_keys
from city.load import Load
from city.matters import matters_in
from city.platform import prepare
from city.problems import Refusal
from city.settings import Limits, database_in
from city.store import Store, open_store
from city.tables import terminals as terminal_table
from city.terms import CityTerms
from city.upload_slots import UploadSlots
from core.exchange import BatchRequest, EnrolmentReply
from core.sealing import HPKE_SUITE, key_id
from sync.report import Report
from sync.schedule import Schedule
from tests.city.field_terminal import FieldTerminal

_TERMINALS = 3000
_BATCHES = 10  # that each gathered
_CAPACITY = 100.0  # batches a second
_OUTAGE_S = 4 * 3600.0
_ROUND_TRIP_S = 0.2
_IN_FLIGHT = 2
_FIXED_S = 30.0
_PEAK = 1.2
_REGION = "430702012000"


_Take = Callable[[str, int, CityTerms], None]


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing that is due. Nothing in it waits for the
    world outside."""

    def __init__(self) -> None:
        super().__init__()
        self._moment = 0.0

    def time(self) -> float:
        """Simulated seconds."""
        return self._moment

    def _run_once(self) -> None:
        loop: Any = self
        if not loop._ready and loop._scheduled:
            self._moment = max(self._moment, loop._scheduled[0]._when)
        run_once: Callable[[], None] = super()._run_once  # type: ignore[misc]
        run_once()


@dataclass
class _Seen:
    """What the door of the city saw."""

    per_second: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    last_s: float = 0.0

    @property
    def peak(self) -> int:
        """The most batches in any second."""
        return max(self.per_second.values())


class _Town:
    """The city and its terminals. `fixed_s` is the interval of terminals that know no better."""

    def __init__(self, intake: _Take, fixed_s: float | None) -> None:
        self._loop = asyncio.get_running_loop()
        self._chance = random.Random(7)
        self._fixed_s = fixed_s
        self._intake = intake
        self.seen = _Seen()
        self._limits = Limits()
        self._load = Load(self._loop.time)
        for _ in range(400):
            self._load.worked(1.0 / _CAPACITY)
        uniform = self._chance.uniform
        slots = UploadSlots(self._loop.time, uniform, budget=64, each=3)
        self._terms = CityTerms(self._load, slots, poll_s=60.0, retention_days=30)
        self._door = Admission(
            self._load,
            uniform,
            self._count_refused,
            at_work=self._limits.batches_at_work,
            inside=self._limits.batches_inside,
        )

    async def day(self) -> None:
        """All are heard once; then the link is away; then all come back."""
        for number in range(_TERMINALS):
            self._terms.for_terminal(_name(number))
        windows = [self._terms.for_terminal(_name(number)).window_s for number in range(_TERMINALS)]
        self._back = self._loop.time() + _OUTAGE_S
        await asyncio.gather(*(self._terminal(*one) for one in enumerate(windows)))
        self.seen.last_s = self._loop.time() - self._back

    async def _terminal(self, number: int, window_s: float) -> None:
        schedule = Schedule(uniform=random.Random(number).uniform)
        waiting = _BATCHES
        wait = self._chance.uniform(0.0, 60.0)  # where in its minute the outage finds it
        while True:
            await asyncio.sleep(wait)
            report = Report()
            if self._loop.time() >= self._back:
                waiting = await self._pass(number, waiting, report)
                if not waiting:
                    return
            wait = self._fixed_s or schedule.after_failure(window_s, report)

    async def _pass(self, number: int, waiting: int, report: Report) -> int:
        """Send what waits, two batches at once, until one is refused; gives what is left."""
        while waiting:
            told = await asyncio.gather(
                *(self._send(number, waiting - turn) for turn in range(min(_IN_FLIGHT, waiting)))
            )
            waiting -= told.count(0.0)
            if any(told):
                report.retry_after_s = max(told)
                return waiting
        return 0

    async def _send(self, number: int, batch: int) -> float:
        """One batch; gives the seconds that a refusal asked to wait, 0 when it was taken."""
        await asyncio.sleep(_ROUND_TRIP_S / 2)
        self.seen.per_second[int(self._loop.time() - self._back)] += 1
        try:
            with self._door.entry():
                async with self._door.turn():
                    self._intake(_name(number), batch, self._terms)
                    await asyncio.sleep(self._limits.batches_at_work / _CAPACITY)
        except Refusal as refusal:
            return float(refusal.headers["Retry-After"])
        await asyncio.sleep(_ROUND_TRIP_S / 2)
        return 0.0

    def _count_refused(self) -> None:
        self.seen.refused += 1


def _name(number: int) -> str:
    return f"CD{number:04d}"


def _real_intake(folder: Path, store: Store) -> _Take:
    """The city's own intake for one batch of each terminal; the others only take their time."""
    keys = read_keys(folder)
    made: dict[CityTerms, Intake] = {}
    terminal = FieldTerminal("http://nowhere.invalid")
    terminal.http.close()
    seal = keys.seal_key(HPKE_SUITE)
    _enrol_all(store, terminal)

    def take(name: str, batch: int, terms: CityTerms) -> None:
        if batch != 1:
            return
        if terms not in made:
            matters, limits = matters_in(folder), Limits()
            made[terms] = Intake(store, keys, matters, limits, terms, reaching(""))
        terminal.city = _me(name, seal.public)
        items = [terminal.case(b"page").item]
        caller = Caller(name, 1, _REGION, terminal.public)
        reply = made[terms].receive(caller, f"nonce-{terminal.seq:08d}", BatchRequest(items=items))
        assert reply.results[0].status.value == "stored"

    return take


def _me(name: str, seal_public: bytes) -> EnrolmentReply:
    return EnrolmentReply(
        terminal=name,
        epoch=1,
        region=_REGION,
        place="测试自助区",
        accepting_point="T-ORGAN",
        public_url="",
        suite=HPKE_SUITE,
        seal_key_id=key_id(seal_public),
        seal_public_key=seal_public,
        catalogue_public_key=b"",
    )


def _enrol_all(store: Store, terminal: FieldTerminal) -> None:
    rows = [
        {
            "code": _name(number),
            "epoch": 1,
            "region": _REGION,
            "place": "测试自助区",
            "accepting_point": "T-ORGAN",
            "public_key": terminal.public,
            "enrolled_at": "",
            "heard_through": 0,
        }
        for number in range(_TERMINALS)
    ]
    store.write(lambda connection: connection.execute(insert(terminal_table), rows))


def _run(intake: _Take, fixed_s: float | None) -> _Seen:
    async def day() -> _Seen:
        town = _Town(intake, fixed_s)
        await town.day()
        return town.seen

    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(day())


def outage_figures() -> Iterator[Figure]:
    """Peak, refused, and when the last one was done."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        store = open_store(database_in(folder))
        ours = _run(_real_intake(folder, store), None)
        store.close()
    peer = _run(lambda *_: None, _FIXED_S)
    name = f"retry every {_FIXED_S:.0f} s"
    what = f"{_TERMINALS} terminals × {_BATCHES} batches against {_CAPACITY:.0f} a second: "
    note = (
        f"simulated clock, link away for {_OUTAGE_S / 3600:.0f} h, {_IN_FLIGHT} in flight, round "
        f"trip {_ROUND_TRIP_S} s; real door, load, terms and schedule, real intake (SQLite) for "
        "one batch of each terminal, the others take their time only; no loss on the link, and the "
        "capacity is set, not measured"
    )
    for figure, value, unit, theirs, target, met in (
        ("peak", ours.peak, "batches/s", peer.peak, f"at most {_PEAK} of the capacity",
         ours.peak <= _PEAK * _CAPACITY),
        ("refused", ours.refused, "batches", peer.refused, "0", ours.refused == 0),
        ("last one done", round(ours.last_s), "s", round(peer.last_s), "", None),
    ):  # fmt: skip
        yield Figure(what + figure, value, unit, {name: theirs}, target, met, note)
