"""What a live check says of a field while it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CheckState(StrEnum):
    """Wrong is said only when nothing typed after it could make it right."""

    EMPTY = "empty"
    TYPING = "typing"
    OK = "ok"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """A state with the word key of its sentence and the gaps of that sentence."""

    state: CheckState
    key: str
    gaps: Mapping[str, object] = field(default_factory=dict)


def fits(key: str = "check.ok") -> Check:
    """The value can be used as it is."""
    return Check(CheckState.OK, key)


def unfinished(key: str, **gaps: object) -> Check:
    """The value is not done, and nothing in it is wrong so far."""
    return Check(CheckState.TYPING, key, gaps)


def wrong(key: str, **gaps: object) -> Check:
    """The value cannot become right by typing on; the sentence says how to mend it."""
    return Check(CheckState.WRONG, key, gaps)
