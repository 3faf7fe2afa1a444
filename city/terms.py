"""What the city tells terminals about how it wants to be spoken to just now."""

from city.load import Load
from city.upload_slots import UploadSlots
from core.exchange import Terms


class CityTerms:
    """Makes the terms for each answer."""

    def __init__(
        self, load: Load, slots: UploadSlots, *, poll_s: float, retention_days: int
    ) -> None:
        self._load = load
        self._slots = slots
        self._poll_s = poll_s
        self._retention_days = retention_days

    def for_terminal(self, terminal: str, *, wants_slots: bool | None = None) -> Terms:
        """The terms for a terminal that spoke; with a share of the slots where it has something to
        upload, and giving its share back where it has nothing (`wants_slots` is False)."""
        self._load.heard(terminal)
        slots, wait_s = self._slots.offer(terminal, wants=wants_slots)
        return Terms(
            window_s=round(self._load.window_s(), 1),
            poll_s=self._poll_s,
            upload_slots=slots,
            slot_wait_s=round(wait_s, 1),
            retention_days=self._retention_days,
        )
