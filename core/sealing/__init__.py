"""Sealing and signing: pure functions over octets, with the cipher suite behind one interface.

There are two suites, and a city may have terminals of both: HPKE with X25519 and AES-256-GCM beside
Ed25519 (core.sealing.hpke), and SM2, SM3 and SM4 (core.sealing.sm). A seal names its suite in the
envelope's header. A signing key tells its scheme by its length, which no two schemes share.
"""

import hashlib
from typing import Protocol

from core.sealing import sm2
from core.sealing.errors import SealBroken
from core.sealing.hpke import HPKE_SUITE, Ed25519Scheme, HpkeSuite
from core.sealing.sm import SM_SUITE, Sm2Scheme, SmSuite

__all__ = [
    "HPKE_SUITE",
    "SM_SUITE",
    "SUITES",
    "Ed25519Scheme",
    "HpkeSuite",
    "SealBroken",
    "SealingSuite",
    "SigningScheme",
    "Sm2Scheme",
    "SmSuite",
    "Trusted",
    "blob_additional",
    "is_signing_key",
    "key_id",
    "new_seal_keys",
    "new_signing_keys",
    "public_half",
    "sign",
    "signature_algorithm",
    "suite",
    "verify",
    "verify_trusted",
]

SUITES = (HPKE_SUITE, SM_SUITE)
_ED25519_OCTETS = 32

Trusted = bytes | tuple[bytes, ...]  # one public key, or all that count


class SealingSuite(Protocol):
    """A choice of ciphers by name. Keys are raw octets. Seal and open raise SealBroken."""

    @property
    def name(self) -> str: ...
    def seal(self, public_key: bytes, additional: bytes, plain: bytes) -> bytes: ...
    def open(self, private_key: bytes, additional: bytes, sealed: bytes) -> bytes: ...
    def new_keys(self) -> tuple[bytes, bytes]: ...


class SigningScheme(Protocol):
    """A way to sign. `algorithm` is its name in HTTP message signatures."""

    @property
    def algorithm(self) -> str: ...
    def new_keys(self) -> tuple[bytes, bytes]: ...
    def public_half(self, private_key: bytes) -> bytes: ...
    def sign(self, private_key: bytes, octets: bytes) -> bytes: ...
    def verify(self, public_key: bytes, signature: bytes, octets: bytes) -> bool: ...


def suite(name: str) -> SealingSuite:
    """The suite with a name. Raises SealBroken for one that this version does not know."""
    if name == HPKE_SUITE:
        return HpkeSuite()
    if name == SM_SUITE:
        return SmSuite()
    raise SealBroken(f"unknown suite {name[:40]!r}")


def blob_additional(envelope_id: str, role: str) -> bytes:
    """What the seal of an attachment binds: the envelope that names it and the page's role."""
    return b"blob/1\n" + envelope_id.encode() + b"\n" + role.encode()


def new_seal_keys(suite_name: str = HPKE_SUITE) -> tuple[bytes, bytes]:
    """A new pair for sealing in a suite: private and public key. Raises SealBroken."""
    return suite(suite_name).new_keys()


def new_signing_keys(suite_name: str = HPKE_SUITE) -> tuple[bytes, bytes]:
    """A new pair for signing beside a suite: private and public key. Raises SealBroken."""
    if suite_name == HPKE_SUITE:
        return Ed25519Scheme().new_keys()
    if suite_name == SM_SUITE:
        return Sm2Scheme().new_keys()
    raise SealBroken(f"unknown suite {suite_name[:40]!r}")


def sign(private_key: bytes, octets: bytes) -> bytes:
    """The 64 octets of a signature. Raises SealBroken for a key that is none."""
    return _scheme(private_key).sign(private_key, octets)


def verify(public_key: bytes, signature: bytes, octets: bytes) -> bool:
    """Whether a signature by this key covers exactly these octets."""
    try:
        return _scheme(public_key).verify(public_key, signature, octets)
    except SealBroken:
        return False


def verify_trusted(trusted: Trusted, signature: bytes, octets: bytes) -> bool:
    """Whether one of the trusted keys signed exactly these octets."""
    keys = (trusted,) if isinstance(trusted, bytes) else trusted
    return any(verify(key, signature, octets) for key in keys)


def signature_algorithm(key: bytes) -> str:
    """The name of a signing key's algorithm, as HTTP message signatures say it. Raises SealBroken
    for a key that is none."""
    return _scheme(key).algorithm


def public_half(private_key: bytes) -> bytes:
    """The public key of a signing key. Raises SealBroken for a key that is none."""
    return _scheme(private_key).public_half(private_key)


def is_signing_key(public_key: bytes) -> bool:
    """Whether octets are a public signing key of any scheme."""
    return len(public_key) == _ED25519_OCTETS or sm2.is_public_key(public_key)


def key_id(public_key: bytes) -> str:
    """A short name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _scheme(key: bytes) -> SigningScheme:
    if len(key) == _ED25519_OCTETS:
        return Ed25519Scheme()
    if len(key) in (sm2.PRIVATE_OCTETS, sm2.PUBLIC_OCTETS):
        return Sm2Scheme()
    raise SealBroken("not a signing key")
