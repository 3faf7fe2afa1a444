"""Canonical bytes: what is signed, hashed, sealed and sent is always the same octets."""

import hashlib
from typing import Any

import msgspec


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no white space, UTF-8 (the idea of RFC 8785; no floats are used)."""
    return msgspec.json.encode(value, order="sorted")


def sha256_hex(octets: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(octets).hexdigest()
