"""One figure with its peers, measured in the same run, as one JSON object a line."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `peers` share the unit. `note` says what is not modelled."""

    figure: str
    value: float
    unit: str
    peers: dict[str, float] = field(default_factory=dict)
    target: str = ""
    met: bool | None = None
    note: str = ""

    def as_json(self) -> str:
        """The line for machines."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_text(self) -> str:
        """The line for people: ratios first, because machines are noisy."""
        ratios = "".join(
            f"  {self.value / peer:.2f} × {name} ({peer:.3g} {self.unit})"
            for name, peer in self.peers.items()
            if peer
        )
        met = {True: "met", False: "NOT MET", None: ""}[self.met]
        return f"{self.figure}: {self.value:.4g} {self.unit}{ratios}  {self.target} {met}".rstrip()


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie, by rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
