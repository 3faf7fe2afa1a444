"""Typed answers, and who is asking."""

from dataclasses import dataclass

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from city.bodies import read_body
from city.gate import SKEW_WORTH_SAYING_S, Caller, Credentials, Gate, credentials_of, skew_of
from core.wire import sha256_hex


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A signed request that was let in, with its body as sent."""

    caller: Caller
    credentials: Credentials
    body: bytes


def target_of(request: Request) -> str:
    """The path with its query, as sent: what the signature covers."""
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


async def let_in(request: Request, gate: Gate, limit: int, body: bytes | None = None) -> Asked:
    """Read a signed request, but for a `body` that was read already. Raises Refusal."""
    credentials = credentials_of(request.headers)
    if body is None:
        body = await read_body(request, limit)
    caller = await run_in_threadpool(gate.known, credentials)
    gate.admit(caller, credentials, request.method, target_of(request), sha256_hex(body))
    return Asked(caller, credentials, body)


def skew_header(credentials: Credentials) -> dict[str, str]:
    """Onestop-Clock-Skew: seconds that the terminal's clock is ahead, when it is far off."""
    skew = skew_of(credentials)
    return {"Onestop-Clock-Skew": str(skew)} if abs(skew) > SKEW_WORTH_SAYING_S else {}


def typed(body: msgspec.Struct, headers: dict[str, str] | None = None) -> Response:
    """A 200 with one of the types of core.exchange."""
    return Response(
        msgspec.json.encode(body), 200, headers=headers or {}, media_type="application/json"
    )
