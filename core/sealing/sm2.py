"""SM2 as GB/T 32918 says: signatures (part 2) and public-key encryption (part 4), with SM3.

Only the arithmetic of points comes from gmssl. What stands around it there was found wanting and is
not used: its random numbers come from Python's `random` and can be predicted, decryption does not
compare C3, points are not checked to lie on the curve, r and s not to be in their range, and a
public key loses every leading 0 and 4 (decision 0018). Nothing here runs in constant time, because
gmssl is pure Python: it is for terminals that must, not for a host shared with strangers.

A public key is 04, x, y: 65 octets. A private key is d, 32 octets, and the public key after it, so
that it is not computed anew for each signature.
"""

import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SM3, Hash
from gmssl.sm2 import CryptSM2, default_ecc_table

from core.sealing.errors import SealBroken

_TABLE: dict[str, str] = default_ecc_table
_P, _A, _B, _N = (int(_TABLE[name], 16) for name in ("p", "a", "b", "n"))
_USER = b"1234567812345678"  # GB/T 32918.5: the default user id
_OCTETS = 32
PUBLIC_OCTETS = 65
PRIVATE_OCTETS = _OCTETS + PUBLIC_OCTETS
POINT_AND_DIGEST = PUBLIC_OCTETS + _OCTETS  # C1 and C3, before C2


class _Curve(CryptSM2):  # type: ignore[misc]
    """The point arithmetic of gmssl, with the point of a key set past its constructor."""

    def __init__(self, private: int = 0, point: str = "") -> None:
        super().__init__(private_key=f"{private:064x}", public_key="")
        self.public_key = point

    def multiply(self, factor: int, point: str) -> str:
        """A point times 1 to n-1; points are x and y as 128 hex digits."""
        return str(self._kg(factor, point))


def sm3(octets: bytes) -> bytes:
    """SM3 of GB/T 32905, 32 octets."""
    digest = Hash(SM3())
    digest.update(octets)
    return digest.finalize()


def new_keys() -> tuple[bytes, bytes]:
    """A new pair: private (97 octets) and public key (65 octets)."""
    d = secrets.randbelow(_N - 2) + 1
    public = b"\4" + bytes.fromhex(_Curve().multiply(d, _TABLE["g"]))
    return d.to_bytes(_OCTETS, "big") + public, public


def public_half(private_key: bytes) -> bytes:
    """The public key that a private key carries. Raises SealBroken for a key that is none."""
    public = _private(private_key)[1]
    _point(public)
    return public


def is_public_key(octets: bytes) -> bool:
    """Whether octets are a point of the curve in the long form."""
    try:
        _point(octets)
    except SealBroken:
        return False
    return True


def sign(private_key: bytes, octets: bytes) -> bytes:
    """r and s, 64 octets. Raises SealBroken for a key that is none."""
    while True:
        signature = sign_with(private_key, octets, secrets.randbelow(_N - 1) + 1)
        if signature is not None:
            return signature


def sign_with(private_key: bytes, octets: bytes, k: int) -> bytes | None:
    """Sign with a number that must be secret and new each time; None for the few that do not do.
    Only `sign` and the standard's examples call this."""
    d, public = _private(private_key)
    signed = _Curve(d).sign(_digest(public, octets), f"{k:064x}")
    return bytes.fromhex(signed) if signed else None


def verify(public_key: bytes, signature: bytes, octets: bytes) -> bool:
    """Whether a signature by this key covers exactly these octets."""
    if len(signature) != 2 * _OCTETS:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:_OCTETS], signature[_OCTETS:]))
    if not (is_public_key(public_key) and 0 < r < _N and 0 < s < _N) or (r + s) % _N == 0:
        return False
    try:
        return bool(
            _Curve(0, _point(public_key)).verify(signature.hex(), _digest(public_key, octets))
        )
    except TypeError:  # gmssl has no point at infinity; no signature of anybody leads there
        return False


def encrypt(public_key: bytes, plain: bytes) -> bytes:
    """C1 C3 C2: 97 octets more than the plain ones, of which there is at least one."""
    while True:
        sealed = encrypt_with(public_key, plain, secrets.randbelow(_N - 1) + 1)
        if sealed is not None:
            return sealed


def encrypt_with(public_key: bytes, plain: bytes, k: int) -> bytes | None:
    """Encrypt with a number that must be secret and new each time; None for the few whose key
    stream is zero. Only `encrypt` and the standard's examples call this."""
    curve = _Curve()
    shared = bytes.fromhex(curve.multiply(k, _point(public_key)))
    stream = _stream(shared, len(plain))
    if not any(stream):
        return None
    first = b"\4" + bytes.fromhex(curve.multiply(k, _TABLE["g"]))
    return first + _check(shared, plain) + _xor(plain, stream)


def decrypt(private_key: bytes, sealed: bytes) -> bytes:
    """Raises SealBroken for octets that were altered, cut, or sealed to another key."""
    d, _ = _private(private_key)
    point = _point(sealed[:PUBLIC_OCTETS])
    shared = bytes.fromhex(_Curve().multiply(d, point))
    hidden = sealed[POINT_AND_DIGEST:]
    stream = _stream(shared, len(hidden))
    plain = _xor(hidden, stream)
    said = sealed[PUBLIC_OCTETS:POINT_AND_DIGEST]
    if not any(stream) or not hmac.compare_digest(said, _check(shared, plain)):
        raise SealBroken("cannot open this seal")
    return plain


def _point(public_key: bytes) -> str:
    """The point of a key as gmssl wants it. Raises SealBroken for one off the curve."""
    if len(public_key) != PUBLIC_OCTETS or public_key[0] != 4:
        raise SealBroken("not an SM2 key")
    x, y = (int.from_bytes(part, "big") for part in (public_key[1:33], public_key[33:]))
    if x >= _P or y >= _P or (y * y - (x * x * x + _A * x + _B)) % _P:
        raise SealBroken("not a point of the SM2 curve")
    return public_key[1:].hex()


def _private(private_key: bytes) -> tuple[int, bytes]:
    d, public = int.from_bytes(private_key[:_OCTETS], "big"), private_key[_OCTETS:]
    if len(private_key) != PRIVATE_OCTETS or not 0 < d < _N - 1:
        raise SealBroken("not an SM2 key")
    return d, public


def _digest(public: bytes, octets: bytes) -> bytes:
    """e = SM3(Z, message); Z names the user, the curve and the key (GB/T 32918.2, 5.5)."""
    curve = "".join(_TABLE[name] for name in ("a", "b", "g"))
    length = (8 * len(_USER)).to_bytes(2, "big")
    z = sm3(length + _USER + bytes.fromhex(curve) + public[1:])
    return sm3(z + octets)


def _stream(shared: bytes, length: int) -> bytes:
    """The key derivation function of GB/T 32918.4, 5.4.3."""
    blocks = range(1, -(-length // _OCTETS) + 1)
    return b"".join(sm3(shared + block.to_bytes(4, "big")) for block in blocks)[:length]


def _check(shared: bytes, plain: bytes) -> bytes:
    """C3."""
    return sm3(shared[:_OCTETS] + plain + shared[_OCTETS:])


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
