"""What a terminal tells of its own health, and what it hears back. Nothing of any person.

POST /v1/heartbeats  HeartbeatRequest -> HeartbeatReply
"""

import msgspec

from core.exchange import Terms


class QueueHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The outbox in numbers. `oldest_s` is the age of the oldest waiting envelope in seconds."""

    waiting: int
    octets: int
    oldest_s: int
    quarantined: int
    blobs_waiting: int = 0


class DeviceHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One machine: card, camera, printer, scanner; `state` is a word of its port, `code` ours."""

    kind: str
    state: str
    code: str = ""


class HeartbeatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sizes in octets, times in seconds; `clock` is the terminal's own Unix time."""

    version: str
    clock: int
    uptime_s: int
    queue: QueueHealth
    disk_free: int
    reserve_stands: bool
    catalogue: int  # sequence of the catalogue that counts, 0 for the shipped one
    revocations: int = 0
    failures: int = 0  # passes that failed in a row before this one
    last_code: str = ""
    envelopes_only: bool = False  # staff said that the link is metered
    devices: list[DeviceHealth] = []


class HeartbeatReply(msgspec.Struct, frozen=True, kw_only=True):
    """The city's terms and its clock (ISO 8601 with offset)."""

    onestop: int
    terms: Terms
    city_time: str
