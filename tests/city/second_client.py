"""A second client: it knows nothing but the contract's text and what was generated from it.

Started by test_second_client.py as a program of its own, beside the generated package `client`:
`python second_client.py URL CODE`. It enrols, hands an application in, uploads its page and reads
what became of it. Nothing of this project is imported.
"""

import base64
import hashlib
import json
import secrets
import sys
import uuid
from collections.abc import Generator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
from client import Client
from client.api.default import (
    changes_v1_changes_get,
    enrol_v1_enrolments_post,
    manifest_v1_catalogue_manifest_get,
    missing_v1_terminals_me_missing_blobs_get,
    put_v1_blobs_sha256_put,
    receive_v1_batches_post,
)
from client.models.application import Application
from client.models.application_answers import ApplicationAnswers
from client.models.application_form import ApplicationForm
from client.models.batch_request import BatchRequest
from client.models.blob_ref import BlobRef
from client.models.enrolment_reply import EnrolmentReply
from client.models.enrolment_request import EnrolmentRequest
from client.models.envelope import Envelope
from client.models.envelope_type import EnvelopeType
from client.models.evidence import Evidence
from client.models.face import Face
from client.models.face_quality import FaceQuality
from client.models.header import Header
from client.models.material_given import MaterialGiven
from client.models.page import Page
from client.models.person import Person
from client.models.sent_item import SentItem
from client.types import File
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

AT = "2026-11-26T09:00:00+08:00"
PAGE = b"\xff\xd8 a page of a test \xff\xd9"


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def base64_of(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


class OneKey(HTTPSignatureKeyResolver):
    """The terminal's own key, whatever is asked for."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self._key

    def resolve_public_key(self, key_id: str) -> Any:
        return self._key.public_key()


class Signer(httpx.Auth):
    """RFC 9421 by a library that others wrote."""

    requires_request_body = True

    def __init__(self, key: Ed25519PrivateKey, key_id: str) -> None:
        self._key_id = key_id
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=OneKey(key)
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        covered = ["@method", "@path"]
        if request.url.query:
            covered.append("@query")
        if request.content:
            digest = base64_of(hashlib.sha256(request.content).digest())
            request.headers["Content-Digest"] = f"sha-256=:{digest}:"
            covered.append("content-digest")
        message = SimpleNamespace(
            method=request.method, url=str(request.url), headers=request.headers
        )
        self._signer.sign(
            message,
            key_id=self._key_id,
            label="onestop",
            covered_component_ids=covered,
            created=datetime.now(UTC),
            nonce=secrets.token_urlsafe(16),
            include_alg=True,
            use_existing_digest=bool(request.content),
        )
        yield request


def seal(city: EnrolmentReply, additional: bytes, plain: bytes) -> bytes:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    key = X25519PublicKey.from_public_bytes(base64.b64decode(city.seal_public_key))
    return suite.encrypt(plain, key, b"onestop/" + city.suite.encode() + b"\0" + additional)


def an_application(city: EnrolmentReply, version: str, digest: str) -> Application:
    page = Page(sha256=sha256(PAGE), size=len(PAGE), media_type="image/jpeg", role="M01")
    answers, form, quality = ApplicationAnswers(), ApplicationForm(), FaceQuality()
    form["phone"] = "13800000000"
    return Application(
        id=str(uuid.uuid4()),
        receipt_no="",
        terminal=city.terminal,
        created_at=AT,
        channel="kiosk",
        catalogue_version=version,
        catalogue_digest=digest,
        package="CD-YJS-0001",
        package_name="我要开药店",
        subject="person",
        answers=answers,
        items=["BRANCH"],
        handling_organ="CD-430702-ZWFW",
        accepting_point=city.accepting_point,
        applicant=Person(
            name="测试李四", number="430799199001010010", address="测试省测试市", how="card"
        ),
        mandate=None,
        form=form,
        materials=[MaterialGiven(code="M01", name="测试材料", how="scan", pages=[page])],
        consents=[],
        face=Face(state="not_asked", quality=quality, page=None),
        fee_fen=0,
        delivery="窗口领取",
        evidence=None,
    )


def an_item(
    city: EnrolmentReply, key: Ed25519PrivateKey, document: Application
) -> tuple[SentItem, str, bytes]:
    """The item to send, and its sealed page under its name."""
    shown = sha256(canonical(document.to_dict()))
    document.evidence = Evidence(
        notice_sha256="0" * 64,
        document_sha256=shown,
        signature=None,
        strokes=None,
        signed_at=AT,
    )
    document.receipt_no = f"{city.terminal}-261126-{city.epoch}00001-0"
    envelope_id = str(uuid.uuid4())
    page = seal(city, f"blob/1\n{envelope_id}\nM01".encode(), PAGE)
    header = Header(
        id=envelope_id,
        type_=EnvelopeType.APPLICATION_SUBMIT,
        terminal=city.terminal,
        epoch=city.epoch,
        seq=1,
        subject=document.id,
        receipt_no=document.receipt_no,
        catalogue_version=document.catalogue_version,
        catalogue_digest=document.catalogue_digest,
        created_at=AT,
        suite=city.suite,
        causes=[],
        clock_offset_ms=None,
        attachments=[BlobRef(sha256=sha256(page), size=len(page), role="M01", required=True)],
    )
    bound = canonical([city.terminal, city.epoch, 1, header.schema, envelope_id])
    body = base64_of(seal(city, bound, canonical(document.to_dict())))
    octets = canonical(Envelope(header=header, body=body).to_dict())
    item = SentItem(id=envelope_id, text=octets.decode(), signature=base64_of(key.sign(octets)))
    return item, sha256(page), page


def main(url: str, code: str) -> dict[str, Any]:
    """Everything, and what came of it."""
    key = Ed25519PrivateKey.generate()
    public = base64_of(key.public_key().public_bytes_raw())
    plain = Client(base_url=url, httpx_args={"trust_env": False})
    request = EnrolmentRequest(code=code, public_key=public)
    city = enrol_v1_enrolments_post.sync(client=plain, body=request)
    assert isinstance(city, EnrolmentReply), city
    signer = Signer(key, f"{city.terminal}/{city.epoch}")
    client = Client(base_url=url, httpx_args={"trust_env": False, "auth": signer})
    signed = manifest_v1_catalogue_manifest_get.sync(client=client)
    manifest = base64.b64decode(signed.manifest)
    document = an_application(city, json.loads(manifest)["version"], sha256(manifest))
    item, name, page = an_item(city, key, document)
    sent = receive_v1_batches_post.sync(client=client, body=BatchRequest(items=[item]))
    again = receive_v1_batches_post.sync(client=client, body=BatchRequest(items=[item]))
    wanted = missing_v1_terminals_me_missing_blobs_get.sync(client=client)
    put = put_v1_blobs_sha256_put.sync_detailed(name, client=client, body=File(payload=page))
    told = changes_v1_changes_get.sync(client=client, cursor=0, limit=50)
    return {
        "id": document.id,
        "document": sha256(canonical(document.to_dict())),
        "results": [str(answer.results[0].status) for answer in (sent, again)],
        "official_no": sent.results[0].official_no,
        "wanted": wanted.blobs == [name],
        "put": put.status_code,
        "states": [one.state for one in told.changes if one.subject == document.id],
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
