"""Tells a scanner that types (keyboard wedge) from a person who types, by pace and frame.

A function of the keys held so far and the next one. What is held is not shown yet: it becomes a
scan, or it is given back in order. Nothing is ever both.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

LONGEST = 4096  # characters; longer is no scan and is given back


@dataclass(frozen=True, slots=True)
class WedgeRule:
    """How a scanner types. `gap_ms`: the longest pause between two of its keys. `prefix` stands
    before a text, `suffix` behind it; `ends_with_enter`: Enter or Tab follows. `least` is the
    shortest scan, in characters without prefix and suffix. Without a prefix every key waits for
    `gap_ms` before it counts as typed."""

    gap_ms: float = 35.0
    prefix: str = ""
    suffix: str = ""
    ends_with_enter: bool = True
    least: int = 6

    def __post_init__(self) -> None:
        """Raises ValueError where a scan could have no end."""
        if not self.ends_with_enter and not self.suffix:
            raise ValueError("a scan must end with Enter or with a suffix")


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was pressed. `text` is what it types; Enter and Tab type nothing here and are
    `is_end`. A key that types nothing and ends nothing (arrows, shortcuts) is neither."""

    text: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """Keys that are held, as text, and when the last one came, in milliseconds."""

    text: str = ""
    at_ms: float = 0.0


class Then(StrEnum):
    """What becomes of the keys that were held before this one."""

    KEEP = "keep"  # they stay held
    GIVE_BACK = "give_back"  # a person typed them
    SCANNED = "scanned"  # they were a scan: drop them


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """`before` says what becomes of the held keys, `holds` whether this key is held too (if not it
    goes on at once, or is dropped with a scan). `text` is the scan, without prefix and suffix."""

    held: Held
    before: Then
    holds: bool
    text: str = ""


NOTHING = Held()


def press(held: Held, key: Key, at_ms: float, rule: WedgeRule) -> Verdict:
    """Judge one key."""
    before = Then.KEEP
    if held.text and is_over(held, at_ms, rule):
        held, before = NOTHING, Then.GIVE_BACK
    if key.is_end:
        return _ended(held, before, rule)
    if not key.text or len(held.text) + len(key.text) > LONGEST:
        return Verdict(NOTHING, Then.GIVE_BACK, holds=False)
    grown = Held(held.text + key.text, at_ms)
    if _may_begin(grown.text, rule):
        return _grown(grown, before, rule)
    # The key does not go on with what was held; it may begin something new.
    fresh = Held(key.text, at_ms)
    if held.text and _may_begin(fresh.text, rule):
        return replace(_grown(fresh, Then.GIVE_BACK, rule), before=Then.GIVE_BACK)
    return Verdict(NOTHING, Then.GIVE_BACK, holds=False)


def is_over(held: Held, now_ms: float, rule: WedgeRule) -> bool:
    """Whether a scanner would have gone on by now. A clock that runs backwards ends it too."""
    return not 0 <= now_ms - held.at_ms <= rule.gap_ms


def _grown(grown: Held, before: Then, rule: WedgeRule) -> Verdict:
    ends_here = not rule.ends_with_enter and grown.text.endswith(rule.suffix)
    text = _inside(grown.text, rule) if ends_here else ""
    if text:
        return Verdict(NOTHING, Then.SCANNED, holds=False, text=text)
    return Verdict(grown, before, holds=True)


def _ended(held: Held, before: Then, rule: WedgeRule) -> Verdict:
    text = _inside(held.text, rule) if rule.ends_with_enter else ""
    if text:
        return Verdict(NOTHING, Then.SCANNED, holds=False, text=text)
    return Verdict(NOTHING, Then.GIVE_BACK, holds=False)


def _may_begin(text: str, rule: WedgeRule) -> bool:
    if not rule.prefix:
        return True
    return text.startswith(rule.prefix) or rule.prefix.startswith(text)


def _inside(text: str, rule: WedgeRule) -> str:
    """The scan between prefix and suffix, or nothing where it is none."""
    framed = text.startswith(rule.prefix) and text.endswith(rule.suffix)
    inside = text[len(rule.prefix) : len(text) - len(rule.suffix)]
    return inside if framed and len(inside) >= rule.least else ""
