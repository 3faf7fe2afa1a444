"""What one proof found, as one JSON object a line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """One proof. `tried` counts `of_what` against `wanted`, the number that the promise names (a
    run of a share asks for its share). `planted` says of each planted bug whether it was found:
    a proof that misses one proves nothing. `examples` are the first violations, each with what
    shows it again. `command` repeats the whole proof."""

    name: str  # R1, as on the scoreboard
    promise: str
    of_what: str
    tried: int
    wanted: int
    violations: int
    planted: Mapping[str, bool]
    seconds: float
    command: str
    what_is_not_modelled: str
    notes: tuple[str, ...] = ()
    examples: tuple[str, ...] = field(default=())

    @property
    def missed(self) -> list[str]:
        """The planted bugs that were not found."""
        return [name for name, found in self.planted.items() if not found]

    @property
    def holds(self) -> bool:
        """No violation, enough tried, and every planted bug found, of which there is one."""
        enough = self.tried >= self.wanted
        return self.violations == 0 and enough and bool(self.planted) and not self.missed

    def as_json(self) -> str:
        """The line for machines."""
        known = asdict(self) | {
            "planted": dict(self.planted),
            "planted_found": len(self.planted) - len(self.missed),
            "planted_all": len(self.planted),
            "holds": self.holds,
        }
        return json.dumps(known, ensure_ascii=False)

    def as_text(self) -> str:
        """The line for people, with what is wrong below it."""
        found = len(self.planted) - len(self.missed)
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        lines = [
            f"{self.name} {verdict}: {self.violations} violations in"
            f" {self.tried} {self.of_what} (wanted {self.wanted}), {found} of"
            f" {len(self.planted)} planted bugs found, {self.seconds:.0f} s"
        ]
        lines += [f"  not found: {name}" for name in self.missed]
        lines += [f"  violation: {example}" for example in self.examples]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join(lines)


Proof = Callable[[float], Outcome]
"""Runs a share of a proof (1.0: the whole with its named counts) and says what it found."""
