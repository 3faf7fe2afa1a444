"""The sentences that people read, for the windows."""

from collections.abc import Mapping

from resources.words import load_words, say


class Words:
    """A WordSource over flat keys. Raises KeyError for a key or a gap that is missing: a sentence
    that does not exist is a defect and must not be shown as its key."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, key: str, **gaps: object) -> str:
        return say(self._words, key, **gaps)

    def has(self, key: str) -> bool:
        """True when there is a sentence for a key."""
        return key in self._words


def house_words() -> Words:
    """The sentences that ship."""
    return Words(load_words())
