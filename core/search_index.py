"""What a search looks through: every name and alias, spelled and joined so that it goes fast."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.catalogue import Package
from core.spelling import Readings, Spelling, spell

_ALIAS_COSTS = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A name or an alias of a package; `package` is its place in the index."""

    package: int
    alias: str  # empty for the name
    spelling: Spelling

    @property
    def costs(self) -> int:
        """What a hit loses here: an alias is worth less than a name, long less than short."""
        return len(self.spelling.letters) + _ALIAS_COSTS * bool(self.alias)


@dataclass(frozen=True, slots=True)
class Lines:
    """Many short lines in one string, so that a search runs over all of them at once."""

    text: str
    starts: tuple[int, ...]
    owners: tuple[tuple[int, int], ...]  # entry and which of its ways, for every line

    def at(self, offset: int) -> tuple[int, int, int]:
        """The entry, the way and the place inside the line at an offset of the whole text."""
        line = bisect_right(self.starts, offset) - 1
        return (*self.owners[line], offset - self.starts[line])

    def find_all(self, part: str, at_start: bool = False) -> Iterator[tuple[int, int, int]]:
        """Every line that holds a part, at its first place in that line; or begins with it."""
        before = "\n" if at_start else ""
        offset = self.text.find(before + part)
        while offset >= 0:
            yield self.at(offset + len(before))
            line_end = self.text.index("\n", offset + len(before))
            offset = self.text.find(before + part, line_end)


@dataclass(frozen=True, slots=True)
class Index:
    """All packages, prepared. `costs` and `masks` run side by side with `entries`."""

    packages: tuple[Package, ...]
    pinyin: tuple[str, ...]  # of each package's name
    entries: tuple[Entry, ...]
    costs: tuple[int, ...]
    masks: tuple[int, ...]  # which first letters occur
    texts: Lines  # 我要开药店
    initials: Lines  # wykyd
    syllables: Lines  # " wo yao kai yao dian"
    joined: Lines  # woyaokaiyaodian


def build_index(packages: Sequence[Package], pinyin: Readings) -> Index:
    """Prepare packages for `find`. `pinyin` gives the readings of every character of a text."""
    entries = tuple(_entries(packages, pinyin))
    spellings = [entry.spelling for entry in entries]
    return Index(
        packages=tuple(packages),
        pinyin=tuple(entry.spelling.shown for entry in entries if not entry.alias),
        entries=entries,
        costs=tuple(entry.costs for entry in entries),
        masks=tuple(mask_of("".join(each.initials)) for each in spellings),
        texts=_lines([each.letters] for each in spellings),
        initials=_lines(each.initials for each in spellings),
        syllables=_lines(map(_spaced, each.syllables) for each in spellings),
        joined=_lines(map("".join, each.syllables) for each in spellings),
    )


def mask_of(letters: str) -> int:
    """A bit for every letter that occurs, to rule texts out with one comparison."""
    mask = 0
    for letter in set(letters):
        mask |= 1 << (ord(letter) - 97 if "a" <= letter <= "z" else 26 + ord(letter) % 32)
    return mask


def _entries(packages: Sequence[Package], pinyin: Readings) -> Iterator[Entry]:
    for place, package in enumerate(packages):
        yield Entry(place, "", spell(package.name, pinyin))
        for alias in package.aliases:
            yield Entry(place, alias, spell(alias, pinyin))


def _spaced(way: Sequence[str]) -> str:
    return "".join(f" {syllable}" for syllable in way)


def _lines(groups: Iterable[Iterable[str]]) -> Lines:
    lines: list[str] = []
    starts: list[int] = []
    owners: list[tuple[int, int]] = []
    offset = 1
    for entry, group in enumerate(groups):
        for way, line in enumerate(group):
            lines.append(line + "\n")
            starts.append(offset)
            owners.append((entry, way))
            offset += len(line) + 1
    return Lines("\n" + "".join(lines), tuple(starts), tuple(owners))
