"""What is wrong with a terminal, judged from its last heartbeat alone: pure rules, no database."""

from dataclasses import dataclass
from enum import StrEnum

from core.heartbeat import HeartbeatRequest

MEGABYTE = 1024 * 1024


class Condition(StrEnum):
    """One thing that staff should know; a terminal may have several."""

    REVOKED = "revoked"
    NEVER_HEARD = "never_heard"
    LATE = "late"
    STUCK = "stuck"  # something has waited long, and what waits longest gets older
    QUARANTINED = "quarantined"
    FULL = "full"
    SKEWED = "skewed"
    OLD_CATALOGUE = "old_catalogue"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Seconds and octets from which on a condition holds. A terminal speaks once a minute."""

    late_s: int = 600
    stuck_s: int = 2 * 3600
    skew_s: int = 300
    disk_free: int = 500 * MEGABYTE
    catalogue_s: int = 24 * 3600  # since the newest one was published


@dataclass(frozen=True, slots=True)
class Heard:
    """A heartbeat and when the city heard it (Unix seconds by the city's clock). `oldest_before`
    is the age of the oldest waiting envelope about an hour earlier, None where that is not
    known."""

    at: int
    said: HeartbeatRequest
    oldest_before: int | None = None


@dataclass(frozen=True, slots=True)
class NewestCatalogue:
    """The catalogue that terminals should have, 0 where there is none yet."""

    sequence: int = 0
    published_at: int = 0


def conditions(
    heard: Heard | None,
    now: int,
    catalogue: NewestCatalogue,
    limits: Thresholds,
    *,
    revoked: bool = False,
) -> tuple[Condition, ...]:
    """All that holds, the gravest first. What a late terminal said last still counts."""
    found = [Condition.REVOKED] if revoked else []
    if heard is None:
        return (*found, Condition.NEVER_HEARD)
    said = heard.said
    tests = (
        (Condition.LATE, now - heard.at > limits.late_s),
        (Condition.STUCK, _is_stuck(heard, limits)),
        (Condition.QUARANTINED, said.queue.quarantined > 0),
        (Condition.FULL, said.disk_free < limits.disk_free or not said.reserve_stands),
        (Condition.SKEWED, abs(skew_of(heard)) > limits.skew_s),
        (Condition.OLD_CATALOGUE, _is_behind(said.catalogue, now, catalogue, limits)),
        (Condition.DEVICE, any(device.code for device in said.devices)),
    )
    return (*found, *(condition for condition, holds in tests if holds))


def skew_of(heard: Heard) -> int:
    """Seconds that the terminal's clock is ahead of the city's; negative when behind."""
    return heard.said.clock - heard.at


def _is_stuck(heard: Heard, limits: Thresholds) -> bool:
    """A backlog that is being worked off gets younger: that is no reason to drive there."""
    queue = heard.said.queue
    if queue.waiting == 0 or queue.oldest_s < limits.stuck_s:
        return False
    return heard.oldest_before is None or queue.oldest_s >= heard.oldest_before


def _is_behind(sequence: int, now: int, catalogue: NewestCatalogue, limits: Thresholds) -> bool:
    return sequence < catalogue.sequence and now - catalogue.published_at > limits.catalogue_s
