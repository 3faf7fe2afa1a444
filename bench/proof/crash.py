"""What a disk may hold after the power was cut: every prefix of a tape, and of what was not yet
durable there, any part.

The model is hostile where the standard allows it: writes of a file reach the disk in any order,
or not, or torn in sectors of 512 octets; what a file grew by may hold stale octets; a name is
durable only when its folder was synced, whatever was synced of the file.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from bench.proof.tape import ROOT, Names, Op, Resize, Said, Sync, Tape, Write

SECTOR = 512
_PATIENCE = 8  # rounds without anything new
_Change = Write | Resize | Names


class Fate(StrEnum):
    """What becomes of the operations that are not durable."""

    NOTHING = "nothing of it"
    EVERYTHING = "all of it"
    A_PREFIX = "the first of it"
    ALL_BUT_ONE = "all but one"
    ONLY_ONE = "one of it"
    SOME = "some of it"
    TORN = "some of it, and one write torn"


@dataclass(frozen=True, slots=True)
class State:
    """A disk after a cut before operation `at`, and what had been promised by then. `lost` says
    which operations did not reach it whole."""

    at: int
    fate: Fate
    files: dict[str, bytes]
    folders: tuple[str, ...]
    promised: int  # how many of the tape's promises
    lost: tuple[str, ...]

    @property
    def digest(self) -> bytes:
        """Same disk and same promises, same digest."""
        made = hashlib.blake2b(self.promised.to_bytes(4), digest_size=16)
        for path in sorted(self.files):
            made.update(path.encode() + b"\0" + len(self.files[path]).to_bytes(8))
            made.update(self.files[path])
        made.update("\n".join(self.folders).encode())
        return made.digest()


class Disk:
    """The machine at one moment of a tape."""

    def __init__(self, tape: Tape) -> None:
        self._contents = {node: bytearray(octets) for node, octets in tape.contents.items()}
        self._names = {node: dict(names) for node, names in tape.names.items()}
        self._waiting: list[_Change] = []
        self.promised = 0
        self.at = 0

    @property
    def waiting(self) -> int:
        """How many operations are not durable."""
        return len(self._waiting)

    def apply(self, op: Op) -> None:
        """Go on by one operation."""
        self.at += 1
        match op:
            case Said():
                self.promised += 1
            case Sync(node):
                for change in self._waiting:
                    if change.node == node:
                        _change(self._contents, self._names, change)
                self._waiting = [change for change in self._waiting if change.node != node]
            case _:
                self._waiting.append(op)

    def cut(self, fate: Fate, chance: random.Random) -> State:
        """Cut the power."""
        kept = [True] * len(self._waiting)
        torn = -1
        match fate:
            case Fate.NOTHING:
                kept = [False] * len(kept)
            case Fate.A_PREFIX:
                end = chance.randrange(len(kept) + 1)
                kept = [index < end for index in range(len(kept))]
            case Fate.ALL_BUT_ONE if kept:
                kept[chance.randrange(len(kept))] = False
            case Fate.ONLY_ONE if kept:
                one = chance.randrange(len(kept))
                kept = [index == one for index in range(len(kept))]
            case Fate.SOME | Fate.TORN:
                share = chance.choice((0.1, 0.5, 0.9))
                kept = [chance.random() < share for _ in kept]
                writes = [i for i, one in enumerate(self._waiting) if isinstance(one, Write)]
                if fate is Fate.TORN and writes:
                    torn = chance.choice(writes)
        return self._state(fate, kept, torn, chance)

    def _state(self, fate: Fate, kept: list[bool], torn: int, chance: random.Random) -> State:
        touched = {change.node for change in self._waiting}
        contents = {
            node: bytearray(octets) if node in touched else octets
            for node, octets in self._contents.items()
        }
        names = {node: dict(entries) for node, entries in self._names.items()}
        for index, change in enumerate(self._waiting):
            if index == torn and isinstance(change, Write):
                _tear(contents, change, chance)
            elif kept[index]:
                _change(contents, names, change)
        lost = tuple(
            _short(change)
            for index, change in enumerate(self._waiting)
            if not kept[index] or index == torn
        )
        files: dict[str, bytes] = {}
        folders: list[str] = []
        _walk(names, contents, ROOT, "", files, folders)
        return State(self.at, fate, files, tuple(folders), self.promised, lost)


def states(tape: Tape, seed: int) -> Iterator[State]:
    """Different states of a tape, round after round over all its prefixes, as long as new ones
    are found: every round draws one cut for each prefix. Ends when many rounds in a row found
    nothing new."""
    seen: set[bytes] = set()
    quiet = 0
    for turn in count():
        before = len(seen)
        disk = Disk(tape)
        for op in [None, *tape.ops]:
            if op is not None:
                disk.apply(op)
            if turn and not disk.waiting:
                continue
            chance = random.Random(f"{seed}/{turn}/{disk.at}")
            state = disk.cut(_fate(turn, chance), chance)
            if state.digest not in seen:
                seen.add(state.digest)
                yield state
        quiet = quiet + 1 if len(seen) == before else 0
        if quiet > _PATIENCE:
            return


def _fate(turn: int, chance: random.Random) -> Fate:
    """Nothing and everything once for each prefix, the others in between and afterwards."""
    once = {0: Fate.NOTHING, 2: Fate.EVERYTHING}
    return once.get(turn) or chance.choice(tuple(Fate)[2:])


def _change(
    contents: dict[int, bytearray], names: dict[int, dict[str, int]], change: _Change
) -> None:
    match change:
        case Write(node, offset, octets):
            held = contents.setdefault(node, bytearray())
            held.extend(bytes(max(0, offset - len(held))))
            held[offset : offset + len(octets)] = octets
        case Resize(node, size):
            held = contents.setdefault(node, bytearray())
            del held[size:]
            held.extend(bytes(size - len(held)))
        case Names(node, entries):
            for name, other in entries:
                if other is None:
                    names[node].pop(name, None)
                else:
                    names[node][name] = other


def _tear(contents: dict[int, bytearray], change: Write, chance: random.Random) -> None:
    """Some sectors of a write; where the file grew by the others, stale octets lie."""
    held = contents.setdefault(change.node, bytearray())
    end = change.offset + len(change.octets)
    held.extend(chance.randbytes(max(0, end - len(held))))
    start = change.offset
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            held[start:stop] = change.octets[start - change.offset : stop - change.offset]
        start = stop


def _walk(
    names: dict[int, dict[str, int]],
    contents: dict[int, bytearray],
    node: int,
    path: str,
    files: dict[str, bytes],
    folders: list[str],
) -> None:
    for name, other in names[node].items():
        here = f"{path}{name}"
        if other in names:
            folders.append(here)
            _walk(names, contents, other, f"{here}/", files, folders)
        else:
            files[here] = bytes(contents.get(other, b""))


def _short(change: _Change) -> str:
    match change:
        case Write(node, offset, octets):
            return f"write {len(octets)} at {offset} of node {node}"
        case Resize(node, size):
            return f"resize node {node} to {size}"
        case Names(node, entries):
            return f"names in node {node}: " + ", ".join(name for name, _ in entries)
