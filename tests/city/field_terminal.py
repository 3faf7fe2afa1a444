"""A terminal as small as it can be: it enrols, seals, signs and sends, and keeps nothing."""

import gzip
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from uuid_utils import uuid7

from core.application import Application, Evidence, Face, MaterialGiven, Page, Person, Rating
from core.envelope import BlobRef, Envelope, EnvelopeType, Header, envelope_from
from core.exchange import (
    BatchReply,
    BatchRequest,
    Changes,
    EnrolmentReply,
    EnrolmentRequest,
    ItemResult,
    MissingBlobs,
    SentItem,
    SignedKeyList,
)
from core.followups import Carried, MaterialAdded, Withdrawal
from core.message_signature import sign_request
from core.resident_number import check_character
from core.sealing import SM_SUITE, blob_additional, new_signing_keys, sign, suite
from core.wire import canonical, sha256_hex

NAME = "测试张三"
NUMBER = "43079919900101001" + check_character("43079919900101001")
ADDRESS = "测试省测试市不存在路 1 号"


@dataclass(frozen=True)
class Sealed:
    """One case ready to send: its item, its document, and its sealed attachments by digest."""

    item: SentItem
    document: bytes
    case: str
    blobs: dict[str, bytes] = field(default_factory=dict)


class FieldTerminal:
    """Speaks core/exchange.py without any of the code that terminals ship."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.private, self.public = new_signing_keys()
        self.sm2 = new_signing_keys(SM_SUITE)
        self.city: EnrolmentReply | None = None
        self.seq = 0

    def __enter__(self) -> "FieldTerminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    # ── speaking ────────────────────────────────────────────────────────────────────────────────

    def enrol(self, code: str) -> EnrolmentReply:
        request = EnrolmentRequest(code=code, public_key=self.public, sm2_public_key=self.sm2[1])
        answer = self.http.post("/v1/enrolments", content=canonical(request))
        assert answer.status_code == 200, answer.text
        self.city = msgspec.json.decode(answer.content, type=EnrolmentReply)
        if self.city.suite == SM_SUITE:
            self.private, self.public = self.sm2
        return self.city

    @property
    def me(self) -> EnrolmentReply:
        assert self.city is not None
        return self.city

    def signature(
        self, method: str, target: str, body: bytes = b"", *, skew: int = 0, nonce: str = ""
    ) -> dict[str, str]:
        moment = int(time.time()) + skew
        nonce = nonce or secrets.token_urlsafe(16)
        return sign_request(
            self.private,
            method,
            target,
            body,
            terminal=self.me.terminal,
            epoch=self.me.epoch,
            created=moment,
            nonce=nonce,
        )

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        signed = self.signature(method, target, body)
        return self.http.request(
            method, target, content=body, headers={**signed, **(headers or {})}
        )

    def post_batch(self, items: list[SentItem]) -> httpx.Response:
        body = gzip.compress(canonical(BatchRequest(items=items)))
        return self.ask("POST", "/v1/batches", body, {"Content-Encoding": "gzip"})

    def send(self, *sealed: Sealed) -> BatchReply:
        answer = self.post_batch([one.item for one in sealed])
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=BatchReply)

    def send_one(self, sealed: Sealed) -> ItemResult:
        (result,) = self.send(sealed).results
        return result

    def changes(self, cursor: int = 0, limit: int = 200) -> Changes:
        answer = self.ask("GET", f"/v1/changes?cursor={cursor}&limit={limit}")
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Changes)

    def missing(self) -> list[str]:
        answer = self.ask("GET", "/v1/terminals/me/missing-blobs")
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=MissingBlobs).blobs

    def put(self, sha256: str, octets: bytes) -> httpx.Response:
        return self.ask("PUT", f"/v1/blobs/{sha256}", octets)

    def held(self, sha256: str) -> int:
        answer = self.ask("HEAD", f"/v1/blobs/{sha256}")
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    # ── making ──────────────────────────────────────────────────────────────────────────────────

    def case(
        self,
        *pages: bytes,
        header: dict[str, Any] | None = None,
        other_plain: dict[int, bytes] | None = None,
        other_seal: bytes = b"",
        **changed: Any,
    ) -> Sealed:
        """A case whose materials are these pages. `other_plain` seals other octets than the ones
        that the document names, `other_seal` is no seal at all; `header` and `changed` replace
        fields."""
        self.seq += 1
        case, envelope = str(uuid7()), str(uuid7())
        named = [
            Page(sha256=sha256_hex(page), size=len(page), media_type="image/jpeg", role="M01")
            for page in pages
        ]
        document = self._application(case, named, changed)
        blobs = {}
        references = []
        for index, page in enumerate(pages):
            plain = (other_plain or {}).get(index, page)
            sealed = other_seal or self._seal(blob_additional(envelope, "M01"), plain)
            blobs[sha256_hex(sealed)] = sealed
            references.append(BlobRef(sha256_hex(sealed), len(sealed), "M01"))
        return self._envelope(
            EnvelopeType.APPLICATION_SUBMIT,
            canonical(document),
            {
                "id": envelope,
                "subject": case,
                "receipt_no": document.receipt_no,
                "attachments": references,
                **(header or {}),
            },
            blobs,
        )

    def rating(self, case: str, level: int = 5) -> Sealed:
        self.seq += 1
        rating = Rating(
            id=str(uuid7()), case=case, level=level, reasons=["510"], at="2026-11-23T09:00:00+08:00"
        )
        return self._envelope(
            EnvelopeType.RATING_GIVE, canonical(rating), {"id": str(uuid7()), "subject": case}, {}
        )

    def follow(
        self,
        case: Sealed,
        kind: EnvelopeType,
        rev: int,
        *pages: bytes,
        number: str = NUMBER,
        header: dict[str, Any] | None = None,
        **changed: Any,
    ) -> Sealed:
        """A withdrawal, a material or an amended application after `case`; `pages` are of M02,
        `changed` replaces fields of the amended application."""
        self.seq += 1
        letter, at = str(uuid7()), "2026-11-24T09:00:00+08:00"
        named = [
            Page(sha256=sha256_hex(page), size=len(page), media_type="image/jpeg", role="M02")
            for page in pages
        ]
        material = MaterialGiven(code="M02", name="补交材料", how="scan", pages=named)
        person = Person(name=NAME, number=number, how="card")
        receipt = envelope_from(case.item.envelope).header.receipt_no
        document: Any
        if kind is EnvelopeType.APPLICATION_WITHDRAW:
            document = Withdrawal(id=letter, case=case.case, at=at, person=person)
        elif kind is EnvelopeType.MATERIAL_ADD:
            document = MaterialAdded(
                id=letter, case=case.case, at=at, person=person, materials=[material]
            )
        else:
            fields = {"receipt_no": receipt, "materials": [material], **changed}
            document = self._application(case.case, [], fields)
        blobs, references = {}, []
        for page in pages:
            sealed = self._seal(blob_additional(letter, "M02"), page)
            blobs[sha256_hex(sealed)] = sealed
            references.append(BlobRef(sha256_hex(sealed), len(sealed), "M02"))
        fields = {
            "id": letter,
            "subject": case.case,
            "rev": rev,
            "receipt_no": receipt,
            "attachments": references,
            **(header or {}),
        }
        return self._envelope(kind, canonical(document), fields, blobs)

    def carry(self, sealed: Sealed, **header: Any) -> Sealed:
        """A new envelope that carries another one, with its signature."""
        self.seq += 1
        carried = Carried(envelope=sealed.item.envelope, signature=sealed.item.signature)
        fields = {
            "id": str(uuid7()),
            "subject": sealed.case,
            "supersedes": sealed.item.id,
            **header,
        }
        kind = EnvelopeType.ENVELOPE_CARRY
        carrier = self._envelope(kind, canonical(carried), fields, sealed.blobs)
        return carrier

    def seal(self, kind: EnvelopeType, plain: bytes, **header: Any) -> Sealed:
        """An envelope around any octets."""
        self.seq += 1
        return self._envelope(
            kind, plain, {"id": str(uuid7()), "subject": str(uuid7()), **header}, {}
        )

    def signed(self, envelope: Envelope) -> SentItem:
        octets = envelope.to_bytes()
        return SentItem(
            id=envelope.header.id, envelope=octets, signature=sign(self.private, octets)
        )

    def signed_octets(self, octets: bytes) -> SentItem:
        """Any octets with a right signature."""
        return SentItem(id=str(uuid7()), envelope=octets, signature=sign(self.private, octets))

    def keys(self) -> SignedKeyList:
        answer = self.ask("GET", "/v1/keys")
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=SignedKeyList)

    def _seal(self, additional: bytes, plain: bytes) -> bytes:
        return suite(self.me.suite).seal(self.me.seal_public_key, additional, plain)

    def _envelope(
        self, kind: EnvelopeType, plain: bytes, fields: dict[str, Any], blobs: dict[str, bytes]
    ) -> Sealed:
        values: dict[str, Any] = {
            "type": kind,
            "terminal": self.me.terminal,
            "epoch": self.me.epoch,
            "seq": self.seq,
            "catalogue_version": "2026.11.1",
            "catalogue_digest": "0" * 64,
            "created_at": "2026-11-23T09:00:00+08:00",
            "suite": self.me.suite,
            "seal_key": self.me.seal_key_id,
            **fields,
        }
        header = Header(**values)
        envelope = Envelope(header, self._seal(header.additional_data(), plain))
        return Sealed(self.signed(envelope), plain, header.subject, blobs)

    def _application(self, case: str, pages: list[Page], changed: dict[str, Any]) -> Application:
        values: dict[str, Any] = {
            "id": case,
            "receipt_no": f"{self.me.terminal}-261123-{self.me.epoch}{self.seq:05d}-0",
            "terminal": self.me.terminal,
            "created_at": "2026-11-23T09:00:00+08:00",
            "channel": "kiosk",
            "catalogue_version": "2026.11.1",
            "catalogue_digest": "0" * 64,
            "package": "CD-YJS-0001",
            "package_name": "我要开药店",
            "subject": "person",
            "answers": {},
            "items": ["BRANCH"],
            "handling_organ": "CD-430702-ZWFW",
            "accepting_point": self.me.accepting_point,
            "applicant": Person(name=NAME, number=NUMBER, address=ADDRESS, how="card"),
            "form": {"phone": "13800000000"},
            "materials": [MaterialGiven(code="M01", name="测试材料", how="scan", pages=pages)],
            "consents": [],
            "face": Face(state="not_asked"),
            "fee_fen": 0,
            "delivery": "窗口领取",
            **changed,
        }
        bare = Application(**values)
        if bare.evidence is not None:
            return bare
        evidence = Evidence(
            notice_sha256="0" * 64,
            document_sha256=bare.shown_sha256(),
            signed_at="2026-11-23T09:00:00+08:00",
        )
        return msgspec.structs.replace(bare, evidence=evidence)
