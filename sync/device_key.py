"""The key of this device: it seals drafts and keys the digests of resident numbers.

It is a file that only the service user may read, on the same disk as what it protects, until
`onestop enrol --credential` puts it into a systemd credential (sync.secrets_store). What is queued
for the city does not depend on it: that is sealed to the city's public key.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import Code, DiskError
from core.sealing import SealBroken
from sync.durable import file_errors, make_folder, sync_folder
from sync.secrets_store import secrets_store

_OCTETS = 32
_NONCE = 12


class DeviceKey:
    """Keyed digests and seals that only this device makes and opens."""

    def __init__(self, key: bytes) -> None:
        self._owner_key = hmac.digest(key, b"onestop/owner", hashlib.sha256)
        self._draft = AESGCM(hmac.digest(key, b"onestop/draft", hashlib.sha256))

    def owner_digest(self, number: str) -> str:
        """HMAC-SHA256 of a resident number, as hex. A bare hash could be enumerated."""
        octets = number.strip().upper().encode()
        return hmac.new(self._owner_key, octets, hashlib.sha256).hexdigest()

    def seal(self, additional: bytes, plain: bytes) -> bytes:
        """AES-256-GCM with a fresh nonce before the cipher text."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._draft.encrypt(nonce, plain, additional)

    def open(self, additional: bytes, sealed: bytes) -> bytes:
        """Raises SealBroken for octets of another device, another place, or altered ones."""
        try:
            return self._draft.decrypt(sealed[:_NONCE], sealed[_NONCE:], additional)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("not sealed by this device for this place") from error


def device_key(folder: Path) -> DeviceKey:
    """The key of a terminal, made at the first call; mode 0600. Raises DiskError."""
    path = folder / "device.key"
    with file_errors("device key"):
        make_folder(folder)
    held = secrets_store(folder).load().device
    if held:
        return DeviceKey(held)
    with file_errors("device key"):
        if not path.exists():
            _make(path)
        octets = path.read_bytes()
    if len(octets) != _OCTETS:
        raise DiskError(Code.DISK_FAULT, "device key has a wrong length")
    return DeviceKey(octets)


def _make(path: Path) -> None:
    """Whole before it has its name; the first of two processes wins."""
    draft = path.with_name(f".device.key.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_OCTETS))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
