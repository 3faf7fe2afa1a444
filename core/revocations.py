"""What does not count any more, as the city signs it, so that a terminal without network knows.

GET /v1/revocations -> SignedRevocations, with ETag; 304 where nothing is new. Signed like the
catalogue's manifest; a lower sequence is refused.
"""

import re
from enum import StrEnum

import msgspec

from core.wire import sha256_hex

_DIGEST = re.compile(r"[0-9a-f]{64}")


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


def terminal_name(code: str, epoch: int) -> str:
    """The name of a terminal's epoch on the list."""
    return f"{code}/{epoch}"


def licence_name(identifier: str) -> str:
    """The name of an e-licence on the list: the SHA-256 of its identifier, or that digest itself.
    Identifiers of licences (电子证照标识) are not enumerable like numbers of persons."""
    found = identifier.strip()
    return found if _DIGEST.fullmatch(found) else sha256_hex(found.encode())
