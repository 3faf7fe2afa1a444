"""The city's public keys, as it tells them: a signed list in which every signing key is announced
by the one before it.

A terminal trusts the signing key that it was given at enrolment, and from there every key that a
trusted one announced. The list only grows: the row of signing keys that a terminal knows must stand
at the head of every later one, and a lower sequence is refused, so that neither an old list nor an
old signing key that was lost can take a terminal back.
"""

import msgspec

from core.sealing import key_id, sign, verify
from core.wire import canonical

_LIST = b"onestop/key-list/1\n"
_ANNOUNCED = b"onestop/signing-key/1\n"


class KeyListRefused(Exception):
    """A key list is not the city's, or older than the one that is known; says why."""


class SealKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key to seal to. `suite` is a name of core.sealing."""

    suite: str
    public_key: bytes
    created_at: str

    @property
    def id(self) -> str:
        """The name that envelopes give: core.sealing.key_id."""
        return key_id(self.public_key)


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that the city signs with. `announced` is the signature of the key before it, empty for
    the first. A retired one counts no more for what it signed, but stays as a link of the chain."""

    public_key: bytes
    created_at: str
    announced: bytes = b""
    is_retired: bool = False


class KeyList(msgspec.Struct, frozen=True, kw_only=True):
    """All that count, newest last in each suite. `sequence` grows with every change."""

    schema: str = "key-list/1"
    sequence: int
    seal: list[SealKey]
    signing: list[SigningKey]

    def newest_seal_key(self, suite: str) -> SealKey | None:
        """The key to seal to from now on, or None where the suite has none."""
        found = [key for key in self.seal if key.suite == suite]
        return found[-1] if found else None

    def trusted(self) -> tuple[bytes, ...]:
        """The signing keys that count, newest first."""
        return tuple(key.public_key for key in reversed(self.signing) if not key.is_retired)


def announce(private_key: bytes, next_public_key: bytes) -> bytes:
    """The signature by which one signing key announces the next."""
    return sign(private_key, _ANNOUNCED + next_public_key)


def sign_list(private_key: bytes, keys: KeyList) -> tuple[bytes, bytes]:
    """The octets of a list and the signature of its newest signing key."""
    octets = canonical(keys)
    return octets, sign(private_key, _LIST + octets)


def read_key_list(
    octets: bytes, signature: bytes, trusted: bytes, known: KeyList | None
) -> KeyList:
    """A list that the city signed. `trusted` is the signing key of the enrolment, `known` the last
    list that was taken. Raises KeyListRefused."""
    try:
        keys = msgspec.json.decode(octets, type=KeyList)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyListRefused("not a key list") from error
    if keys.schema != "key-list/1":
        raise KeyListRefused("another schema")
    _check_row(keys, trusted, known)
    if not keys.signing or keys.signing[-1].is_retired:
        raise KeyListRefused("the newest signing key is retired")
    if not verify(keys.signing[-1].public_key, signature, _LIST + octets):
        raise KeyListRefused("the signature is not the city's")
    if known is not None and keys.sequence < known.sequence:
        raise KeyListRefused("the sequence is below ours")
    return keys


def _check_row(keys: KeyList, trusted: bytes, known: KeyList | None) -> None:
    row = [key.public_key for key in keys.signing]
    if known is not None:
        before = [key.public_key for key in known.signing]
        if row[: len(before)] != before:
            raise KeyListRefused("the row of signing keys is another one")
        still = [key.is_retired for key in keys.signing[: len(before)]]
        if any(old.is_retired and not now for old, now in zip(known.signing, still, strict=True)):
            raise KeyListRefused("a retired signing key came back")
        trusted = before[-1]
    if trusted not in row:
        raise KeyListRefused("no key in it is known")
    for place in range(row.index(trusted) + 1, len(row)):
        said = keys.signing[place].announced
        if not verify(row[place - 1], said, _ANNOUNCED + row[place]):
            raise KeyListRefused("a signing key was not announced by the one before it")
