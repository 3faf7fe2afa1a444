"""Sealing and signing: pure functions over octets, with the cipher suite behind one interface.

Seals are HPKE (RFC 9180) in the single-shot form. RFC 9180 section 8.1 asks single-shot users to
put what is to be authenticated into the Setup `info`, and the library offers only that; so the
info is `onestop/<suite>`, a zero octet, and the additional data. Signatures are Ed25519 (RFC 8032).
"""

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

HPKE_SUITE = "hpke-x25519-hkdfsha256-aes256gcm"


class SealBroken(Exception):
    """A seal cannot be made or opened: wrong key, wrong additional data, altered or cut octets."""


class SealingSuite(Protocol):
    """A choice of ciphers by name. Keys are raw octets. Both calls raise SealBroken."""

    @property
    def name(self) -> str: ...
    def seal(self, public_key: bytes, additional: bytes, plain: bytes) -> bytes: ...
    def open(self, private_key: bytes, additional: bytes, sealed: bytes) -> bytes: ...


class HpkeSuite:
    """HPKE base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

    A seal is the 32 octets of the encapsulated key, the cipher text and the 16 octets of the tag.
    """

    name = HPKE_SUITE

    def __init__(self) -> None:
        self._suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    def seal(self, public_key: bytes, additional: bytes, plain: bytes) -> bytes:
        """Seal to a raw X25519 public key. Every call gives other octets."""
        try:
            public = X25519PublicKey.from_public_bytes(public_key)
            return self._suite.encrypt(plain, public, self._info(additional))
        except (ValueError, TypeError, InvalidTag) as error:
            raise SealBroken("cannot seal to this key") from error

    def open(self, private_key: bytes, additional: bytes, sealed: bytes) -> bytes:
        """Open a seal with the raw X25519 private key and the additional data that was bound."""
        try:
            private = X25519PrivateKey.from_private_bytes(private_key)
            return self._suite.decrypt(sealed, private, self._info(additional))
        except (ValueError, TypeError, InvalidTag) as error:
            raise SealBroken("cannot open this seal") from error

    def _info(self, additional: bytes) -> bytes:
        return b"onestop/" + self.name.encode() + b"\0" + additional


def suite(name: str) -> SealingSuite:
    """The suite with a name. Raises SealBroken for one that this version does not know."""
    if name == HPKE_SUITE:
        return HpkeSuite()
    raise SealBroken(f"unknown suite {name[:40]!r}")


def blob_additional(envelope_id: str, role: str) -> bytes:
    """What the seal of an attachment binds: the envelope that names it and the page's role."""
    return b"blob/1\n" + envelope_id.encode() + b"\n" + role.encode()


def new_seal_keys() -> tuple[bytes, bytes]:
    """A new pair for sealing: raw private and raw public key, 32 octets each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def new_signing_keys() -> tuple[bytes, bytes]:
    """A new pair for signing: raw private and raw public key, 32 octets each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(private_key: bytes, octets: bytes) -> bytes:
    """The 64 octets of an Ed25519 signature. Raises SealBroken for a key that is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(private_key).sign(octets)
    except (ValueError, TypeError) as error:
        raise SealBroken("not a signing key") from error


def verify(public_key: bytes, signature: bytes, octets: bytes) -> bool:
    """Whether a signature by this key covers exactly these octets."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, octets)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def signature_algorithm(key: bytes) -> str:
    """The name of a signing key's algorithm, as HTTP message signatures say it."""
    del key
    return "ed25519"


def key_id(public_key: bytes) -> str:
    """A short name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def public_half(private_key: bytes) -> bytes:
    """The raw public key of a signing key. Raises SealBroken for a key that is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
    except (ValueError, TypeError) as error:
        raise SealBroken("not a signing key") from error
