"""The city's own keys: a ring to open what terminals seal, and a chain to sign what they trust.

The file is read again when it has changed, so that a key made by a command counts in a server that
runs. Nothing is ever taken from it: what was sealed to a retired key and is kept here must go on
to be read.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from city.authority import make_authority
from city.clock import now, stamp
from city.disk import sync_folder
from core.envelope import Header
from core.exchange import SignedKeyList
from core.key_list import KeyList, SealKey, SigningKey, announce, sign_list
from core.sealing import (
    HPKE_SUITE,
    SUITES,
    SealBroken,
    key_id,
    new_seal_keys,
    new_signing_keys,
    sign,
    suite,
)

_FIRST = "city-keys/1"  # one pair of each; read, and written as the second at the next change
_SCHEMA = "city-keys/2"


class KeysMissing(Exception):
    """The folder has no keys: `python -m city init` comes first."""


class KeyUnknown(Exception):
    """There is no such key, or it may not be retired; says why."""


class SealKeyRetired(SealBroken):
    """Sealed to a key that is not taken any more: to be sealed anew, to the newest one."""


class SealKeyUnknown(SealBroken):
    """Sealed to a key that this city never had."""


class SealPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pair to seal to and to open with. Times are ISO; `retired_at` is empty while it counts."""

    suite: str
    private: bytes
    public: bytes
    created_at: str
    retired_at: str = ""

    @property
    def id(self) -> str:
        """Its name in envelopes."""
        return key_id(self.public)

    def __repr__(self) -> str:
        return f"SealPair({self.id})"  # the private half in no log and no traceback


class SigningPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pair to sign with. `announced` is the signature of the pair before it."""

    private: bytes
    public: bytes
    created_at: str
    announced: bytes = b""
    retired_at: str = ""

    @property
    def id(self) -> str:
        """Its name in commands."""
        return key_id(self.public)

    def __repr__(self) -> str:
        return f"SigningPair({self.id})"


class Ring(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one key file, readable by the service user only. Oldest first."""

    schema: str = _SCHEMA
    sequence: int = 1
    seal: list[SealPair]
    signing: list[SigningPair]


class _First(msgspec.Struct, frozen=True, kw_only=True):
    suite: str
    seal_private: bytes
    seal_public: bytes
    catalogue_private: bytes
    catalogue_public: bytes


class CityKeys:
    """The keys as they are now. Raises KeysMissing where there are none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = str(_file_in(folder))
        self._read: tuple[tuple[int, int, int], Ring] | None = None
        self.ring()

    def ring(self) -> Ring:
        """All of them."""
        try:
            seen = os.stat(self._path)  # for every envelope: a Path would cost more than the call
            mark = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
            read = self._read
            if read is None or read[0] != mark:
                read = self._read = (mark, _decode(Path(self._path).read_bytes()))
        except FileNotFoundError as error:
            raise KeysMissing(str(self.folder)) from error
        return read[1]

    def seal_key(self, suite_name: str) -> SealPair:
        """The newest of a suite, that terminals seal to. Raises KeyUnknown."""
        found = [one for one in self.ring().seal if one.suite == suite_name and not one.retired_at]
        if not found:
            raise KeyUnknown(f"no key for {suite_name}: run `python -m city keys rotate seal`")
        return found[-1]

    def open(
        self, header: Header, additional: bytes, sealed: bytes, *, only_current: bool = False
    ) -> bytes:
        """Open what was sealed to the key that a header names; `only_current` refuses retired
        ones. Raises SealBroken, and of it SealKeyRetired and SealKeyUnknown."""
        for one in self.ring().seal:
            if one.suite == header.suite and header.seal_key in ("", one.id):
                if only_current and one.retired_at:
                    raise SealKeyRetired(one.id)
                return suite(one.suite).open(one.private, additional, sealed)
        suite(header.suite)  # a suite that this version does not know is told as such
        raise SealKeyUnknown(header.seal_key[:40])

    @property
    def catalogue_private(self) -> bytes:
        """The newest key that signs catalogues and lists."""
        return self.ring().signing[-1].private

    @property
    def catalogue_public(self) -> bytes:
        """Its public half."""
        return self.ring().signing[-1].public

    def sign(self, octets: bytes) -> bytes:
        """A signature that terminals trust."""
        return sign(self.catalogue_private, octets)

    def told(self) -> SignedKeyList:
        """The public halves, signed, for terminals."""
        ring = self.ring()
        keys = KeyList(
            sequence=ring.sequence,
            seal=[
                SealKey(suite=one.suite, public_key=one.public, created_at=one.created_at)
                for one in ring.seal
                if not one.retired_at
            ],
            signing=[
                SigningKey(
                    public_key=one.public,
                    created_at=one.created_at,
                    announced=one.announced,
                    is_retired=bool(one.retired_at),
                )
                for one in ring.signing
            ],
        )
        octets, signature = sign_list(ring.signing[-1].private, keys)
        return SignedKeyList(onestop=1, keys=octets, signature=signature)


def make_keys(folder: Path) -> bool:
    """Make the keys, or what a newer version wants besides. Says whether there were none: keys
    that are there are never replaced."""
    make_authority(folder / "keys")
    at = stamp(now())
    with _changing(folder):
        if not _file_in(folder).exists():
            private, public = new_signing_keys()
            signing = [SigningPair(private=private, public=public, created_at=at)]
            _write(folder, Ring(seal=[_new_seal(name, at) for name in SUITES], signing=signing))
            return True
        ring = CityKeys(folder).ring()
        lacking = [name for name in SUITES if name not in {one.suite for one in ring.seal}]
        if lacking:
            seal = [*ring.seal, *(_new_seal(name, at) for name in lacking)]
            _write(folder, msgspec.structs.replace(ring, seal=seal, sequence=ring.sequence + 1))
    return False


def read_keys(folder: Path) -> CityKeys:
    """The keys of a city. Raises KeysMissing."""
    return CityKeys(folder)


def rotate_seal(folder: Path, suite_name: str = HPKE_SUITE) -> SealPair:
    """A new key to seal to; the ones before it go on to open. Raises KeysMissing, SealBroken."""
    made = _new_seal(suite_name, stamp(now()))
    _change(folder, lambda ring: msgspec.structs.replace(ring, seal=[*ring.seal, made]))
    return made


def rotate_signing(folder: Path) -> SigningPair:
    """A new key to sign with, announced by the one before it. Raises KeysMissing."""
    private, public = new_signing_keys()

    def work(ring: Ring) -> Ring:
        made = SigningPair(
            private=private,
            public=public,
            created_at=stamp(now()),
            announced=announce(ring.signing[-1].private, public),
        )
        return msgspec.structs.replace(ring, signing=[*ring.signing, made])

    return _change(folder, work).signing[-1]


def retire(folder: Path, name: str) -> None:
    """Let a key count no more: nothing new is taken that was sealed to it, or that it signed. The
    newest of its kind stays. Raises KeysMissing, KeyUnknown."""
    at = stamp(now())

    def work(ring: Ring) -> Ring:
        newest = {one.suite: one.id for one in ring.seal if not one.retired_at}
        if name in newest.values() or name == ring.signing[-1].id:
            raise KeyUnknown(f"{name} is the newest of its kind: rotate first")
        if name not in {one.id for one in ring.seal} | {one.id for one in ring.signing}:
            raise KeyUnknown(f"there is no key {name}")
        replace = msgspec.structs.replace
        return replace(
            ring,
            seal=[replace(one, retired_at=at) if one.id == name else one for one in ring.seal],
            signing=[
                replace(one, retired_at=at) if one.id == name else one for one in ring.signing
            ],
        )

    _change(folder, work)


def _new_seal(suite_name: str, at: str) -> SealPair:
    private, public = new_seal_keys(suite_name)
    return SealPair(suite=suite_name, private=private, public=public, created_at=at)


def _file_in(folder: Path) -> Path:
    return folder / "keys" / "city-keys.json"


def _decode(octets: bytes) -> Ring:
    if msgspec.json.decode(octets, type=dict)["schema"] != _FIRST:
        return msgspec.json.decode(octets, type=Ring)
    first = msgspec.json.decode(octets, type=_First)
    return Ring(
        seal=[
            SealPair(
                suite=first.suite,
                private=first.seal_private,
                public=first.seal_public,
                created_at="",
            )
        ],
        signing=[
            SigningPair(
                private=first.catalogue_private, public=first.catalogue_public, created_at=""
            )
        ],
    )


def _change(folder: Path, work: Callable[[Ring], Ring]) -> Ring:
    with _changing(folder):
        before = CityKeys(folder).ring()
        after = msgspec.structs.replace(work(before), sequence=before.sequence + 1)
        _write(folder, after)
    return after


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """One change at a time."""
    home = folder / "keys"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(folder: Path, ring: Ring) -> None:
    """Whole or not at all."""
    path = _file_in(folder)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(ring))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    sync_folder(path.parent)
