"""The rating (好差评): which reasons are shown for a level, and the levels of other standards.

Source: GB/T 39734-2020. Levels here and on the live platform: 5 非常满意 … 1 非常不满意, 0 = not
rated. GB/T 39046-2020 table A.8 counts the other way round; that is turned at the boundary only.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import CatalogueError, Code

LEVELS = (5, 4, 3, 2, 1)
NOT_RATED = 0
TEXT_LIMIT = 150  # characters of free text

Kind = Literal["base", "extended", "retired"]
_KINDS: dict[str, Kind] = {"base": "base", "extended": "extended", "retired": "retired"}
_SHOWN: tuple[Kind, ...] = ("base", "extended")


@dataclass(frozen=True, slots=True)
class Reason:
    """A standard reason. `kind`: base must be shown, extended may be, retired is only read."""

    code: str
    level: int
    text: str
    kind: Kind


def read_reasons(octets: bytes) -> tuple[Reason, ...]:
    """Read the table of reasons (CSV: code, level, level_name, text, status). Raises
    CatalogueError with the line."""
    reasons: list[Reason] = []
    try:
        for row in csv.DictReader(io.StringIO(octets.decode(), newline="")):
            level = int(row["level"])
            if level not in LEVELS or not row["code"].startswith(str(level)):
                raise ValueError("level")
            reasons.append(Reason(row["code"], level, row["text"], _KINDS[row["status"]]))
        if len({reason.code for reason in reasons}) != len(reasons):
            raise ValueError("a code stands twice")
    except (KeyError, TypeError, ValueError, csv.Error) as bad:
        line = len(reasons) + 2
        raise CatalogueError(Code.CATALOGUE_TORN, f"rating reasons, line {line}: {bad}") from bad
    return tuple(reasons)


def reasons_for(reasons: Sequence[Reason], level: int) -> tuple[Reason, ...]:
    """The reasons to show for a level: base first, then extended, never retired."""
    return tuple(
        reason
        for kind in _SHOWN
        for reason in reasons
        if reason.level == level and reason.kind == kind
    )


def is_bad(level: int) -> bool:
    """Whether a level is a bad rating (差评) that somebody must call back for."""
    return level in (1, 2)


def to_gbt39046(level: int) -> int:
    """The level as GB/T 39046 A.8 counts it: 1 非常满意 … 5 非常不满意. Raises ValueError for a
    level that is none; `not rated` has no number there."""
    if level not in LEVELS:
        raise ValueError("only a given rating has a level")
    return 6 - level


def from_gbt39046(level: int) -> int:
    """The level here for one that GB/T 39046 A.8 counts. Raises ValueError."""
    return to_gbt39046(level)
