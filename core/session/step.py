"""The answer of a step: the next state and what to do."""

from dataclasses import dataclass
from typing import TypeVar

from core.session.effects import Effect
from core.session.states import State


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """A next state with effects, in order."""

    state: State
    effects: tuple[Effect, ...] = ()


def stay(state: State) -> Step:
    """Nothing changes: the event means nothing on this page."""
    return Step(state)


T = TypeVar("T")


def with_key(pairs: tuple[tuple[str, T], ...], key: str, value: T) -> tuple[tuple[str, T], ...]:
    """The pairs with one key set, in the old order."""
    if any(k == key for k, _ in pairs):
        return tuple((k, value if k == key else v) for k, v in pairs)
    return (*pairs, (key, value))


def without_key(pairs: tuple[tuple[str, T], ...], key: str) -> tuple[tuple[str, T], ...]:
    """The pairs without one key."""
    return tuple((k, v) for k, v in pairs if k != key)
