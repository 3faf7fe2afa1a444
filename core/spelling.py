"""How a text is spelled: its readable characters, their syllables and their first letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, product

Readings = Callable[[str], Sequence[Sequence[str]]]

NO_LETTER = "?"  # a character that nobody can spell; it keeps its place
_MOST_VARIANTS = 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """One text as it can be typed. `letters`: the text in lower case without signs and spaces;
    `places`: where each of them stands in the text; `syllables`: all ways to spell the whole."""

    letters: str
    places: tuple[int, ...]
    syllables: tuple[tuple[str, ...], ...]

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letters, once for every way that differs."""
        ways = ("".join(syllable[0] for syllable in way) for way in self.syllables)
        return tuple(dict.fromkeys(ways))


def spell(text: str, readings: Readings) -> Spelling:
    """Spell a text. Characters with several readings give several ways, at most eight."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text
    places = tuple(place for place, letter in enumerate(lower) if letter.isalnum())
    found = readings(text)
    letters = "".join(lower[place] for place in places)
    choices = [_choices(lower[place], found[place]) for place in places]
    ways = islice(product(*choices), _MOST_VARIANTS)
    return Spelling(letters, places, tuple(ways))


def _choices(letter: str, found: Sequence[str]) -> tuple[str, ...]:
    if letter.isascii():
        return (letter,)
    return tuple(dict.fromkeys(found)) or (NO_LETTER,)


def shown_pinyin(text: str, readings: Readings) -> str:
    """The likeliest reading of every character, to be shown beside the text: `nü er`."""
    first = [found[0].replace("v", "ü") for found in readings(text) if found]
    return " ".join(first)
