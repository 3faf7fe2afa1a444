"""The words of a failure: what happened, what to do, another way."""

from dataclasses import dataclass

from core.errors import Code
from core.ports import WordSource


@dataclass(frozen=True, slots=True)
class Trouble:
    """As resources/words/errors.toml says it."""

    code: Code
    title: str
    line: str
    steps: tuple[str, ...]
    again: str
    other: str


def trouble_of(code: Code, words: WordSource) -> Trouble:
    """The words of a code. Raises KeyError for a code without words: a defect."""
    key = f"error.{code.value}"
    return Trouble(
        code=code,
        title=words(f"{key}.title"),
        line=words(f"{key}.line"),
        steps=tuple(words(f"{key}.do{number}") for number in (1, 2, 3)),
        again=words(f"{key}.again"),
        other=words(f"{key}.other"),
    )
