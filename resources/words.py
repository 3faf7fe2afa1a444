"""Everything that people read, by key, from all files in resources/words."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from resources import path


def load_words() -> Mapping[str, str]:
    """All sentences. Tables are joined with dots: [card] 102 = "…" is card.102.

    Raises KeyError where two files say the same key, TypeError where a value is no sentence.
    """
    words: dict[str, str] = {}
    for file in sorted(path("words").glob("*.toml")):
        for key, sentence in _flat("", tomllib.loads(file.read_text("utf-8"))):
            if key in words:
                raise KeyError(f"{key} is said twice, again in {file.name}")
            words[key] = sentence
    return words


def say(words: Mapping[str, str], key: str, **gaps: object) -> str:
    """The sentence of a key with its gaps filled. Raises KeyError for an unknown key or a gap
    that nobody fills."""
    return words[key].format_map(gaps)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        elif isinstance(value, str):
            yield name, value
        else:
            raise TypeError(f"{name} is not a sentence")
