"""R4: terminal and city in one thread, with clock, network and disk in the hand of a seed.

`python -m bench.proof.r4_simulation SEED [PLANT]` plays one seed again and says what is wrong.
"""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from bench.ground import lone_identity
from bench.proof import people
from bench.proof.fate_of_seed import Story
from bench.proof.hurt_city import HurtCity
from bench.proof.link_plants import LINK_PLANTS
from bench.proof.net import Runaway
from bench.proof.outcome import Outcome
from bench.proof.scratch import scratch
from bench.proof.verdict import verdict
from bench.proof.world import World
from sync.identity import TerminalIdentity, save_identity
from sync.records import SqliteRecords

SEEDS = 10_000
_CHUNK = 50
_PLANTED_SEEDS = 400  # seeds within which a planted bug must show
_WORKERS = 2
_SHOWN = 5


@dataclass(slots=True)
class Played:
    """Many seeds. `bad` names those that broke something."""

    seeds: int = 0
    requests: int = 0
    bad: dict[int, list[str]] = field(default_factory=dict)
    blows: Counter[str] = field(default_factory=Counter)


def play_seeds(seeds: Sequence[int], plant: str = "", *, until_found: bool = False) -> Played:
    """Play seeds, each in a world of its own."""
    played = Played()
    with scratch() as home, LINK_PLANTS[plant]():
        identity = _template(home / "template")
        for seed in seeds:
            wrong = _play(home, identity, seed, played, forgets="dedupe" in plant)
            played.seeds += 1
            if wrong:
                played.bad[seed] = sorted(set(wrong))
                if until_found:
                    break
    return played


def prove_simulation(share: float) -> Outcome:
    """Every seed another story; what was promised is told once and whole in each."""
    began = perf_counter()
    wanted = max(1, round(SEEDS * share))
    chunks = [range(first, min(first + _CHUNK, wanted)) for first in range(0, wanted, _CHUNK)]
    plants = [name for name in LINK_PLANTS if name]
    find = partial(play_seeds, range(_PLANTED_SEEDS), until_found=True)
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        futures = {name: pool.submit(find, name) for name in plants}
        done = list(pool.map(play_seeds, chunks))
        found = {name: future.result() for name, future in futures.items()}
    bad = {seed: wrong for played in done for seed, wrong in played.bad.items()}
    blows: Counter[str] = sum((played.blows for played in done), Counter())
    return Outcome(
        name="R4",
        promise="violations in deterministic simulation: 0; planted bugs found: all",
        of_what="seeds",
        tried=sum(played.seeds for played in done),
        wanted=wanted,
        violations=len(bad),
        planted={name: bool(played.bad) for name, played in found.items()},
        seconds=perf_counter() - began,
        command="python -m bench reliability --only R4",
        what_is_not_modelled=(
            "sockets and TLS (R3), real kills (R2), the disk below SQLite (R1); the city is a model"
            " whose answers are compared with the real city's over the same seeds; a restore from"
            " a backup older than the retention"
        ),
        notes=(
            f"{sum(played.requests for played in done)} requests",
            ", ".join(f"{n} × {what}" for what, n in sorted(blows.items())),
            *(f"{name}: found by seed {_first(played)}" for name, played in found.items()),
        ),
        examples=tuple(
            f"python -m bench.proof.r4_simulation {seed}: {', '.join(wrong)}"
            for seed, wrong in list(bad.items())[:_SHOWN]
        ),
    )


def _first(played: Played) -> str:
    return "".join(f"{seed} ({', '.join(wrong)})" for seed, wrong in played.bad.items()) or "none"


def _template(folder: Path) -> TerminalIdentity:
    """An enrolled terminal that has been opened once, to begin each seed with."""
    folder.mkdir()
    identity = lone_identity()
    save_identity(folder, identity)
    SqliteRecords(folder, identity, people.HandClock(), reserve_octets=people.RESERVE).close()
    return identity


def _play(
    home: Path, identity: TerminalIdentity, seed: int, played: Played, *, forgets: bool
) -> list[str]:
    chance = random.Random(seed)
    folder = home / f"seed-{seed}"
    shutil.copytree(home / "template", folder)
    clock = people.HandClock()
    city = HurtCity(identity.terminal.code, identity.terminal.epoch, forgets=forgets)
    if chance.random() < 0.3:
        city.model.refused = {people.id_of(chance.randint(1, 6))}
    world = World(folder, identity, city, clock, chance)
    with world.watched():
        try:
            Story(world, chance).play()
            wrong = verdict(world, city.view())
        except Runaway:
            wrong = world.broken
    played.requests += world.net.requests
    played.blows += world.blows + Counter({k.value: n for k, n in world.net.seen.items()})
    return wrong


def main(seed: int, plant: str = "") -> int:
    """Play one seed again."""
    played = play_seeds([seed], plant)
    for what, count in sorted(played.blows.items()):
        print(f"{count} × {what}")
    for wrong in played.bad.get(seed, []):
        print(f"WRONG: {wrong}")
    return int(bool(played.bad))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:3]))
