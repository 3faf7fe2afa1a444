"""The first suite: HPKE (RFC 9180) for seals, Ed25519 (RFC 8032) for signatures.

Seals are HPKE in the single-shot form. RFC 9180 section 8.1 asks single-shot users to put what is
to be authenticated into the Setup `info`, and the library offers only that; so the info is
`onestop/<suite>`, a zero octet, and the additional data.
"""

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from core.sealing.errors import SealBroken

HPKE_SUITE = "hpke-x25519-hkdfsha256-aes256gcm"


class HpkeSuite:
    """HPKE base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

    A seal is the 32 octets of the encapsulated key, the cipher text and the 16 octets of the tag.
    Keys are 32 raw octets.
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

    def new_keys(self) -> tuple[bytes, bytes]:
        """A new pair: raw private and raw public key, 32 octets each."""
        private = X25519PrivateKey.generate()
        return private.private_bytes_raw(), private.public_key().public_bytes_raw()

    def _info(self, additional: bytes) -> bytes:
        return b"onestop/" + self.name.encode() + b"\0" + additional


class Ed25519Scheme:
    """Ed25519. Keys are 32 raw octets, a signature 64."""

    algorithm = "ed25519"

    def new_keys(self) -> tuple[bytes, bytes]:
        """A new pair: raw private and raw public key."""
        private = Ed25519PrivateKey.generate()
        return private.private_bytes_raw(), private.public_key().public_bytes_raw()

    def public_half(self, private_key: bytes) -> bytes:
        """The raw public key. Raises SealBroken for a key that is none."""
        try:
            return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
        except (ValueError, TypeError) as error:
            raise SealBroken("not a signing key") from error

    def sign(self, private_key: bytes, octets: bytes) -> bytes:
        """Raises SealBroken for a key that is none."""
        try:
            return Ed25519PrivateKey.from_private_bytes(private_key).sign(octets)
        except (ValueError, TypeError) as error:
            raise SealBroken("not a signing key") from error

    def verify(self, public_key: bytes, signature: bytes, octets: bytes) -> bool:
        """Whether a signature by this key covers exactly these octets."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, octets)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True
