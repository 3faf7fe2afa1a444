"""Request bodies within bounds: read, unpack, decode."""

import zlib
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from city.problems import Refusal
from core.message_signature import sha256_in

T = TypeVar("T")


def _too_large(limit: int) -> Refusal:
    return Refusal(413, "body-too-large", f"at most {limit} octets")


def declared_length(request: Request) -> int | None:
    """Content-Length, or None where the body comes in pieces. Raises Refusal 400."""
    text = request.headers.get("content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refusal(400, "content-length-invalid")
    return int(text)


def torn() -> Refusal:
    """The answer to a body that ended too early; nobody is there to read it."""
    return Refusal(400, "body-torn")


async def read_body(request: Request, limit: int) -> bytes:
    """The octets as sent. Raises Refusal 413 beyond the limit, before more is kept."""
    length = declared_length(request)
    if length is not None and length > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            pieces.append(piece)
    except ClientDisconnect as error:
        raise torn() from error
    return b"".join(pieces)


def content_digest(request: Request) -> str | None:
    """The SHA-256 in Content-Digest (RFC 9530) as hex, or None where there is none of that kind.
    Raises Refusal 400 for one that cannot be read."""
    text = request.headers.get("content-digest")
    if text is None or "sha-256=" not in text:
        return None
    found = sha256_in(text)
    if found is None:
        raise Refusal(400, "content-digest-invalid")
    return found


def unpack(request: Request, body: bytes, limit: int) -> bytes:
    """Undo gzip. Raises Refusal 413 for what would grow beyond the limit, 415 for other codings."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return body
    if coding != "gzip":
        raise Refusal(415, "content-encoding-unknown", headers={"Accept-Encoding": "gzip"})
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = reader.decompress(body, limit + 1)
    except zlib.error as error:
        raise Refusal(400, "gzip-broken") from error
    if len(plain) > limit:
        raise _too_large(limit)
    if not reader.eof or reader.unused_data:
        raise Refusal(400, "gzip-broken")
    return plain


def decode(body: bytes, shape: type[T]) -> T:
    """JSON as one of the types of core.exchange. Raises Refusal 422; the detail names the place
    and the kind of fault, never a value."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        place = str(error).partition(" - at `")[2].rstrip("`")
        raise Refusal(422, "body-invalid", f"at {place or '$'}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(422, "body-invalid", "not JSON") from error


def decode_counts(body: bytes, shape: type[T]) -> T:
    """The same for a small message full of whole numbers. JSON has one kind of number, and to JSON
    Schema 725.0 is an integer: it is taken as one here too. Raises Refusal 422."""
    try:
        plain = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(422, "body-invalid", "not JSON") from error
    return decode(msgspec.json.encode(_whole(plain)), shape)


def _whole(part: Any) -> Any:
    """Numbers without a fraction as whole ones."""
    if isinstance(part, dict):
        return {name: _whole(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_whole(value) for value in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part
