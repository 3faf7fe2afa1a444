"""What a terminal tells of its own health, and what it hears back. Nothing of any person.

POST /v1/heartbeats  HeartbeatRequest -> HeartbeatReply

Every text is a short word of a fixed shape, so that nothing else can be told by it.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from core.exchange import Terms

_Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Octets = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_Seconds = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Word = Annotated[str, Meta(pattern="^[a-z][a-z_]{0,23}$")]
_Code = Annotated[str, Meta(pattern="^([A-Z]{2,8}-[0-9]{3})?$")]
_Version = Annotated[str, Meta(pattern="^[0-9A-Za-z.+-]{1,32}$")]


class QueueHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The outbox in numbers. `oldest_s` is the age of the oldest waiting envelope in seconds."""

    waiting: _Count
    octets: _Octets
    oldest_s: _Seconds
    quarantined: _Count
    blobs_waiting: _Count = 0


class DeviceHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One machine: card, camera, printer, scanner; `state` is a word of its port, `code` ours."""

    kind: _Word
    state: _Word
    code: _Code = ""


class HeartbeatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sizes in octets, times in seconds; `clock` is the terminal's own Unix time."""

    version: _Version
    clock: Annotated[int, Meta(ge=-(2**40), le=2**40)]
    uptime_s: _Seconds
    queue: QueueHealth
    disk_free: _Octets
    reserve_stands: bool
    catalogue: _Count  # sequence of the catalogue that counts, 0 for the shipped one
    revocations: _Count = 0
    failures: _Count = 0  # passes that failed in a row before this one
    last_code: _Code = ""
    envelopes_only: bool = False  # staff said that the link is metered
    devices: Annotated[list[DeviceHealth], Meta(max_length=16)] = []


class HeartbeatReply(msgspec.Struct, frozen=True, kw_only=True):
    """The city's terms and its clock (ISO 8601 with offset)."""

    onestop: int
    terms: Terms
    city_time: str
