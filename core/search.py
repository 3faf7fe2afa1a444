"""Search of packages by Chinese, first letters of pinyin, whole pinyin, or a mixture.

The passes run from the best kind of hit to the loosest and stop as soon as enough is found:
side by side, then in order with gaps, and one wrong letter only where nothing else was found.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.catalogue import Package
from core.search_index import Index, Lines, build_index, mask_of

__all__ = ["Hit", "Index", "build_index", "find"]

_WHOLE, _RUN, _SCATTERED, _NEARLY = 5000, 4000, 3000, 2000
_START_COSTS = 10
_GAP_COSTS = 20
_SHORTEST_FOR_NEARLY = 3
_LONGEST_QUERY = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A package that fits. `hit_positions` are characters of its name to underline; where an
    alias was hit they are empty, and `alias` with `alias_positions` say what was."""

    package: Package
    score: int
    hit_positions: tuple[int, ...]
    pinyin: str
    alias: str = ""
    alias_positions: tuple[int, ...] = ()


# A score, the place of an entry, and the places of its spelling that were hit.
_Found = tuple[int, int, Sequence[int]]


def find(index: Index, query: str, limit: int) -> list[Hit]:
    """The best hits first, at most `limit`, each package once. An empty query finds nothing."""
    plain = unicodedata.normalize("NFKC", query).lower()
    plain = "".join(letter for letter in plain if letter.isalnum())[:_LONGEST_QUERY]
    best: dict[int, _Found] = {}
    for passing in (_beginnings, _runs, _syllable_runs, _scattered, _nearly):
        if len(best) >= limit or not plain or (best and passing is _nearly):
            break
        for found in passing(index, plain):
            package = index.entries[found[1]].package
            if package not in best or found[0] > best[package][0]:
                best[package] = found
    ordered = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return [_hit(index, found) for _, found in ordered[: max(limit, 0)]]


def _hit(index: Index, found: _Found) -> Hit:
    score, place, hit = found
    entry = index.entries[place]
    positions = tuple(entry.spelling.places[each] for each in hit)
    name, alias = (positions, ()) if not entry.alias else ((), positions)
    package, pinyin = index.packages[entry.package], index.pinyin[entry.package]
    return Hit(package, score, name, pinyin, entry.alias, alias)


def _side_by_side(index: Index, place: int, start: int, count: int, kind: int = _RUN) -> _Found:
    """Whole beats part, early beats late, a name beats an alias, short beats long."""
    whole = kind == _RUN and count == len(index.entries[place].spelling.letters)
    score = (_WHOLE if whole else kind) - _START_COSTS * start - index.costs[place]
    return score, place, range(start, start + count)


# ── side by side ───────────────────────────────────────────────────────────────────────────────


def _beginnings(index: Index, query: str) -> Iterator[_Found]:
    """A single letter stands in almost every text: the beginnings are enough for it."""
    if len(query) == 1:
        lines = index.initials if query.isascii() else index.texts
        for place, _, _ in lines.find_all(query, at_start=True):
            yield _side_by_side(index, place, 0, 1)


def _runs(index: Index, query: str) -> Iterator[_Found]:
    lines = index.initials if query.isascii() else index.texts
    for place, _, start in lines.find_all(query):
        yield _side_by_side(index, place, start, len(query))


def _syllable_runs(index: Index, query: str) -> Iterator[_Found]:
    """Whole syllables, and syllables mixed with first letters: `woyaokyd`."""
    if len(query) < 2 or not (query.isascii() and query.isalpha()):
        return
    text = index.syllables.text
    for match in re.finditer(" " + "(?:[a-z]* )?".join(query), text):
        place, _, offset = index.syllables.at(match.start())
        start = text.count(" ", match.start() - offset, match.start())
        yield _side_by_side(index, place, start, match.group().count(" "))


# ── in order, with gaps ────────────────────────────────────────────────────────────────────────


def _scattered(index: Index, query: str) -> Iterator[_Found]:
    """First letters or characters in the order of the query, or both mixed."""
    mask = mask_of("".join(letter for letter in query if letter.isascii()))
    places = [place for place, here in enumerate(index.masks) if here & mask == mask]
    for letter in query:
        if not letter.isascii():
            places = [each for each in places if letter in index.entries[each].spelling.letters]
    for place in places:
        spelling = index.entries[place].spelling
        for initials in spelling.initials:
            hit = _subsequence(spelling.letters, initials, query)
            if hit:
                gaps = sum(b - a > 1 for a, b in pairwise(hit))
                costs = _START_COSTS * hit[0] + _GAP_COSTS * gaps + index.costs[place]
                yield _SCATTERED - costs, place, hit
                break


def _subsequence(text: str, initials: str, query: str) -> list[int]:
    """The places of the hit that ends first, taken as late as they can be; or nothing."""
    end = -1
    for letter in query:
        end = (initials if letter.isascii() else text).find(letter, end + 1)
        if end < 0:
            return []
    places, after = [], end + 1
    for letter in reversed(query):
        after = (initials if letter.isascii() else text).rfind(letter, 0, after)
        places.append(after)
    return places[::-1]


# ── one wrong letter ───────────────────────────────────────────────────────────────────────────


def _nearly(index: Index, query: str) -> Iterator[_Found]:
    if len(query) < _SHORTEST_FOR_NEARLY:
        return
    lines = index.initials if query.isascii() else index.texts
    for place, _, start in _nearly_in(lines, query):
        yield _side_by_side(index, place, start, len(query), _NEARLY)
    if len(query) > _SHORTEST_FOR_NEARLY and query.isascii():
        for place, way, start in _nearly_in(index.joined, query):
            syllables = index.entries[place].spelling.syllables[way]
            first, count = _syllables_under(syllables, start, len(query))
            if count:
                yield _side_by_side(index, place, first, count, _NEARLY)


def _nearly_in(lines: Lines, query: str) -> Iterator[tuple[int, int, int]]:
    """Where the query stands with one wrong letter. One half of it is right then, so that only
    the places of either half are looked at."""
    middle = len(query) // 2
    for begin, half in ((0, query[:middle]), (middle, query[middle:])):
        at = lines.text.find(half)
        while at >= 0:
            start = at - begin
            there = lines.text[start : start + len(query)] if start >= 0 else ""
            if "\n" not in there and _differences(there, query) == 1:
                yield lines.at(start)
            at = lines.text.find(half, at + 1)


def _syllables_under(way: Sequence[str], start: int, length: int) -> tuple[int, int]:
    """The first syllable and the count of those under a stretch of letters that begins with one;
    (0, 0) where it begins inside a syllable."""
    offset = 0
    for first, syllable in enumerate(way):
        if offset == start:
            count, covered = 0, 0
            while covered < length:
                covered += len(way[first + count])
                count += 1
            return first, count
        offset += len(syllable)
    return 0, 0


def _differences(one: str, other: str) -> int:
    if len(one) != len(other):
        return len(other)
    return sum(a != b for a, b in zip(one, other, strict=True))
