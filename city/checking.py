"""Checking one sent envelope before any database work: signature, shape, seal, digests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from city.keys import CityKeys, SealKeyRetired, SealKeyUnknown
from core.application import Application, Page, Rating, application_from
from core.envelope import Envelope, EnvelopeType, Header, envelope_from
from core.exchange import SentItem
from core.sealing import SealBroken, verify
from core.wire import sha256_hex

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SEQ_LAST = 2**31 - 1
_MOST_ATTACHMENTS = 400


@dataclass(frozen=True, slots=True, repr=False)
class Sound:
    """An envelope that is what it says it is. `plain_sha256` is of the document as sealed."""

    item: SentItem
    sha256: str
    header: Header
    document: Application | Rating
    plain_sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class Unsound:
    """An envelope that cannot be taken, with the slug of the reason. `header` is None unless the
    terminal's signature over it holds."""

    item: SentItem
    sha256: str
    reason: str
    header: Header | None = None


def pages_of(document: Application) -> list[Page]:
    """Every page that the document names, in its order."""
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
    except (msgspec.DecodeError, RecursionError):
        return Unsound(item, sha256, "envelope-undecodable")
    header = envelope.header
    public_key = keys_by_epoch.get(header.epoch)
    if header.terminal != terminal or public_key is None:
        return Unsound(item, sha256, "envelope-of-another-terminal")
    if not verify(public_key, item.signature, item.envelope):
        return Unsound(item, sha256, "envelope-signature-invalid")
    if header.id != item.id or not _shapes_are_right(header, blob):
        return Unsound(item, sha256, "envelope-header-invalid")
    return _open(item, sha256, envelope, keys)


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


def _open(item: SentItem, sha256: str, envelope: Envelope, keys: CityKeys) -> Sound | Unsound:
    header = envelope.header
    try:
        plain = keys.open(header, header.additional_data(), envelope.body, only_current=True)
    except SealKeyRetired:
        return Unsound(item, sha256, "seal-key-retired", header)
    except SealKeyUnknown:
        return Unsound(item, sha256, "seal-key-unknown", header)
    except SealBroken:
        return Unsound(item, sha256, "envelope-seal-broken", header)
    try:
        document = _document(header.type, plain)
    except (msgspec.DecodeError, RecursionError):
        return Unsound(item, sha256, "document-undecodable", header)
    reason = _fault(header, document)
    if reason:
        return Unsound(item, sha256, reason, header)
    return Sound(item, sha256, header, document, sha256_hex(plain))


def _document(kind: EnvelopeType, plain: bytes) -> Application | Rating:
    if kind is EnvelopeType.APPLICATION_SUBMIT:
        return application_from(plain)
    return msgspec.json.decode(plain, type=Rating)


def _fault(header: Header, document: Application | Rating) -> str:
    """Why header and document do not belong together, or empty."""
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
