"""Search of packages by Chinese, first letters of pinyin, whole pinyin, or a mixture.

The passes run from the best kind of hit to the loosest and stop as soon as enough is found:
side by side, then in order with gaps, and one wrong letter only where nothing else was found.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.catalogue import Package
from core.search_index import Entry, Index, build_index, mask_of

__all__ = ["Hit", "Index", "build_index", "find"]

_WHOLE, _RUN, _SCATTERED, _NEARLY = 5000, 4000, 3000, 2000
_ALIAS_COSTS = 200
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


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry with the places of its spelling that were hit."""

    entry: int
    places: tuple[int, ...]
    score: int


def find(index: Index, query: str, limit: int) -> list[Hit]:
    """The best hits first, at most `limit`, each package once. An empty query finds nothing."""
    plain = unicodedata.normalize("NFKC", query).lower()
    plain = "".join(letter for letter in plain if letter.isalnum())[:_LONGEST_QUERY]
    if not plain or limit < 1:
        return []
    best: dict[int, _Found] = {}
    for passing in (_runs, _scattered, _nearly):
        if passing is _nearly and best:
            break
        for found in passing(index, plain):
            package = index.entries[found.entry].package
            if package not in best or found.score > best[package].score:
                best[package] = found
        if len(best) >= limit:
            break
    ordered = sorted(best.items(), key=lambda pair: (-pair[1].score, pair[0]))
    return [_hit(index, found) for _, found in ordered[:limit]]


def _hit(index: Index, found: _Found) -> Hit:
    entry = index.entries[found.entry]
    places = tuple(entry.spelling.places[place] for place in found.places)
    name, alias = (places, ()) if not entry.alias else ((), places)
    package = index.packages[entry.package]
    return Hit(package, found.score, name, index.pinyin[entry.package], entry.alias, alias)


def _score(kind: int, entry: Entry, places: tuple[int, ...]) -> int:
    """Whole beats part, name beats alias, early beats late, few gaps beat many, short beats long."""
    length = len(entry.spelling.letters)
    runs = sum(b - a > 1 for a, b in zip(places, places[1:], strict=False))
    base = _WHOLE if kind == _RUN and len(places) == length else kind
    costs = _ALIAS_COSTS * bool(entry.alias) + _START_COSTS * places[0] + _GAP_COSTS * runs
    return base - costs - length


def _found(index: Index, kind: int, place: int, places: tuple[int, ...]) -> _Found:
    return _Found(place, places, _score(kind, index.entries[place], places))


# ── side by side ───────────────────────────────────────────────────────────────────────────────


def _runs(index: Index, query: str) -> Iterator[_Found]:
    if query.isascii():
        yield from _initial_runs(index, query)
        yield from _syllable_runs(index, query)
        return
    for place, text in enumerate(index.texts):
        start = text.find(query)
        if start >= 0:
            yield _found(index, _RUN, place, tuple(range(start, start + len(query))))


def _initial_runs(index: Index, query: str) -> Iterator[_Found]:
    for place, initials in enumerate(index.initials):
        start = initials.find(query)
        if start >= 0:
            start %= len(index.texts[place]) + 1
            yield _found(index, _RUN, place, tuple(range(start, start + len(query))))


def _syllable_runs(index: Index, query: str) -> Iterator[_Found]:
    """Whole syllables, and syllables mixed with first letters: `woyaokyd`."""
    if len(query) < 2 or not query.isalpha():
        return
    steps = "(?:[a-z]* )?".join(re.escape(letter) for letter in query)
    for match in re.finditer(f" {steps}", index.syllables.text):
        place, line = index.syllables.at(match.start())
        start = index.syllables.text.count(" ", line, match.start())
        count = match.group().count(" ")
        yield _found(index, _RUN, place, tuple(range(start, start + count)))


# ── in order, with gaps ────────────────────────────────────────────────────────────────────────


def _scattered(index: Index, query: str) -> Iterator[_Found]:
    """First letters or characters in the order of the query, or both mixed."""
    mask = mask_of("".join(letter for letter in query if letter.isascii()))
    for place, mask_here in enumerate(index.masks):
        if mask_here & mask != mask:
            continue
        text = index.texts[place]
        for initials in index.initials[place].split("|"):
            places = _subsequence(text, initials, query)
            if places:
                yield _found(index, _SCATTERED, place, places)
                break


def _subsequence(text: str, initials: str, query: str) -> tuple[int, ...]:
    """The places of the tightest hit that ends first, or nothing."""
    end = -1
    for letter in query:
        end = (initials if letter.isascii() else text).find(letter, end + 1)
        if end < 0:
            return ()
    places, after = [], end + 1
    for letter in reversed(query):
        after = (initials if letter.isascii() else text).rfind(letter, 0, after)
        places.append(after)
    return tuple(reversed(places))


# ── one wrong letter ───────────────────────────────────────────────────────────────────────────


def _nearly(index: Index, query: str) -> Iterator[_Found]:
    if len(query) < _SHORTEST_FOR_NEARLY:
        return
    half = len(query) // 2
    halves = (query[:half], query[half:])  # one wrong letter leaves one half right
    for place, entry in enumerate(index.entries):
        if query.isascii():
            yield from _nearly_spelled(index, place, query, halves)
        elif any(part in entry.spelling.letters for part in halves):
            start = _nearly_at(entry.spelling.letters, query)
            if start >= 0:
                yield _found(index, _NEARLY, place, tuple(range(start, start + len(query))))


def _nearly_spelled(
    index: Index, place: int, query: str, halves: tuple[str, str]
) -> Iterator[_Found]:
    for initials in index.initials[place].split("|"):
        if any(part in initials for part in halves):
            start = _nearly_at(initials, query)
            if start >= 0:
                yield _found(index, _NEARLY, place, tuple(range(start, start + len(query))))
                return
    if len(query) <= _SHORTEST_FOR_NEARLY:
        return
    for way in index.entries[place].spelling.syllables:
        whole = "".join(way)
        if any(part in whole for part in halves):
            places = _nearly_in_syllables(way, whole, query)
            if places:
                yield _found(index, _NEARLY, place, places)
                return


def _nearly_at(text: str, query: str) -> int:
    """Where the query stands with exactly one wrong letter, or -1."""
    for start in range(len(text) - len(query) + 1):
        if _differences(text[start : start + len(query)], query) == 1:
            return start
    return -1


def _nearly_in_syllables(way: tuple[str, ...], whole: str, query: str) -> tuple[int, ...]:
    offset = 0
    for start, syllable in enumerate(way):
        part = whole[offset : offset + len(query)]
        if len(part) == len(query) and _differences(part, query) == 1:
            end, covered = start, 0
            while covered < len(query):
                covered += len(way[end])
                end += 1
            return tuple(range(start, end))
        offset += len(syllable)
    return ()


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
