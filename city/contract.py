"""The contract as OpenAPI: msgspec's types are the schemas, so that page and code cannot differ."""

from pathlib import Path
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from core.application import Application
from core.bundle import CarriedReply, CarriedRequest
from core.catalogue import Manifest
from core.envelope import Envelope
from core.exchange import (
    BatchReply,
    BatchRequest,
    CertificateReply,
    CertificateRequest,
    Changes,
    EnrolmentReply,
    EnrolmentRequest,
    MissingBlobs,
    Problem,
    SignedKeyList,
    SignedManifest,
)
from core.heartbeat import HeartbeatReply, HeartbeatRequest
from core.revocations import RevocationList, SignedRevocations


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The server runs and its database answers."""

    onestop: int = 1
    status: str = "ok"


_TYPES = (
    EnrolmentRequest,
    EnrolmentReply,
    SignedKeyList,
    CertificateRequest,
    CertificateReply,
    BatchRequest,
    BatchReply,
    MissingBlobs,
    CarriedRequest,
    CarriedReply,
    Changes,
    SignedManifest,
    SignedRevocations,
    HeartbeatRequest,
    HeartbeatReply,
    Problem,
    Health,
    Envelope,  # these travel as octets inside the others
    Application,
    Manifest,
    RevocationList,
)
_TEXT = Path(__file__).parent / "pages" / "contract.md"
_BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_KEY_IN_BASE64 = "^([A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{87})=$"  # 32 octets, or the 65 of SM2
_SIGNED = {
    "onestopSignatureInput": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature-Input",
        "description": (
            "HTTP message signature (RFC 9421), one, labelled `onestop`. Covered: `@method`, "
            "`@path`, `@query` where the target has a query, `content-digest` where there is a "
            "body; then Content-Digest (RFC 9530, sha-256, of the octets as sent) must be sent. "
            "Parameters, all four: `created` (Unix seconds; never a reason to refuse), `nonce` "
            "(8 to 64 visible characters, new in each request), `keyid` (terminal code, slash, "
            "epoch: `CD0128/1`) and `alg` (`ed25519`, or the private name `sm2-sm3`: SM2 of GB/T "
            "32918.2 with SM3 and the default user id, r and s of 32 octets each)."
        ),
    },
    "onestopSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "`onestop=:…:`, base64 of the signature over the RFC 9421 signature base.",
    },
}
_MEANING = {
    400: "the request is damaged",
    401: "not a known terminal, a wrong signature, or a request that was here before",
    403: "refused: the code or the terminal does not count any more",
    404: "there is no such thing here",
    409: "the offset is not what the city holds",
    413: "larger than the city takes",
    415: "a content coding that the city does not know",
    422: "understood, and not valid",
    503: "the city is busy or its store does not answer; try again later",
}


def _schema(shape: type) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def json_of(
    shape: type, description: str, links: dict[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """An answer of one of our types, and what may be asked next with what it says."""
    answer: dict[str, Any] = {"description": description}
    answer["content"] = {"application/json": {"schema": _schema(shape)}}
    return {**answer, "links": links} if links else answer


def link(operation: str, **parameters: str | int) -> dict[str, Any]:
    """A link to an operation; a parameter is a place in the answer, `/changes/0/subject`, or a
    number."""
    told = {
        name: f"$response.body#{place}" if isinstance(place, str) else place
        for name, place in parameters.items()
    }
    return {"operationId": operation, "parameters": told}


def octets(description: str) -> dict[str, Any]:
    """An answer of plain octets."""
    schema = {"type": "string", "format": "binary"}
    return {"description": description, "content": {"application/octet-stream": {"schema": schema}}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route."""
    content = {"application/problem+json": {"schema": _schema(Problem)}}
    return {status: {"description": _MEANING[status], "content": content} for status in statuses}


def body_of(shape: type | None, *, required: bool = True) -> dict[str, Any]:
    """The body of a route as `openapi_extra`; None is plain octets."""
    if shape is None:
        schema: dict[str, Any] = {"type": "string", "format": "binary"}
        content = {"application/octet-stream": {"schema": schema}}
    else:
        content = {"application/json": {"schema": _schema(shape)}}
    return {"requestBody": {"required": required, "content": content}}


def signed(**extra: Any) -> dict[str, Any]:
    """`openapi_extra` of a route that terminals sign."""
    return {"security": [{name: [] for name in _SIGNED}], **extra}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the app."""
    document = get_openapi(
        title="Onestop city",
        version="1",
        description=_TEXT.read_text(encoding="utf-8"),
        routes=app.routes,
    )
    _, schemas = msgspec.json.schema_components(_TYPES, ref_template="#/components/schemas/{name}")
    components = document.setdefault("components", {})
    components["schemas"] = _with_base64(schemas)
    components["securitySchemes"] = dict(_SIGNED)
    _drop_default_422(document)
    return document


def _with_base64(schemas: dict[str, Any]) -> dict[str, Any]:
    """Say for octets in JSON what strings they are: the schemas of msgspec name the coding only."""
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if field.get("contentEncoding") == "base64":
                key = name.endswith("public_key") and name != "sm2_public_key"  # that may be empty
                field["pattern"] = _KEY_IN_BASE64 if key else _BASE64
    return schemas


def _drop_default_422(document: dict[str, Any]) -> None:
    """FastAPI adds its own validation answer; ours is a problem."""
    ours = problems(422)[422]
    for path in document["paths"].values():
        for operation in path.values():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = ours
