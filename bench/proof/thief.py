"""What a thief of a whole disk finds: plain values in any writing, and keys that open seals."""

import base64
import binascii
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.envelope import envelope_from
from core.sealing import SUITES, SealBroken, blob_additional, suite
from sync.database import FILE_NAME

_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,200}={0,2}")


@dataclass(frozen=True, slots=True, repr=False)
class Loot:
    """Sealed octets with the additional data that they are bound to, which the thief knows too."""

    suite: str
    additional: bytes
    sealed: bytes


def writings(value: str) -> set[bytes]:
    """The ways in which a text may lie in a file: encodings, hex, base64 at every alignment, and
    JSON's escapes."""
    forms = set()
    for encoding in _ENCODINGS:
        plain = value.encode(encoding)
        forms |= {plain, plain.hex().encode(), plain.hex().upper().encode()}
        forms |= set(_base64_forms(plain))
    forms.add(json.dumps(value).strip('"').encode())
    return forms


def _base64_forms(plain: bytes) -> Iterator[bytes]:
    """What is the same of its base64 whatever stands before and after it."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + plain)
        start = (before * 8 + 5) // 6
        whole = len(bytes(before) + plain) * 8 // 6
        yield coded[start:whole]
        yield coded[start:whole].translate(bytes.maketrans(b"+/", b"-_"))


def plain_found(folder: Path, values: list[str]) -> tuple[int, list[str]]:
    """Every file of a folder searched for every writing: how many searches, and what was found."""
    searches, found = 0, []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        octets = path.read_bytes()
        for number, value in enumerate(values):
            for form in writings(value):
                searches += 1
                if form in octets:
                    found.append(f"value {number} lies in {path.name} in a plain writing")
    return searches, found


def loot_of(folder: Path) -> list[Loot]:
    """Every sealed body and attachment."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        envelopes = [row[0] for row in database.execute("SELECT envelope FROM outbox")]
    loot = []
    for octets in envelopes:
        envelope = envelope_from(octets)
        header = envelope.header
        loot.append(Loot(header.suite, header.additional_data(), envelope.body))
        for blob in header.attachments:
            sealed = (folder / "blobs" / blob.sha256[:2] / blob.sha256).read_bytes()
            loot.append(Loot(header.suite, blob_additional(header.id, blob.role), sealed))
    return loot


def keys_of(folder: Path) -> set[bytes]:
    """Whatever could be a key: small files, and all that decodes from base64 or hex anywhere."""
    keys = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        octets = path.read_bytes()
        if len(octets) <= 256:
            keys.add(octets)
        if path.parent.name != "catalogue" and "blobs" not in path.parts:
            keys |= set(_decoded(octets))
    return {key for key in keys if 16 <= len(key) <= 256}


def _decoded(octets: bytes) -> Iterator[bytes]:
    for found in _BASE64.findall(octets):
        for decode in (base64.b64decode, base64.urlsafe_b64decode, binascii.unhexlify):
            try:
                yield decode(found)
            except (binascii.Error, ValueError):
                continue


def opened(loot: list[Loot], keys: set[bytes]) -> tuple[int, list[str]]:
    """Every key tried on every sealed thing under every suite: how many trials, what opened."""
    trials, faults = 0, []
    for one in loot:
        for key in keys:
            for name in SUITES:
                trials += 1
                try:
                    suite(name).open(key, one.additional, one.sealed)
                except SealBroken:
                    continue
                faults.append(f"a key of {len(key)} octets on the disk opens a seal")
    return trials, faults
