"""What does not count any more, as the city signs it, so that a terminal without network knows.

GET /v1/revocations -> SignedRevocations, with ETag; 304 where nothing is new. Signed like the
catalogue's manifest; a lower sequence is refused.
"""

from enum import StrEnum

import msgspec


class RevokedKind(StrEnum):
    """What was revoked."""

    TERMINAL = "terminal"  # name: code/epoch
    AGENT = "agent"  # name: the account of a 代办员
    LICENCE = "licence"  # name: SHA-256 of the e-licence identifier


class Revoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry. `since` is an ISO time with offset."""

    kind: RevokedKind
    name: str
    since: str
    reason: str = ""


class RevocationList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole list; the canonical bytes are signed with the city's catalogue key."""

    schema: str = "revocations/1"
    sequence: int
    issued_at: str
    entries: list[Revoked]


class SignedRevocations(msgspec.Struct, frozen=True, kw_only=True):
    """`revocations` is the canonical bytes of RevocationList."""

    onestop: int
    revocations: bytes
    signature: bytes
