"""That a catalogue is still the newest, said by the city with a time and signed.

Whoever keeps an old catalogue going cannot say it anew: so the freeze is noticed.

Every answer to GET /v1/catalogue/manifest, 200 and 304, carries it in the header
Onestop-Catalogue-Time: base64 of the canonical JSON of CatalogueTime, a full stop, and base64 of
the signature over `onestop/catalogue-time/1`, a line feed and those octets.
"""

import base64
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from core.sealing import Trusted, verify_trusted
from core.wire import canonical

HEADER = "Onestop-Catalogue-Time"
ENDING = timedelta(days=14)
UNCONFIRMED = timedelta(days=7)
_PURPOSE = b"onestop/catalogue-time/1\n"


class CatalogueTime(msgspec.Struct, frozen=True, kw_only=True):
    """At `at` (ISO 8601 with offset) the newest catalogue was the one of this sequence."""

    sequence: int
    at: str


class CatalogueAge(StrEnum):
    """How a catalogue may be used. Only `expired` limits: nothing new is begun by it."""

    GOOD = "good"
    ENDING = "ending"  # expires within ENDING
    UNCONFIRMED = "unconfirmed"  # the city has not said for UNCONFIRMED that it is the newest
    EXPIRED = "expired"


def write_time(sign: Callable[[bytes], bytes], said: CatalogueTime) -> str:
    """The header's value."""
    octets = canonical(said)
    parts = (octets, sign(_PURPOSE + octets))
    return ".".join(base64.b64encode(part).decode() for part in parts)


def read_time(field: str, trusted: Trusted) -> CatalogueTime | None:
    """What the header says, or None where it is not the city's or cannot be read."""
    first, dot, second = field.partition(".")
    try:
        octets, signature = (base64.b64decode(part, validate=True) for part in (first, second))
        if not dot or not verify_trusted(trusted, signature, _PURPOSE + octets):
            return None
        said = msgspec.json.decode(octets, type=CatalogueTime)
        return said if datetime.fromisoformat(said.at).tzinfo else None
    except ValueError:  # msgspec's errors are ValueErrors too
        return None


def age_of(expires: date, confirmed: datetime, now: datetime) -> CatalogueAge:
    """How a catalogue stands that was last confirmed at a moment (or taken, before the first
    time). A clock behind that moment is wrong: then that moment is now. The last day counts."""
    moment = max(now, confirmed)
    day = moment.astimezone(confirmed.tzinfo).date()
    if day > expires:
        return CatalogueAge.EXPIRED
    if moment - confirmed > UNCONFIRMED:
        return CatalogueAge.UNCONFIRMED
    return CatalogueAge.ENDING if expires - day < ENDING else CatalogueAge.GOOD
