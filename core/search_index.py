"""What a search looks through: every name and alias, spelled and joined so that it goes fast."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.catalogue import Package
from core.spelling import Readings, Spelling, shown_pinyin, spell


@dataclass(frozen=True, slots=True)
class Entry:
    """A name or an alias of a package; `package` is its place in the index."""

    package: int
    alias: str  # empty for the name
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Lines:
    """One line per way to spell an entry, in one string that a pattern runs over at once."""

    text: str
    starts: tuple[int, ...]
    entries: tuple[int, ...]

    def at(self, offset: int) -> tuple[int, int]:
        """The entry of the line at an offset, and where that line begins."""
        line = bisect_right(self.starts, offset) - 1
        return self.entries[line], self.starts[line]


@dataclass(frozen=True, slots=True)
class Index:
    """All packages, prepared. The lists run side by side with `entries`."""

    packages: tuple[Package, ...]
    pinyin: tuple[str, ...]  # of each package's name
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]  # the characters without signs
    initials: tuple[str, ...]  # all ways, joined by "|"
    masks: tuple[int, ...]  # which first letters occur: bit n for chr(n + 97), others above
    syllables: Lines  # " wo yao kai yao dian"


def build_index(packages: Sequence[Package], pinyin: Readings) -> Index:
    """Prepare packages for `find`. `pinyin` gives the readings of every character of a text."""
    entries = tuple(_entries(packages, pinyin))
    return Index(
        packages=tuple(packages),
        pinyin=tuple(shown_pinyin(package.name, pinyin) for package in packages),
        entries=entries,
        texts=tuple(entry.spelling.letters for entry in entries),
        initials=tuple("|".join(entry.spelling.initials) for entry in entries),
        masks=tuple(mask_of("".join(entry.spelling.initials)) for entry in entries),
        syllables=_syllable_lines(entries),
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


def _syllable_lines(entries: Sequence[Entry]) -> Lines:
    lines, starts, owners, offset = [], [], [], 0
    for place, entry in enumerate(entries):
        for way in entry.spelling.syllables:
            line = "".join(f" {syllable}" for syllable in way) + "\n"
            lines.append(line)
            starts.append(offset)
            owners.append(place)
            offset += len(line)
    return Lines("".join(lines), tuple(starts), tuple(owners))
