"""The envelope: how a document travels, by network or by hand. It is stored and signed as bytes.

The city's unique key is `id`, born on the device before anything is sent, for ever. Same id and
same digest is a duplicate (success); same id and another digest is a conflict.
"""

from enum import StrEnum

import msgspec

from core.wire import canonical


class EnvelopeType(StrEnum):
    """What is inside."""

    APPLICATION_SUBMIT = "application.submit"
    APPLICATION_AMEND = "application.amend"  # rev > 1 of the same application, whole
    APPLICATION_WITHDRAW = "application.withdraw"
    MATERIAL_ADD = "material.add"  # a supplement, or the material that was promised
    RATING_GIVE = "rating.give"
    ENVELOPE_CARRY = "envelope.carry"  # mends a quarantined envelope: it travels inside a new one


class BlobRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed attachment that belongs to the envelope."""

    sha256: str
    size: int
    role: str
    required: bool = True


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part that the link may read; it is the additional data of the seal. No personal data."""

    schema: str = "envelope/1"
    id: str  # UUIDv7
    type: EnvelopeType
    terminal: str
    epoch: int
    seq: int
    subject: str  # id of the application that this is about
    rev: int = 1
    causes: list[str] = []
    supersedes: str = ""  # id of a quarantined envelope of this terminal that this one mends
    receipt_no: str = ""
    catalogue_version: str
    catalogue_digest: str
    created_at: str
    clock_offset_ms: int | None = None  # None: never heard from the city
    suite: str
    seal_key: str = ""  # core.sealing.key_id of the city's key; empty: the one of the first days
    attachments: list[BlobRef] = []

    def additional_data(self) -> bytes:
        """What the seal binds: terminal, epoch, seq, schema, id (design/sync.md)."""
        return canonical([self.terminal, self.epoch, self.seq, self.schema, self.id])


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Header and sealed body. Its canonical bytes are signed by the terminal (Ed25519)."""

    header: Header
    body: bytes  # sealed; base64 in JSON

    def to_bytes(self) -> bytes:
        """The bytes that are stored, hashed, signed and sent."""
        return canonical(self)


def envelope_from(octets: bytes) -> Envelope:
    """Read an envelope. Raises msgspec.ValidationError or DecodeError."""
    return msgspec.json.decode(octets, type=Envelope)
