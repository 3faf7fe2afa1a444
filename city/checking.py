"""Checking one sent envelope before any database work: signature, shape, seal, digests.

An envelope that carries another (envelope.carry) is opened twice: the carrier under its own
additional data, then the inner one under the inner one's, with the signature of the epoch that
sealed it. Carrying heals a number that is taken and a key that is retired; it
heals nothing else that is signed or sealed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

import msgspec

from city.keys import CityKeys, SealKeyRetired, SealKeyUnknown
from core.application import Application, Page, Rating, application_from
from core.envelope import Envelope, EnvelopeType, Header, envelope_from
from core.exchange import SentItem
from core.followups import Carried, MaterialAdded, Withdrawal
from core.sealing import SealBroken, verify
from core.wire import sha256_hex

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SEQ_LAST = 2**31 - 1
_MOST_ATTACHMENTS = 400


# Carried only until what it carries is opened
Document = Application | Rating | Withdrawal | MaterialAdded | Carried


@dataclass(frozen=True, slots=True, repr=False)
class Sound:
    """An envelope that is what it says it is. `inner` is the header that the document belongs to:
    the envelope's own, or that of the one which it carries. `plain` are the document's octets as
    sealed."""

    item: SentItem
    sha256: str
    header: Header
    inner: Header
    inner_sha256: str
    document: Document
    plain: bytes

    @property
    def is_carrier(self) -> bool:
        """Whether another envelope is inside."""
        return self.header.type is EnvelopeType.ENVELOPE_CARRY

    @property
    def plain_sha256(self) -> str:
        """The digest of the document."""
        return sha256_hex(self.plain)


@dataclass(frozen=True, slots=True, repr=False)
class Unsound:
    """An envelope that cannot be taken, with the slug of the reason. `header` is None unless the
    terminal's signature over it holds."""

    item: SentItem
    sha256: str
    reason: str
    header: Header | None = None


def pages_of(document: Document) -> list[Page]:
    """Every page that the document names, in its order."""
    if isinstance(document, Rating | Carried):
        return []
    if isinstance(document, Withdrawal):
        return [document.signature] if document.signature else []
    if isinstance(document, MaterialAdded):
        added = [page for material in document.materials for page in material.pages]
        return added + ([document.signature] if document.signature else [])
    pages = [page for material in document.materials for page in material.pages]
    evidence = document.evidence
    loose = [document.face.page]
    if evidence is not None:
        loose += [evidence.signature, evidence.strokes]
    return pages + [page for page in loose if page is not None]


def check(
    item: SentItem, terminal: str, keys_by_epoch: Mapping[int, bytes], keys: CityKeys, blob: int
) -> Sound | Unsound:
    """Look at one item of a batch that `terminal` sent. `blob` bounds an attachment's size."""
    sha256 = sha256_hex(item.envelope)
    try:
        envelope = envelope_from(item.envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unsound(item, sha256, "envelope-undecodable")
    header = envelope.header
    public_key = keys_by_epoch.get(header.epoch)
    if header.terminal != terminal or public_key is None:
        return Unsound(item, sha256, "envelope-of-another-terminal")
    if not verify(public_key, item.signature, item.envelope):
        return Unsound(item, sha256, "envelope-signature-invalid")
    if header.id != item.id or not _shapes_are_right(header, blob):
        return Unsound(item, sha256, "envelope-header-invalid")
    opened = _open(item, sha256, envelope, keys)
    if isinstance(opened, Unsound) or not opened.is_carrier:
        return opened
    return _check_carried(opened, keys_by_epoch, blob, keys)


def reopen(octets: bytes, keys: CityKeys) -> Sound:
    """Open an envelope that was checked and stored before. Raises SealBroken where its key is
    gone."""
    envelope = envelope_from(octets)
    item = SentItem(id=envelope.header.id, envelope=octets, signature=b"")
    opened = _open(item, sha256_hex(octets), envelope, keys, only_current=False)
    if isinstance(opened, Sound) and opened.is_carrier:
        inner = envelope_from(_carried(opened).envelope)
        opened = _with_inner(opened, inner, _carried(opened).envelope, keys)
    if isinstance(opened, Unsound):
        raise SealBroken(opened.reason)
    return opened


def inner_header(octets: bytes, keys: CityKeys) -> Header:
    """The header that the attachments of a stored envelope are sealed for. Raises SealBroken."""
    header = envelope_from(octets).header
    return reopen(octets, keys).inner if header.type is EnvelopeType.ENVELOPE_CARRY else header


def _check_carried(
    carrier: Sound, keys_by_epoch: Mapping[int, bytes], blob: int, keys: CityKeys
) -> Sound | Unsound:
    """The rules of the inner envelope, all but those on its number."""

    def no(reason: str) -> Unsound:
        return Unsound(carrier.item, carrier.sha256, reason, carrier.header)

    carried = _carried(carrier)
    try:
        inner = envelope_from(carried.envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return no("carried-undecodable")
    header = inner.header
    public_key = keys_by_epoch.get(header.epoch)
    if header.terminal != carrier.header.terminal or public_key is None:
        return no("carried-of-another-terminal")
    if not verify(public_key, carried.signature, carried.envelope):
        return no("carried-signature-invalid")
    fits = (header.id, header.subject) == (carrier.header.supersedes, carrier.header.subject)
    if not fits or header.type is EnvelopeType.ENVELOPE_CARRY:
        return no("carried-is-not-what-is-said")
    if not _shapes_are_right(msgspec.structs.replace(header, seq=1), blob):
        return no("carried-header-invalid")
    opened = _with_inner(carrier, inner, carried.envelope, keys)
    return no(f"carried-{opened.reason}"[:40]) if isinstance(opened, Unsound) else opened


def _carried(carrier: Sound) -> Carried:
    assert isinstance(carrier.document, Carried)
    return carrier.document


def _with_inner(carrier: Sound, inner: Envelope, octets: bytes, keys: CityKeys) -> Sound | Unsound:
    """The carrier with the header and the document of what it carries."""
    sha256 = sha256_hex(octets)
    opened = _open(carrier.item, sha256, inner, keys, only_current=False)
    if isinstance(opened, Unsound):
        return opened
    return replace(opened, sha256=carrier.sha256, header=carrier.header, inner_sha256=sha256)


def _shapes_are_right(header: Header, blob: int) -> bool:
    named = [reference.sha256 for reference in header.attachments]
    return (
        header.schema == "envelope/1"
        and all(_UUID.fullmatch(text) for text in (header.id, header.subject))
        and 0 < header.seq <= _SEQ_LAST
        and 0 < header.rev <= _SEQ_LAST
        and len(header.receipt_no) <= 32
        and len(header.catalogue_version) <= 64
        and len(named) <= _MOST_ATTACHMENTS
        and len(set(named)) == len(named)
        and all(_DIGEST.fullmatch(digest) for digest in named)
        and all(0 < reference.size <= blob for reference in header.attachments)
        and all(len(reference.role) <= 64 for reference in header.attachments)
    )


def _open(
    item: SentItem, sha256: str, envelope: Envelope, keys: CityKeys, *, only_current: bool = True
) -> Sound | Unsound:
    header = envelope.header
    try:
        plain = keys.open(
            header, header.additional_data(), envelope.body, only_current=only_current
        )
    except SealKeyRetired:
        return Unsound(item, sha256, "seal-key-retired", header)
    except SealKeyUnknown:
        return Unsound(item, sha256, "seal-key-unknown", header)
    except SealBroken:
        return Unsound(item, sha256, "envelope-seal-broken", header)
    try:
        document = _document(header.type, plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unsound(item, sha256, "document-undecodable", header)
    reason = _fault(header, document)
    if reason:
        return Unsound(item, sha256, reason, header)
    return Sound(item, sha256, header, header, sha256, document, plain)


def _document(kind: EnvelopeType, plain: bytes) -> Document:
    match kind:
        case EnvelopeType.APPLICATION_SUBMIT | EnvelopeType.APPLICATION_AMEND:
            return application_from(plain)
        case EnvelopeType.APPLICATION_WITHDRAW:
            return msgspec.json.decode(plain, type=Withdrawal)
        case EnvelopeType.MATERIAL_ADD:
            return msgspec.json.decode(plain, type=MaterialAdded)
        case EnvelopeType.RATING_GIVE:
            return msgspec.json.decode(plain, type=Rating)
        case EnvelopeType.ENVELOPE_CARRY:
            return msgspec.json.decode(plain, type=Carried)
        case _:
            assert_never(kind)


def _fault(header: Header, document: Document) -> str:
    """Why header and document do not belong together, or empty."""
    if isinstance(document, Carried):
        return "" if _UUID.fullmatch(header.supersedes) else "carrier-names-nothing"
    if isinstance(document, Withdrawal | MaterialAdded):
        known = "withdrawal/1" if isinstance(document, Withdrawal) else "material/1"
        fits = (document.schema, document.id, document.case) == (known, header.id, header.subject)
        return "" if fits and len(document.at) <= 40 else "document-does-not-fit-header"
    if isinstance(document, Rating):
        right = (
            document.schema == "rating/1"
            and document.case == header.subject
            and 0 <= document.level <= 5
            and _UUID.fullmatch(document.id)
            and len(document.at) <= 40
            and len(document.channel) <= 2
            and len(document.text) <= 150  # domain notes 3.2
        )
        return "" if right else "rating-invalid"
    if document.schema != "application/1" or (
        (document.id, document.terminal, document.receipt_no)
        != (header.subject, header.terminal, header.receipt_no)
    ):
        return "application-does-not-fit-header"
    if len(document.package) > 64 or len(document.handling_organ) > 64:
        return "application-invalid"
    if document.evidence is not None and (
        document.evidence.document_sha256 != document.shown_sha256()
    ):
        return "application-is-not-what-was-shown"
    return ""
