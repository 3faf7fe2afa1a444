"""What travels by hand on a stick: a signed list of sealed octets, and the city's signed receipt.

A bundle is one folder `onestop-<bundle id>`. Every file in it but two is named by the SHA-256 of
its own octets, so that no name is ever taken from a list: `<sha256>.envelope` and `<sha256>.blob`.
`manifest.json` (SignedBundle) is written last; `receipt.json` (SignedReceipt) comes from the city.

POST /v1/carried/batches   CarriedRequest -> CarriedReply    a relay hands on what others sealed
HEAD, PUT, PATCH /v1/carried/blobs/{sha256}                  like /v1/blobs, for any terminal's case
"""

import re
from typing import TypeVar

import msgspec

from core.exchange import ItemResult, SentItem, SignedKeyList, Terms
from core.key_list import KeyList, KeyListRefused, read_key_list
from core.sealing import Trusted, sign, verify, verify_trusted
from core.wire import canonical, sha256_hex

MANIFEST = "manifest.json"
RECEIPT = "receipt.json"
MOST_ENVELOPES = 500  # in one bundle: the manifest goes with each request of a relay
MOST_BLOBS = 4000
MOST_MANIFEST_OCTETS = 2_000_000
MOST_FILE_OCTETS = 32 * 1024 * 1024  # far below the 4 GB of FAT; the city takes no more either
_PREFIX = "onestop-"
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TERMINAL = re.compile(r"[A-Za-z0-9-]{1,32}")
# One key signs envelopes, requests, bundles and catalogues: what is signed says which it is.
_BUNDLE = b"onestop/bundle/1\0"
_RECEIPT = b"onestop/bundle-receipt/1\0"
_T = TypeVar("_T")


class PackedEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One envelope: the file is its octets, the signature is the terminal's over them."""

    id: str
    seq: int
    sha256: str
    size: int
    signature: bytes


class PackedBlob(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One sealed attachment of an envelope of this bundle, or of one that the city has."""

    sha256: str
    size: int


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The list. `counter` counts the bundles of this terminal and epoch. Nothing personal."""

    schema: str = "bundle/1"
    id: str  # UUIDv7
    terminal: str
    epoch: int
    public_key: bytes  # the terminal's own; only the city can say whether it is a known one
    counter: int
    created_at: str
    envelopes: list[PackedEnvelope]
    blobs: list[PackedBlob]

    @property
    def folder(self) -> str:
        """The name of its folder."""
        return _PREFIX + self.id

    @property
    def files(self) -> dict[str, int]:
        """Every file that belongs to it, by name, with its size."""
        envelopes = {envelope_file(one.sha256): one.size for one in self.envelopes}
        return envelopes | {blob_file(one.sha256): one.size for one in self.blobs}


class SignedBundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bundle` is the canonical bytes of Bundle; the terminal's signature covers them."""

    bundle: bytes
    signature: bytes

    @property
    def sha256(self) -> str:
        """What a receipt names it by."""
        return sha256_hex(self.bundle)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the city has of a bundle. An id that is not in `results` did not reach it; a blob that
    is not in `blobs` neither."""

    schema: str = "bundle-receipt/1"
    bundle: str
    bundle_sha256: str
    terminal: str
    epoch: int
    at: str  # ISO time of the city with offset
    at_us: int  # the same in microseconds of Unix time: a later receipt has a higher one
    key_id: str
    results: list[ItemResult]
    blobs: list[str]


class SignedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """`receipt` is the canonical bytes of Receipt; the city's signature covers them. `keys` lets a
    terminal without a link follow the city's signing keys from the one of its enrolment."""

    onestop: int = 1
    receipt: bytes
    signature: bytes
    keys: SignedKeyList | None = None


class CarriedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bundle's list with some of its envelopes, or with none to hear how it stands."""

    manifest: SignedBundle
    items: list[SentItem]


class CarriedReply(msgspec.Struct, frozen=True, kw_only=True):
    """`wanted` are attachments of the bundle that the city waits for."""

    onestop: int
    receipt: SignedReceipt
    wanted: list[str]
    terms: Terms = Terms()


class BundleBroken(ValueError):
    """A list or a receipt that is not what it says; the words say why, for the log."""


def folder_id(name: str) -> str:
    """The bundle's id in the name of a folder, or empty for another folder."""
    found = name.removeprefix(_PREFIX)
    return found if found != name and _UUID7.fullmatch(found) else ""


def envelope_file(sha256: str) -> str:
    """The file of an envelope."""
    return f"{sha256}.envelope"


def blob_file(sha256: str) -> str:
    """The file of an attachment."""
    return f"{sha256}.blob"


def sign_bundle(bundle: Bundle, private_key: bytes) -> SignedBundle:
    """The list with the terminal's signature."""
    octets = canonical(bundle)
    return SignedBundle(bundle=octets, signature=sign(private_key, _BUNDLE + octets))


def read_bundle(signed: SignedBundle, public_key: bytes | None = None) -> Bundle:
    """The list, checked. `public_key` is the registered one; without it (a relay does not know
    it) the signature only shows that nothing was altered by accident. Raises BundleBroken."""
    try:
        bundle = msgspec.json.decode(signed.bundle, type=Bundle)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleBroken("undecodable") from error
    if not verify(public_key or bundle.public_key, signed.signature, _BUNDLE + signed.bundle):
        raise BundleBroken("signature")
    if not _is_in_shape(bundle) or canonical(bundle) != signed.bundle:
        raise BundleBroken("shape")
    return bundle


def decode_bundle(octets: bytes) -> SignedBundle:
    """Read `manifest.json`. Raises BundleBroken."""
    return _decode(octets, SignedBundle)


def sign_receipt(
    receipt: Receipt, private_key: bytes, keys: SignedKeyList | None = None
) -> SignedReceipt:
    """The receipt with the city's signature."""
    octets = canonical(receipt)
    return SignedReceipt(receipt=octets, signature=sign(private_key, _RECEIPT + octets), keys=keys)


def told_keys(
    signed: SignedReceipt, enrolled: bytes, known: KeyList | None = None
) -> KeyList | None:
    """The city's key list that came with a receipt, when it follows from the key of the enrolment
    and is not older than the `known` one; else the `known` one."""
    if signed.keys is None:
        return known
    try:
        return read_key_list(signed.keys.keys, signed.keys.signature, enrolled, known)
    except KeyListRefused:
        return known


def read_receipt(signed: SignedReceipt, trusted: Trusted) -> Receipt:
    """The receipt, checked with the city's keys. Raises BundleBroken."""
    if not verify_trusted(trusted, signed.signature, _RECEIPT + signed.receipt):
        raise BundleBroken("signature")
    return _decode(signed.receipt, Receipt)


def decode_receipt(octets: bytes) -> SignedReceipt:
    """Read `receipt.json`. Raises BundleBroken."""
    return _decode(octets, SignedReceipt)


def _decode(octets: bytes, shape: type[_T]) -> _T:
    try:
        return msgspec.json.decode(octets, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleBroken("undecodable") from error


def _is_in_shape(bundle: Bundle) -> bool:
    packed: list[PackedEnvelope | PackedBlob] = [*bundle.envelopes, *bundle.blobs]
    digests = [one.sha256 for one in packed]
    return (
        bundle.schema == "bundle/1"
        and _UUID7.fullmatch(bundle.id) is not None
        and _TERMINAL.fullmatch(bundle.terminal) is not None
        and len(bundle.created_at) <= 40
        and len(bundle.envelopes) <= MOST_ENVELOPES
        and len(bundle.blobs) <= MOST_BLOBS
        and all(_DIGEST.fullmatch(digest) for digest in digests)
        and len(set(digests)) == len(digests)
        and all(0 < one.size <= MOST_FILE_OCTETS for one in packed)
        and all(_ID.fullmatch(one.id) for one in bundle.envelopes)
        and len({one.id for one in bundle.envelopes}) == len(bundle.envelopes)
    )
