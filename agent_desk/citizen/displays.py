"""Which display is the citizen's."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Display(Protocol):
    """As QScreen."""

    def name(self) -> str: ...


D = TypeVar("D", bound=Display)


def second_display(displays: Sequence[D], clerks: D | None, wanted: str = "") -> D | None:
    """The display named `wanted`, else the first that is not the clerk's; None where there is
    none. The clerk's own display is never the citizen's."""
    others = [display for display in displays if display is not clerks]
    if wanted:
        others = [display for display in others if display.name() == wanted]
    return others[0] if others else None
