"""How a text is spelled: its readable characters, their syllables and their first letters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

Readings = Callable[[str], Sequence[Sequence[str]]]

NO_LETTER = "?"  # a character that nobody can spell; it keeps its place
_MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """One text as it can be typed. `letters`: the text in lower case without signs and spaces;
    `places`: where each of them stands in the text; `syllables`: all ways to spell the whole."""

    letters: str
    places: tuple[int, ...]
    syllables: tuple[tuple[str, ...], ...]

    @property
    def shown(self) -> str:
        """The likeliest reading, to be shown beside the text: `nü er`."""
        likeliest = zip(self.letters, self.syllables[0], strict=True)
        return " ".join(
            way.replace("v", "ü")
            for letter, way in likeliest
            if letter > "\x7f" and way != NO_LETTER
        )

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letters, once for every way that differs."""
        ways = ("".join(syllable[0] for syllable in way) for way in self.syllables)
        return tuple(dict.fromkeys(ways))


def spell(text: str, readings: Readings) -> Spelling:
    """Spell a text: with the likeliest readings, then once for every other reading of one
    character; six ways at most."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text
    places = tuple(place for place, letter in enumerate(lower) if letter.isalnum())
    found = readings(text)
    letters = "".join(lower[place] for place in places)
    choices = [_choices(lower[place], found[place]) for place in places]
    return Spelling(letters, places, tuple(islice(_ways(choices), _MOST_WAYS)))


def _ways(choices: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    likeliest = tuple(choice[0] for choice in choices)
    yield likeliest
    for place, choice in enumerate(choices):
        for other in choice[1:]:
            yield (*likeliest[:place], other, *likeliest[place + 1 :])


def _choices(letter: str, found: Sequence[str]) -> tuple[str, ...]:
    if letter.isascii():
        return (letter,)
    return tuple(dict.fromkeys(found)) or (NO_LETTER,)
