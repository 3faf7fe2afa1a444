"""How large the next batch is: it grows while the link is quick, and shrinks where it is slow."""

from dataclasses import dataclass

QUICK_S = 3.0
SLOW_S = 10.0
FEWEST_OCTETS = 4_000


@dataclass(slots=True)
class Pace:
    """`octets` of a batch as sent. A lost batch is sent again whole, so on a link that takes long
    or breaks, less is put at stake at once. It begins with as much as the city allows: 250 at
    once were the quickest on a good link (docs/decisions/0013-batches.md)."""

    octets: int = 256_000

    def went(self, seconds: float) -> None:
        """A batch of this pace was answered after so long."""
        if seconds > SLOW_S:
            self.octets = max(self.octets // 2, FEWEST_OCTETS)
        elif seconds < QUICK_S:
            self.octets = min(self.octets * 2, 256_000)

    def failed(self) -> None:
        """The link broke under a batch."""
        self.octets = max(self.octets // 4, FEWEST_OCTETS)
