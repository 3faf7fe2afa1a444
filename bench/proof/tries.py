"""Many tries of one kind."""

from dataclasses import dataclass, field

_SHOWN = 5


@dataclass(slots=True)
class Tries:
    """How many there were and what was wrong."""

    what: str
    tried: int = 0
    bad: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, where: str, wrong: list[str]) -> None:
        """One more."""
        self.tried += 1
        self.bad += bool(wrong)
        if wrong and len(self.examples) < _SHOWN:
            self.examples.append(f"{self.what}, {where}: {', '.join(wrong)}")
