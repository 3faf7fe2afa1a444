"""Pinyin to Hanzi: candidates for typing names and addresses without a keyboard of one's own.

Readings come from pypinyin's own tables (MIT). Characters are ordered by the level of GB/T 2312
(level 1 holds the 3755 common ones) and by how many of the table's phrases use them.
"""

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

_FIRST_OF_LEVEL_TWO = 0xD8  # GB/T 2312 rows 16–55 are level 1
_SECOND_READING = 1  # a reading that is not the first counts as less common
LONGEST_SYLLABLE = 6


@dataclass(frozen=True, slots=True)
class Match:
    """`used` says how many of the typed letters this candidate takes."""

    text: str
    used: int


@dataclass(frozen=True, slots=True)
class Index:
    """Letters without tones to characters and phrases, each ordered, the most common first."""

    characters: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    beginnings: frozenset[str]  # every beginning of a syllable


def candidates(pinyin: str) -> list[str]:
    """Characters and phrases for letters without tones, the most common first; ü is v."""
    return [match.text for match in matches(pinyin)]


def matches(letters: str) -> list[Match]:
    """Phrases that take all letters, then characters of the longest first syllable, then
    characters whose syllable only begins like that."""
    letters = letters.lower()
    index = hanzi_index()
    found = [Match(text, len(letters)) for text in index.phrases.get(letters, ())]
    for length in range(min(LONGEST_SYLLABLE, len(letters)), 0, -1):
        exact = index.characters.get(letters[:length], ())
        found += [Match(text, length) for text in exact]
        if exact:
            break
    if letters in index.beginnings:
        found += [Match(text, len(letters)) for text in _begun(letters, index)]
    first = {match.text: match for match in reversed(found)}
    return [first[text] for text in dict.fromkeys(match.text for match in found)]


@cache
def hanzi_index() -> Index:
    """The index over the whole tables; made once, in about half a second."""
    uses = Counter(sign for phrase in phrases_dict for sign in phrase)
    characters: defaultdict[str, list[tuple[tuple[int, int, int, int], str]]] = defaultdict(list)
    for point, readings in pinyin_dict.items():
        sign = chr(point)
        for place, reading in enumerate(readings.split(",")):
            rank = (_level(sign), min(place, _SECOND_READING), -uses[sign], point)
            characters[plain(reading)].append((rank, sign))
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    for phrase, syllables in phrases_dict.items():
        phrases["".join(plain(syllable[0]) for syllable in syllables)].append(phrase)
    by_syllable = {key: tuple(sign for _, sign in sorted(rows)) for key, rows in characters.items()}
    return Index(
        by_syllable,
        {key: tuple(sorted(rows, key=len)) for key, rows in phrases.items()},
        frozenset(key[:n] for key in by_syllable for n in range(1, len(key))),
    )


def plain(reading: str) -> str:
    """A reading without its tone: lǜ is lv."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in letters if "a" <= sign <= "z")


def _level(sign: str) -> int:
    try:
        octets = sign.encode("gb2312")
    except UnicodeEncodeError:
        return 3
    return 1 if octets[0] < _FIRST_OF_LEVEL_TWO else 2


def _begun(letters: str, index: Index) -> list[str]:
    keys = sorted(key for key in index.characters if key.startswith(letters) and key != letters)
    rows = [index.characters[key][:12] for key in keys]
    return [sign for rank in range(12) for row in rows for sign in row[rank : rank + 1]]
