"""When and how loudly a terminal is heard: by the hour, by the headphones, or not at all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loudness:
    """Per cent of full scale by day and by night; `night_from` and `night_to` are hours 0–23, and
    the night may go over midnight."""

    day: int = 80
    night: int = 35
    night_from: int = 21
    night_to: int = 7

    def at(self, hour: int) -> int:
        """Per cent at an hour 0–23."""
        if self.night_from <= self.night_to:
            is_night = self.night_from <= hour < self.night_to
        else:
            is_night = hour >= self.night_from or hour < self.night_to
        return self.night if is_night else self.day


def reads_by_itself(*, elder: bool, headphones: bool) -> bool:
    """Whether every new page is read without being asked: 长辈版, and who plugs in headphones
    (look.md: speaker off, full reading on)."""
    return elder or headphones
