"""The way to the city: signed requests, typed answers, and one code for each way to fail.

An answer counts only when it decodes as the type that was asked for and says `onestop` = 1.
Nothing is retried, followed or taken from the environment here; when to try again is decided in
sync.schedule.
"""

import gzip
import secrets
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec
import requests
from requests.structures import CaseInsensitiveDict

from core.errors import Code, LinkError
from core.exchange import (
    BatchReply,
    BatchRequest,
    Changes,
    EnrolmentReply,
    EnrolmentRequest,
    MissingBlobs,
    Problem,
    SignedManifest,
)
from core.message_signature import sign_request
from core.ports import Clock
from core.revocations import SignedRevocations
from core.wire import canonical
from sync.answers import read_body, transport_errors
from sync.identity import TerminalIdentity

CONNECT_S = 5.0
READ_S = 20.0
WHOLE_S = 120.0
ANSWER_LIMIT = 8_000_000  # octets
_PASSING = {408, 425, 429}
_Answer = TypeVar(
    "_Answer",
    EnrolmentReply,
    BatchReply,
    MissingBlobs,
    Changes,
    SignedManifest,
    SignedRevocations,
)


@dataclass(frozen=True, slots=True, repr=False)
class _Reply:
    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes


@dataclass(frozen=True, slots=True, repr=False)
class ManifestAnswer:
    """A manifest with its ETag."""

    signed: SignedManifest
    etag: str


@dataclass(frozen=True, slots=True, repr=False)
class RevocationsAnswer:
    """A revocation list with its ETag."""

    signed: SignedRevocations
    etag: str


class CityClient:
    """Speaks core.exchange to one city for one terminal. Blocking; one thread at a time."""

    def __init__(
        self,
        url: str,
        identity: TerminalIdentity | None,
        clock: Clock,
        *,
        session: requests.Session | None = None,
        whole_s: float = WHOLE_S,
    ) -> None:
        """`identity` is None for the enrolment only. A session of one's own may carry client
        certificates, a CA or proxies; by default the environment's proxies are not used."""
        self.url = url.rstrip("/")
        self.clock_offset_ms: int | None = None
        self._identity = identity
        self._clock = clock
        self._whole_s = whole_s
        if session is None:
            session = requests.Session()
            session.trust_env = False
        self._session = session

    def enrol(self, request: EnrolmentRequest) -> EnrolmentReply:
        """Trade a one-time code for an identity. Raises LinkError."""
        headers = {"Content-Type": "application/json"}
        reply = self._send("POST", "/v1/enrolments", canonical(request), headers, signed=False)
        return self._typed(reply, EnrolmentReply)

    def send_batch(self, batch: BatchRequest) -> BatchReply:
        """Send envelopes. What is not in the answer was not sent. Raises LinkError."""
        body = gzip.compress(canonical(batch), compresslevel=6, mtime=0)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self._typed(self._send("POST", "/v1/batches", body, headers), BatchReply)

    def blob_offset(self, sha256: str) -> int:
        """How many octets of an attachment the city has durably, 0 for none. Raises LinkError."""
        reply = self._send("HEAD", f"/v1/blobs/{sha256}")
        if reply.status == 404:
            return 0
        self._refuse_failures(reply)
        return _offset(reply)

    def put_blob(self, sha256: str, octets: bytes) -> None:
        """Send a whole attachment. Returning means that the city was reached and did not refuse;
        only `missing_blobs` is the acknowledgement. Raises LinkError."""
        headers = {"Content-Type": "application/octet-stream"}
        reply = self._send("PUT", f"/v1/blobs/{sha256}", octets, headers)
        self._refuse_failures(reply)
        if reply.status not in (200, 201, 204):
            raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}")

    def missing_blobs(self) -> MissingBlobs:
        """What the city still waits for. Raises LinkError."""
        return self._typed(self._send("GET", "/v1/terminals/me/missing-blobs"), MissingBlobs)

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
        return RevocationsAnswer(signed, reply.headers.get("ETag", ""))

    def manifest(self, etag: str) -> ManifestAnswer | None:
        """The signed manifest, or None where it is still the one of this ETag, or where the city
        has none. Raises LinkError."""
        headers = {"If-None-Match": etag} if etag else {}
        reply = self._send("GET", "/v1/catalogue/manifest", headers=headers)
        if (reply.status == 304 and etag) or (reply.status == 404 and self._problem(reply)):
            return None
        return ManifestAnswer(self._typed(reply, SignedManifest), reply.headers.get("ETag", ""))

    def catalogue_file(self, sha256: str) -> bytes:
        """A file of the catalogue; the caller checks the digest. Raises LinkError."""
        reply = self._send("GET", f"/v1/catalogue/files/{sha256}")
        self._refuse_failures(reply)
        if reply.status != 200:
            raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}")
        return reply.body

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _send(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        signed: bool = True,
    ) -> _Reply:
        request = requests.Request(
            method, self.url + target, data=body or None, headers={**(headers or {}), **_PLAIN}
        )
        prepared = self._session.prepare_request(request)
        if signed:
            prepared.headers.update(self._signature(method, prepared.path_url, body))
        with transport_errors():
            settings = self._session.merge_environment_settings(
                prepared.url or "", {}, True, None, None
            )
            with self._session.send(
                prepared, timeout=(CONNECT_S, READ_S), allow_redirects=False, **settings
            ) as response:
                octets = read_body(
                    response, ANSWER_LIMIT, self._clock.monotonic() + self._whole_s, self._clock
                )
                return _Reply(response.status_code, response.headers, octets)

    def _signature(self, method: str, target: str, body: bytes) -> dict[str, str]:
        if self._identity is None:
            raise LinkError(Code.CITY_REFUSES_TERMINAL, "not enrolled")
        terminal = self._identity.terminal
        created = int(self._clock.now().timestamp() + (self.clock_offset_ms or 0) / 1000)
        return sign_request(
            self._identity.private_key,
            method,
            target,
            body,
            terminal=terminal.code,
            epoch=terminal.epoch,
            created=created,
            nonce=secrets.token_urlsafe(16),
        )

    def _typed(self, reply: _Reply, shape: type[_Answer]) -> _Answer:
        self._refuse_failures(reply)
        try:
            answer = msgspec.json.decode(reply.body, type=shape)
        except msgspec.MsgspecError as error:
            raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}, not typed") from error
        if answer.onestop != 1 or reply.status not in (200, 201):
            raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}, not an acknowledgement")
        self._take_clock(reply)
        return answer

    def _refuse_failures(self, reply: _Reply) -> None:
        if reply.status < 400:
            return
        if reply.status >= 500 or reply.status in _PASSING:
            raise LinkError(Code.CITY_FAULT, f"status {reply.status}")
        problem = self._problem(reply)
        if problem is None:
            raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}, not typed")
        if reply.status in (401, 403):
            revoked = problem.code == Code.TERMINAL_REVOKED.value
            code = Code.TERMINAL_REVOKED if revoked else Code.CITY_REFUSES_TERMINAL
            raise LinkError(code, f"status {reply.status}")
        raise LinkError(Code.CITY_FAULT, f"status {reply.status} {problem.code}".rstrip())

    def _problem(self, reply: _Reply) -> Problem | None:
        """The problem of a failure, or None where it was not our city that spoke."""
        if not reply.headers.get("Content-Type", "").startswith("application/problem+json"):
            return None
        try:
            return msgspec.json.decode(reply.body, type=Problem)
        except msgspec.MsgspecError:
            return None

    def _take_clock(self, reply: _Reply) -> None:
        try:
            city = parsedate_to_datetime(reply.headers.get("Date", ""))
        except ValueError:
            return
        self.clock_offset_ms = int((city - self._clock.now()).total_seconds() * 1000)


_PLAIN = {"Accept": "application/json", "Accept-Encoding": "identity"}


def _offset(reply: _Reply) -> int:
    value = reply.headers.get("Upload-Offset", "")
    if not (value.isascii() and value.isdigit()):
        raise LinkError(Code.CITY_NONSENSE, f"status {reply.status}, no offset")
    return int(value)
