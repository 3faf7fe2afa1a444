"""What one pass did, for the log, the status line and the tests."""

from dataclasses import dataclass, field

from core.errors import Code


@dataclass(slots=True)
class Report:
    """Counts of one pass. `code` is why it ended early, None where the city took all there was.
    `changed` are ids of cases whose view may have changed. `retry_after_s` is what the city asked
    to wait, `slot_wait_s` the time until attachments may go on; `blobs_held_back`: staff said that
    only envelopes go."""

    sent: int = 0
    stored: int = 0
    duplicates: int = 0
    deferred: int = 0
    rejected: int = 0
    lost_by_city: int = 0
    blobs_sent: int = 0
    carried: int = 0  # bundles of other terminals that the city has whole now
    changes: int = 0
    catalogue: str = ""
    catalogue_code: Code | None = None
    keys_code: Code | None = None
    code: Code | None = None
    retry_after_s: float = 0.0
    slot_wait_s: float = 0.0
    blobs_held_back: bool = False
    changed: list[str] = field(default_factory=list)

    def take(self, other: "Report") -> None:
        """Add what the lane of attachments did beside."""
        self.blobs_sent += other.blobs_sent
        self.slot_wait_s = other.slot_wait_s
        self.changed += other.changed
