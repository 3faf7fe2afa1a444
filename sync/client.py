"""The way to the city: signed requests, typed answers, and one code for each way to fail.

An answer counts only when it decodes as the type that was asked for and says `onestop` = 1.
Nothing is retried, followed or taken from the environment here; when to try again is decided in
sync.schedule.
"""

import gzip
import secrets
import threading
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from core.bundle import CarriedReply, CarriedRequest
from core.catalogue_time import HEADER as CATALOGUE_TIME
from core.errors import Code, LinkError, StickError
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
    as_sent,
)
from core.heartbeat import HeartbeatReply, HeartbeatRequest
from core.message_signature import content_digest, digest_field, sign_request
from core.ports import Clock
from core.revocations import SignedRevocations
from core.wire import canonical
from sync.answers import http_date, looks_like_a_page, retry_after
from sync.identity import TerminalIdentity
from sync.transport import Ask, HttpTransport, Piece, Reply, Transport

_PASSING = {408, 425, 429}
_NOT_HEARD = {404, 413, 415, 422}
_Answer = TypeVar(
    "_Answer",
    EnrolmentReply,
    BatchReply,
    CarriedReply,
    CertificateReply,
    MissingBlobs,
    Changes,
    SignedKeyList,
    SignedManifest,
    SignedRevocations,
    HeartbeatReply,
)


@dataclass(frozen=True, slots=True, repr=False)
class ManifestAnswer:
    """A manifest with its ETag, None where it is still the one that was named; `time` is the
    header of core.catalogue_time."""

    signed: SignedManifest | None
    etag: str
    time: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RevocationsAnswer:
    """A revocation list with its ETag."""

    signed: SignedRevocations
    etag: str


class CityClient:
    """Speaks core.exchange to one city for one terminal. Blocking; several threads may call."""

    def __init__(
        self,
        url: str,
        identity: TerminalIdentity | None,
        clock: Clock,
        *,
        transport: Transport | None = None,
        bare: Transport | None = None,
    ) -> None:
        """`identity` is None for the enrolment only. A transport of one's own may go through a
        proxy or trust another CA; `bare` is the same without a client certificate."""
        self.url = url.rstrip("/")
        self.clock_offset_ms: int | None = None
        self._identity = identity
        self._clock = clock
        self._prefix = urlsplit(self.url).path
        self._transport = transport or HttpTransport(self.url, clock)
        self._bare = bare or self._transport

    def enrol(self, request: EnrolmentRequest) -> EnrolmentReply:
        """Trade a one-time code for an identity. Raises LinkError."""
        headers = {"Content-Type": "application/json"}
        reply = self._send("POST", "/v1/enrolments", canonical(request), headers, signed=False)
        return self._typed(reply, EnrolmentReply)

    def send_batch(self, batch: BatchRequest) -> BatchReply:
        """Send envelopes. What is not in the answer was not sent. Raises LinkError."""
        plain = canonical(BatchRequest(items=as_sent(batch.items)))
        body = gzip.compress(plain, compresslevel=6, mtime=0)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self._typed(self._send("POST", "/v1/batches", body, headers), BatchReply)

    def blob_offset(self, sha256: str) -> int:
        """How many octets of an attachment the city has durably, 0 for none. Raises LinkError."""
        reply = self._send("HEAD", f"/v1/blobs/{sha256}")
        if reply.status == 404:
            return 0
        self._refuse_failures(reply)
        held = _offset(reply)
        if held < 0:
            raise self._no_answer(reply)
        return held

    def put_blob(self, sha256: str, whole: Piece, stop: threading.Event) -> None:
        """Send a whole attachment. Returning means that the city was reached and did not refuse;
        only `missing_blobs` is the acknowledgement. Raises LinkError and DiskError."""
        reply = self._send("PUT", f"/v1/blobs/{sha256}", whole, _OCTETS, stop=stop)
        self._refuse_failures(reply)
        if reply.status not in (200, 201) or _offset(reply) != whole.size:
            raise self._no_answer(reply)

    def patch_blob(self, sha256: str, rest: Piece, stop: threading.Event) -> None:
        """Send what the city lacks of an attachment, all in one request. The same holds as for
        `put_blob`. Raises LinkError and DiskError; status 409 where it has another amount."""
        headers = {**_OCTETS, "Upload-Offset": str(rest.offset)}
        reply = self._send("PATCH", f"/v1/blobs/{sha256}", rest, headers, stop=stop)
        self._refuse_failures(reply)
        if reply.status not in (200, 201) or _offset(reply) != rest.offset + rest.size:
            raise self._no_answer(reply)

    def missing_blobs(self) -> MissingBlobs:
        """What the city still waits for. Raises LinkError."""
        return self._typed(self._send("GET", "/v1/terminals/me/missing-blobs"), MissingBlobs)

    def send_carried(self, request: CarriedRequest) -> CarriedReply:
        """Hand on envelopes of another terminal, or none to hear how its bundle stands. Raises
        LinkError, and StickError BUNDLE_FORGED where the city refuses the bundle for good."""
        body = gzip.compress(canonical(request), compresslevel=6, mtime=0)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        reply = self._send("POST", "/v1/carried/batches", body, headers)
        problem = self._problem(reply) if reply.status == 422 else None
        if problem is not None and problem.code == Code.BUNDLE_FORGED.value:
            raise StickError(Code.BUNDLE_FORGED, problem.title)
        return self._typed(reply, CarriedReply)

    def carried_offset(self, sha256: str) -> int:
        """How many octets of another terminal's attachment the city has. Raises LinkError."""
        reply = self._send("HEAD", f"/v1/carried/blobs/{sha256}")
        if reply.status == 404:
            return 0
        self._refuse_failures(reply)
        held = _offset(reply)
        if held < 0:
            raise self._no_answer(reply)
        return held

    def put_carried(self, sha256: str, rest: bytes, offset: int) -> None:
        """Send another terminal's attachment from an offset on. Only the receipt of its bundle is
        the acknowledgement. Raises LinkError."""
        method = "PATCH" if offset else "PUT"
        headers = _OCTETS | ({"Upload-Offset": str(offset)} if offset else {})
        reply = self._send(method, f"/v1/carried/blobs/{sha256}", rest, headers)
        self._refuse_failures(reply)
        if reply.status not in (200, 201) or _offset(reply) != offset + len(rest):
            raise self._no_answer(reply)

    def changes(self, cursor: int, limit: int, feed: str = "") -> Changes:
        """Changes after a cursor of a feed. Raises LinkError."""
        query = f"cursor={cursor}&limit={limit}" + (f"&feed={quote(feed)}" if feed else "")
        return self._typed(self._send("GET", f"/v1/changes?{query}"), Changes)

    def revocations(self, etag: str) -> RevocationsAnswer | None:
        """The signed revocation list, or None where it is still the one of this ETag, or where
        the city has none. Raises LinkError."""
        headers = {"If-None-Match": etag} if etag else {}
        reply = self._send("GET", "/v1/revocations", headers=headers)
        if (reply.status == 304 and etag) or (reply.status == 404 and self._problem(reply)):
            return None
        signed = self._typed(reply, SignedRevocations)
        return RevocationsAnswer(signed, reply.headers.get("etag", ""))

    def heartbeat(self, said: HeartbeatRequest) -> HeartbeatReply | None:
        """Say how the terminal is; None from a city that does not listen to that, or not to what
        this version says: work goes on without it. Raises LinkError."""
        headers = {"Content-Type": "application/json"}
        reply = self._send("POST", "/v1/heartbeats", canonical(said), headers)
        if reply.status in _NOT_HEARD and self._problem(reply):
            return None
        return self._typed(reply, HeartbeatReply)

    def manifest(self, etag: str) -> ManifestAnswer | None:
        """The signed manifest, or that it is still the one of this ETag; None where the city has
        none. Raises LinkError."""
        headers = {"If-None-Match": etag} if etag else {}
        reply = self._send("GET", "/v1/catalogue/manifest", headers=headers)
        if reply.status == 404 and self._problem(reply):
            return None
        time = reply.headers.get(CATALOGUE_TIME.lower(), "")
        if reply.status == 304 and etag:
            return ManifestAnswer(None, etag, time)
        signed = self._typed(reply, SignedManifest)
        return ManifestAnswer(signed, reply.headers.get("etag", ""), time)

    def catalogue_file(self, sha256: str) -> bytes:
        """A file of the catalogue; the caller checks the digest. Raises LinkError."""
        reply = self._send("GET", f"/v1/catalogue/files/{sha256}")
        self._refuse_failures(reply)
        if reply.status != 200:
            raise self._no_answer(reply)
        return reply.body

    def city_keys(self) -> SignedKeyList | None:
        """The city's key list, or None of a city that has none. Raises LinkError."""
        reply = self._send("GET", "/v1/keys")
        if reply.status == 404 and self._problem(reply):
            return None
        return self._typed(reply, SignedKeyList)

    def renew_certificate(self, request: CertificateRequest) -> CertificateReply:
        """A new client certificate. It is asked for without the old one, because a proxy refuses
        whatever comes with an expired one. Raises LinkError."""
        headers = {"Content-Type": "application/json"}
        body = canonical(request)
        reply = self._send("POST", "/v1/certificates", body, headers, bare=True)
        return self._typed(reply, CertificateReply)

    def cut(self) -> None:
        """End what is under way, from another thread; nothing is sent any more."""
        self._transport.cut()
        self._bare.cut()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()
        self._bare.close()

    def _send(
        self,
        method: str,
        target: str,
        body: bytes | Piece = b"",
        headers: dict[str, str] | None = None,
        *,
        signed: bool = True,
        bare: bool = False,
        stop: threading.Event | None = None,
    ) -> Reply:
        named = {**_PLAIN, **(headers or {})}
        if signed:
            named |= self._signature(method, self._prefix + target, body)
        way = self._bare if bare else self._transport
        return way.send(Ask(method, target, named, body, stop or threading.Event()))

    def _signature(self, method: str, target: str, body: bytes | Piece) -> dict[str, str]:
        if self._identity is None:
            raise LinkError(Code.CITY_REFUSES_TERMINAL, "not enrolled")
        terminal = self._identity.terminal
        if isinstance(body, Piece):
            digest = digest_field(body.sha256)
        else:
            digest = content_digest(body) if body else ""
        return sign_request(
            self._identity.private_key,
            method,
            target,
            b"",
            terminal=terminal.code,
            epoch=terminal.epoch,
            created=int(self._clock.now().timestamp() + (self.clock_offset_ms or 0) / 1000),
            nonce=secrets.token_urlsafe(16),
            digest=digest,
        )

    def _typed(self, reply: Reply, shape: type[_Answer]) -> _Answer:
        self._refuse_failures(reply)
        try:
            answer = msgspec.json.decode(reply.body, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self._no_answer(reply) from error
        if answer.onestop != 1 or reply.status not in (200, 201):
            raise self._no_answer(reply)
        self._take_clock(reply)
        return answer

    def _refuse_failures(self, reply: Reply) -> None:
        status = reply.status
        if status < 400:
            return
        problem = self._problem(reply)
        wait = retry_after(reply.headers, self._clock.now())
        if status == 407:
            raise LinkError(Code.PROXY_REFUSES, "status 407", status=status)
        if status == 511:
            raise self._no_answer(reply)
        if status >= 500 or status in _PASSING:
            raise LinkError(Code.CITY_FAULT, f"status {status}", status=status, retry_after_s=wait)
        if problem is None:
            raise self._no_answer(reply)
        # a request that the network sent twice is no stranger's: it is signed anew next time
        if status in (401, 403) and not problem.type.endswith(":nonce-replayed"):
            revoked = problem.code == Code.TERMINAL_REVOKED.value
            code = Code.TERMINAL_REVOKED if revoked else Code.CITY_REFUSES_TERMINAL
            raise LinkError(code, f"status {status}", status=status)
        detail = f"status {status} {problem.code}".rstrip()
        raise LinkError(Code.CITY_FAULT, detail, status=status, retry_after_s=wait)

    def _no_answer(self, reply: Reply) -> LinkError:
        """What it is called when something else than an answer of our city came."""
        page = looks_like_a_page(reply.status, reply.headers, reply.body)
        code = Code.CITY_PORTAL if page else Code.CITY_NONSENSE
        return LinkError(code, f"status {reply.status}, not typed", status=reply.status)

    def _problem(self, reply: Reply) -> Problem | None:
        """The problem of a failure, or None where it was not our city that spoke."""
        if not reply.headers.get("content-type", "").startswith("application/problem+json"):
            return None
        try:
            return msgspec.json.decode(reply.body, type=Problem)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _take_clock(self, reply: Reply) -> None:
        city = http_date(reply.headers.get("date", ""))
        if city is not None:
            self.clock_offset_ms = int((city - self._clock.now()).total_seconds() * 1000)


_PLAIN = {"Accept": "application/json", "Accept-Encoding": "identity"}
_OCTETS = {"Content-Type": "application/octet-stream"}


def _offset(reply: Reply) -> int:
    value = reply.headers.get("upload-offset", "")
    return int(value) if value.isascii() and value.isdigit() else -1
