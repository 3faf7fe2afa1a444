"""Whether the model city answers as the real one: the same seeds against both, line by line.

`python -m bench.proof.faithful FIRST LAST` compares these seeds.
"""

import random
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bench.proof import people
from bench.proof.fate_of_seed import Story
from bench.proof.hurt_city import HurtCity
from bench.proof.model_city import Answer
from bench.proof.real_city import RealCity
from bench.proof.scratch import scratch
from bench.proof.verdict import CityView, verdict
from bench.proof.world import SimulatedCity, World
from core.exchange import BatchReply, Changes, MissingBlobs
from sync.identity import TerminalIdentity, save_identity
from sync.records import SqliteRecords

_LEFT_OUT = ("/v1/keys", "/v1/heartbeats")  # the model has no keys to turn over, and no operators
_Told = BatchReply | Changes | MissingBlobs


class _Overheard:
    """A city whose every answer is noted in a form that does not hang on keys and clocks."""

    def __init__(self, city: SimulatedCity) -> None:
        self._city = city
        self.lines: list[str] = []

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = self._city.answer(method, target, headers, body)
        path = target.partition("?")[0]
        name = "/v1/blobs/…" if path.startswith("/v1/blobs/") else path
        if path not in _LEFT_OUT:
            self.lines.append(f"{method} {name} {answer.status} {_gist(answer)}")
        return answer

    def restart(self) -> None:
        self._city.restart()

    def back_up(self) -> None:
        self._city.back_up()

    def restore(self) -> None:
        self._city.restore()

    def ever(self) -> frozenset[str]:
        return self._city.ever()

    def move(self, choice: int) -> bool:
        moved = self._city.move(choice)
        self.lines.append(f"moved {moved}")
        return moved


def differences(seeds: range) -> dict[int, list[str]]:
    """For each seed what differs between the real city and the model, and what the real one got
    wrong; empty where nothing does."""
    found: dict[int, list[str]] = {}
    for seed in seeds:
        with scratch() as home:
            real = RealCity(home / "city")
            try:
                identity = real.enrol()
                ours, wrong = _play(home, identity, seed, real, real)
            finally:
                real.close()
            model = HurtCity(identity.terminal.code, identity.terminal.epoch, page=200)
            theirs, _ = _play(home, identity, seed, model, model)
        wrong += [
            f"line {number}: real {a} / model {b}"
            for number, (a, b) in enumerate(zip(ours, theirs, strict=False))
            if a != b
        ][:3]
        wrong += [f"{len(ours)} lines / {len(theirs)} lines"] if len(ours) != len(theirs) else []
        if wrong:
            found[seed] = wrong
    return found


def _play(
    home: Path,
    identity: TerminalIdentity,
    seed: int,
    city: SimulatedCity,
    seen: "HurtCity | RealCity",
) -> tuple[list[str], list[str]]:
    folder = home / "terminal"
    folder.mkdir()
    save_identity(folder, identity)
    clock = people.HandClock()
    SqliteRecords(folder, identity, clock, reserve_octets=people.RESERVE).close()
    chance = random.Random(seed)
    overheard = _Overheard(city)
    world = World(folder, identity, overheard, clock, chance, takes_half=False)
    with world.watched():
        Story(world, chance).play()
        view: CityView = seen.view()
        wrong = verdict(world, view)
    shutil.rmtree(folder, ignore_errors=True)
    return overheard.lines, wrong


def _gist(answer: Answer) -> str:
    shapes: tuple[type[_Told], ...] = (BatchReply, Changes, MissingBlobs)
    for shape in shapes:
        try:
            return _words(msgspec.json.decode(answer.body, type=shape))
        except msgspec.MsgspecError:
            continue
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return headers.get("upload-offset", "")


def _words(message: _Told) -> str:
    match message:
        case BatchReply():
            results = [
                (one.id[-6:], one.status.value, bool(one.official_no)) for one in message.results
            ]
            return f"{results} through {message.have_through} missing {message.missing}"
        case Changes():
            # cases of one batch may be told in any order, the states of one case may not
            told: dict[str, list[str]] = {}
            for one in message.changes:
                told.setdefault(one.subject[-6:], []).append(one.state)
            told = dict(sorted(told.items()))
            return f"{told} at {message.cursor} {message.more} {message.restarted}"
        case MissingBlobs():
            return f"{len(message.blobs)} missing"


if __name__ == "__main__":
    different = differences(range(int(sys.argv[1]), int(sys.argv[2]) + 1))
    for number, lines in different.items():
        print(number, *lines, sep="\n  ")
    sys.exit(bool(different))
