"""The longest chain of items that wait for each other: information, never the published promise."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

import msgspec

from core.catalogue import Item


def critical_path(items: Sequence[Item]) -> tuple[int, tuple[str, ...]]:
    """Working days of the longest chain by promised days, and its items, first to last.

    Predecessors that are not among the items do not count. The first of equals is taken.
    """
    if not items:
        return 0, ()
    by_code = {item.code: item for item in items}
    edges = {item.code: [code for code in item.after if code in by_code] for item in items}
    ends: dict[str, int] = {}
    came_from: dict[str, str] = {}
    for code in TopologicalSorter(edges).static_order():
        latest = max(edges[code], key=ends.__getitem__, default="")
        came_from[code] = latest
        ends[code] = by_code[code].days_promised + ends.get(latest, 0)
    code = max(by_code, key=ends.__getitem__)
    days, path = ends[code], []
    while code:
        path.append(code)
        code = came_from[code]
    return days, tuple(reversed(path))


def closed_up(items: Sequence[Item], all_items: Sequence[Item]) -> tuple[Item, ...]:
    """The items with `after` naming only items among them: where one fell out, its own
    predecessors take its place, so that an order that ran through it still holds."""
    kept = {item.code for item in items}
    after = {item.code: item.after for item in all_items}

    def near(codes: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        for code in codes:
            found.update(dict.fromkeys([code] if code in kept else near(after.get(code, []))))
        return list(found)

    return tuple(msgspec.structs.replace(item, after=near(item.after)) for item in items)
