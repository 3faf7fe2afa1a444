"""R1: the power is cut at every point of a terminal's day, and nothing that was promised is lost.

`python -m bench.proof.r1_power DAY [PLANT]` cuts one day again and shows what breaks.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.ground import lone_identity
from bench.proof.crash import State, states
from bench.proof.outcome import Outcome
from bench.proof.plants import DISK_PLANTS
from bench.proof.promises import broken_promises, owed_after
from bench.proof.recorder import record
from bench.proof.scratch import put, scratch
from bench.proof.tape import Said
from sync.identity import save_identity

STATES = 50_000
_A_DAY = 2_500  # states of one recorded day
_PLANTED = 2_000  # states in which a planted bug must show
_EVERY = 8  # which states also take a new case
_WORKERS = 2
_SHOWN = 5


@dataclass(slots=True)
class Cuts:
    """Many cuts of one day."""

    tried: int = 0
    bad: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    operations: int = 0


def cut_a_day(day: int, most: int, plant: str = "", *, until_found: bool = False) -> Cuts:
    """Record one day and check up to `most` different states after a cut."""
    cuts = Cuts()
    with scratch() as folder:
        home = folder / "terminal"
        home.mkdir()
        identity = lone_identity()
        save_identity(home, identity)
        tape = record(home, "bench.proof.journey", [str(home), str(day), plant])
        public = _public_half(identity.private_key)
        promises = [op.text for op in tape.ops if isinstance(op, Said)]
        cuts.operations = len(tape.ops)
        for number, state in enumerate(islice(states(tape, day), most)):
            place = put(state, folder / "state")
            owed = owed_after(promises[: state.promised])
            broken = broken_promises(place, identity, public, owed, goes_on=number % _EVERY == 0)
            _count(cuts, day, state, broken)
            if broken and until_found:
                break
    return cuts


def prove_power(share: float) -> Outcome:
    """Every prefix of every day's operations, unsynced data kept, dropped or torn."""
    began = perf_counter()
    wanted = max(1, round(STATES * share))
    days = max(_WORKERS, -(-wanted // _A_DAY))
    most = -(-wanted // days)
    plants = [name for name in DISK_PLANTS if name]
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        planted = {
            name: pool.submit(cut_a_day, 1, _PLANTED, name, until_found=True) for name in plants
        }
        done = list(pool.map(cut_a_day, range(1, days + 1), [most] * days))
        found = {name: future.result() for name, future in planted.items()}
    kinds: Counter[str] = sum((cuts.kinds for cuts in done), Counter())
    fates: Counter[str] = sum((cuts.fates for cuts in done), Counter())
    return Outcome(
        name="R1",
        promise="acknowledged records lost, half-written or corrupt over power-cut states: 0",
        of_what="power-cut states",
        tried=sum(cuts.tried for cuts in done),
        wanted=wanted,
        violations=sum(cuts.bad for cuts in done),
        planted={name: cuts.bad > 0 for name, cuts in found.items()},
        seconds=perf_counter() - began,
        command="python -m bench reliability --only R1",
        what_is_not_modelled=(
            "a disk that lies about fsync or destroys sectors that were not written; writes"
            " through a memory map; a file system that loses a synced file with its name"
        ),
        notes=(
            f"{days} recorded days, {sum(cuts.operations for cuts in done)} operations of disk",
            "what reached the disk: " + ", ".join(f"{n} {what}" for what, n in fates.most_common()),
            *(f"{name}: after {cuts.tried} states: {_most(cuts)}" for name, cuts in found.items()),
            *(f"{n} × {kind}" for kind, n in kinds.most_common()),
        ),
        examples=tuple(text for cuts in done for text in cuts.examples)[:_SHOWN],
    )


def _count(cuts: Cuts, day: int, state: State, broken: Sequence[str]) -> None:
    cuts.tried += 1
    cuts.fates[state.fate.value] += 1
    if not broken:
        return
    cuts.bad += 1
    cuts.kinds.update(set(broken))
    if len(cuts.examples) < _SHOWN:
        lost = "; ".join(state.lost[:4])
        cuts.examples.append(
            f"day {day}, before operation {state.at}, {state.fate.value} (lost: {lost}):"
            f" {', '.join(broken)}"
        )


def _most(cuts: Cuts) -> str:
    return ", ".join(kind for kind, _ in cuts.kinds.most_common(2)) or "nothing"


def _public_half(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


if __name__ == "__main__":
    for example in cut_a_day(int(sys.argv[1]), _A_DAY, *sys.argv[2:3]).examples:
        print(example)
