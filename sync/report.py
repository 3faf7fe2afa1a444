"""What one pass did, for the log, the status line and the tests."""

from dataclasses import dataclass, field

from core.errors import Code


@dataclass(slots=True)
class Report:
    """Counts of one pass. `code` is why it ended early, None where the city took all there was.
    `changed` are ids of cases whose view may have changed."""

    sent: int = 0
    stored: int = 0
    duplicates: int = 0
    deferred: int = 0
    rejected: int = 0
    lost_by_city: int = 0
    blobs_sent: int = 0
    changes: int = 0
    catalogue: str = ""
    catalogue_code: Code | None = None
    code: Code | None = None
    changed: list[str] = field(default_factory=list)
