"""The second suite: SM2, SM3 and SM4 of the national standards.

A seal is a digital envelope: SM2 encryption (GB/T 32918.4, C1 C3 C2) of a fresh SM4 key and nonce,
then the body under SM4-GCM (GB/T 32907; GCM of GB/T 36624, with the SM4 vector of RFC 8998). The
additional data of GCM is `onestop/<suite>`, a zero octet, the wrapped key, and what was bound.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from core.sealing import sm2
from core.sealing.errors import SealBroken

SM_SUITE = "sm2-sm3-sm4gcm"
_KEY, _NONCE, _TAG = 16, 12, 16
_WRAPPED = sm2.POINT_AND_DIGEST + _KEY + _NONCE


class SmSuite:
    """SM2 wraps, SM4-GCM seals; 141 octets more than what is in it. Keys: core.sealing.sm2."""

    name = SM_SUITE

    def seal(self, public_key: bytes, additional: bytes, plain: bytes) -> bytes:
        """Seal to an SM2 public key. Every call gives other octets."""
        secret = secrets.token_bytes(_KEY + _NONCE)
        wrapped = sm2.encrypt(public_key, secret)
        key, nonce = secret[:_KEY], secret[_KEY:]
        return wrapped + sm4_gcm_seal(key, nonce, self._bound(wrapped, additional), plain)

    def open(self, private_key: bytes, additional: bytes, sealed: bytes) -> bytes:
        """Open a seal with the SM2 private key and the additional data that was bound."""
        wrapped, hidden = sealed[:_WRAPPED], sealed[_WRAPPED:]
        if len(wrapped) < _WRAPPED or len(hidden) < _TAG:
            raise SealBroken("cannot open this seal")
        secret = sm2.decrypt(private_key, wrapped)
        key, nonce = secret[:_KEY], secret[_KEY:]
        return sm4_gcm_open(key, nonce, self._bound(wrapped, additional), hidden)

    def new_keys(self) -> tuple[bytes, bytes]:
        """A new pair: private and public key."""
        return sm2.new_keys()

    def _bound(self, wrapped: bytes, additional: bytes) -> bytes:
        return b"onestop/" + self.name.encode() + b"\0" + wrapped + additional


class Sm2Scheme:
    """SM2 with SM3 and the default user id; a signature is r and s, 64 octets."""

    algorithm = "sm2-sm3"

    def new_keys(self) -> tuple[bytes, bytes]:
        """A new pair: private and public key."""
        return sm2.new_keys()

    def public_half(self, private_key: bytes) -> bytes:
        """The public key. Raises SealBroken for a key that is none."""
        return sm2.public_half(private_key)

    def sign(self, private_key: bytes, octets: bytes) -> bytes:
        """Raises SealBroken for a key that is none."""
        return sm2.sign(private_key, octets)

    def verify(self, public_key: bytes, signature: bytes, octets: bytes) -> bool:
        """Whether a signature by this key covers exactly these octets."""
        return sm2.verify(public_key, signature, octets)


def sm4_gcm_seal(key: bytes, nonce: bytes, additional: bytes, plain: bytes) -> bytes:
    """Cipher text and tag of 16 octets."""
    worker = Cipher(SM4(key), GCM(nonce)).encryptor()
    worker.authenticate_additional_data(additional)
    return worker.update(plain) + worker.finalize() + worker.tag


def sm4_gcm_open(key: bytes, nonce: bytes, additional: bytes, sealed: bytes) -> bytes:
    """Raises SealBroken for altered octets."""
    worker = Cipher(SM4(key), GCM(nonce, sealed[-_TAG:])).decryptor()
    worker.authenticate_additional_data(additional)
    try:
        return worker.update(sealed[:-_TAG]) + worker.finalize()
    except InvalidTag as error:
        raise SealBroken("cannot open this seal") from error
