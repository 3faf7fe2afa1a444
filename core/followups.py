"""What may follow an application: a withdrawal, a material, and an envelope carried in another.

An amended application has no type of its own: it is the whole application again, in an envelope
with a higher `rev`. Times are ISO 8601 with offset.
"""

import msgspec

from core.application import MaterialGiven, Page, Person
from core.wire import canonical


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A document that follows an application."""


class Withdrawal(_Part, frozen=True, kw_only=True):
    """The applicant takes the application back (撤回). `id` is born with it, as a UUIDv7."""

    schema: str = "withdrawal/1"
    id: str
    case: str  # id of the application
    at: str
    person: Person
    reason: str = ""
    signature: Page | None = None

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(self)


class MaterialAdded(_Part, frozen=True, kw_only=True):
    """Materials that were promised, or that the city asked for once (补正)."""

    schema: str = "material/1"
    id: str
    case: str  # id of the application
    at: str
    person: Person
    materials: list[MaterialGiven]
    signature: Page | None = None

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(self)


class Carried(_Part, frozen=True, kw_only=True):
    """A quarantined envelope as it was stored, octet for octet, inside a new one. The terminal
    cannot open what it sealed; so this is how it is mended. Its attachments keep their seals."""

    schema: str = "carried/1"
    envelope: bytes
    signature: bytes

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(self)
