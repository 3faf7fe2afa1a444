"""A small city on a real socket: it checks signatures, opens seals and fails as it is told to."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from core import sealing
from core.application import application_from
from core.catalogue_reading import make_manifest
from core.catalogue_time import HEADER, CatalogueTime, write_time
from core.envelope import Envelope, EnvelopeType, envelope_from
from core.exchange import PROBLEM as PROBLEM_TYPE
from core.exchange import (
    BatchReply,
    BatchRequest,
    CaseChange,
    Changes,
    EnrolmentReply,
    EnrolmentRequest,
    ItemResult,
    ItemStatus,
    MissingBlobs,
    Problem,
    SentItem,
    SignedManifest,
    Terms,
    as_octets,
)
from core.heartbeat import HeartbeatReply, HeartbeatRequest
from core.message_signature import content_digest, covers, read_signature
from core.revocations import RevocationList, SignedRevocations
from core.wire import canonical, sha256_hex
from tests.sync.parts import CityKeys

JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json"}
HTML = {"Content-Type": "text/html"}
PORTAL = b"<html><body>Welcome to the free network. onestop: 1</body></html>"


@dataclass
class Answer:
    """What goes out. `fault`: "" whole, "cut" half of the body, "gone" nothing at all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    fault: str = ""


def typed(message: msgspec.Struct) -> Answer:
    """A typed answer."""
    return Answer(body=canonical(message))


def refused(status: int, code: str = "") -> Answer:
    """A problem of ours."""
    return Answer(status, canonical(Problem(status=status, code=code)), dict(PROBLEM))


@dataclass
class ToyCity:
    """State and script of the city. `script` maps the first words of a request line to answers
    that are given in turn; an Answer with a fault still lets the request take effect."""

    keys: CityKeys = field(default_factory=CityKeys)
    terminal_key: bytes = b""
    envelopes: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)  # what torn uploads left
    changes: list[CaseChange] = field(default_factory=list)
    feed: str = "feed-1"
    time: CatalogueTime | None = None  # what it says of its newest catalogue
    heartbeats: list[HeartbeatRequest] = field(default_factory=list)
    revocations: RevocationList | None = None
    forger: bytes = b""  # signs revocations in the city's place
    manifest: Answer | None = None
    etag: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    reject: set[str] = field(default_factory=set)
    defer: set[str] = field(default_factory=set)
    ignore: set[str] = field(default_factory=set)
    poison: str = ""  # the city fails over every batch that holds it
    page: int = 200
    later_s: float = 0.0  # how far its clock is ahead of ours
    terms: Terms = field(default_factory=lambda: Terms(window_s=7.0))
    script: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    url: str = ""
    octets_out: int = 0  # bodies that went out

    def count(self, start: str) -> int:
        """How many requests began with these words."""
        return sum(line.startswith(start) for line in self.requests)

    def answer(self, line: str, headers: Any, body: bytes) -> Answer:
        """Answer one request."""
        self.requests.append(line)
        method, target = line.split(" ")
        if target != "/v1/enrolments" and not self._is_signed(method, target, headers, body):
            return refused(401, "NET-606")
        scripted = next(
            (
                answers.pop(0)
                for start, answers in self.script.items()
                if line.startswith(start) and answers
            ),
            None,
        )
        if scripted is not None and not scripted.fault:
            return scripted
        real = self._route(method, target, headers, body)
        if scripted is not None:
            real.fault = scripted.fault
        return real

    def _is_signed(self, method: str, target: str, headers: Any, body: bytes) -> bool:
        said = read_signature(headers["Signature-Input"], headers["Signature"])
        told = headers.get("Content-Digest", "")
        digests = {content_digest(body)} if body else {content_digest(body), ""}
        return told in digests and covers(said, self.terminal_key, method, target, told)

    def _route(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        name = target.rsplit("/", 1)[-1]
        if target == "/v1/enrolments":
            return self._enrol(msgspec.json.decode(body, type=EnrolmentRequest))
        if target == "/v1/batches":
            sent = msgspec.json.decode(gzip.decompress(body), type=BatchRequest)
            return self._take(BatchRequest(items=as_octets(sent.items)))
        if target.startswith("/v1/blobs/"):
            return self._blob(method, name, headers, body)
        if target == "/v1/terminals/me/missing-blobs":
            missing = sorted(self._wanted() - self.blobs.keys())
            return typed(MissingBlobs(onestop=1, blobs=missing, terms=self.terms))
        if target.startswith("/v1/changes?cursor="):
            asked = dict(one.split("=") for one in target.split("?")[1].split("&"))
            return self._changes(int(asked["cursor"]), asked.get("feed", ""))
        if target == "/v1/heartbeats":
            self.heartbeats.append(msgspec.json.decode(body, type=HeartbeatRequest))
            return typed(HeartbeatReply(onestop=1, terms=self.terms, city_time=""))
        if target == "/v1/revocations":
            return self._revocations(headers)
        if target == "/v1/catalogue/manifest":
            if self.manifest is None:
                return refused(404)
            time = {} if self.time is None else {HEADER: write_time(self._sign, self.time)}
            if headers.get("If-None-Match") == self.etag:
                return Answer(304, headers=time)
            answer = msgspec.json.decode(msgspec.json.encode(self.manifest), type=Answer)
            answer.headers |= time
            return answer
        return Answer(body=self.files[name]) if name in self.files else refused(404)

    def _enrol(self, request: EnrolmentRequest) -> Answer:
        if request.code != "CODE" or self.terminal_key not in (b"", request.public_key):
            return refused(403, "NET-606")
        self.terminal_key = request.public_key
        return typed(
            EnrolmentReply(
                terminal="CD0128",
                epoch=1,
                region="430702012000",
                place="测试自助区",
                accepting_point="T-ORGAN",
                public_url="https://a.test/c",
                suite=sealing.HPKE_SUITE,
                seal_key_id=sealing.key_id(self.keys.seal[1]),
                seal_public_key=self.keys.seal[1],
                catalogue_public_key=self.keys.catalogue[1],
            )
        )

    def _take(self, batch: BatchRequest) -> Answer:
        if any(item.id == self.poison for item in batch.items):
            return Answer(500, b"", {})
        results = [self._one(item) for item in batch.items if item.id not in self.ignore]
        heard = {envelope_from(octets).header.seq for octets in self.envelopes.values()}
        highest = max(heard, default=0)
        missing = sorted(set(range(1, highest)) - heard)
        return typed(
            BatchReply(
                onestop=1,
                results=results,
                have_through=highest,
                missing=missing,
                terms=self.terms,
            )
        )

    def _one(self, item: SentItem) -> ItemResult:
        assert sealing.verify(self.terminal_key, item.signature, item.envelope)
        if item.id in self.defer:
            return ItemResult(id=item.id, status=ItemStatus.DEFERRED)
        if item.id in self.reject or self.envelopes.get(item.id, item.envelope) != item.envelope:
            problem = Problem(type=f"{PROBLEM_TYPE}said-no", status=422, code="NET-605")
            return ItemResult(id=item.id, status=ItemStatus.REJECTED, problem=problem)
        known = item.id in self.envelopes
        envelope = envelope_from(item.envelope)
        self.envelopes[item.id] = item.envelope
        self.documents[item.id] = self._open(envelope)
        status = ItemStatus.DUPLICATE if known else ItemStatus.STORED
        return ItemResult(id=item.id, status=status, official_no=f"OFFICIAL-{envelope.header.seq}")

    def _open(self, envelope: Envelope) -> bytes:
        suite = sealing.suite(envelope.header.suite)
        plain = suite.open(self.keys.seal[0], envelope.header.additional_data(), envelope.body)
        if envelope.header.type is EnvelopeType.APPLICATION_SUBMIT:
            assert application_from(plain).receipt_no == envelope.header.receipt_no
        return plain

    def _wanted(self) -> set[str]:
        return {
            blob.sha256
            for octets in self.envelopes.values()
            for blob in envelope_from(octets).header.attachments
        }

    def _blob(self, method: str, name: str, headers: Any, body: bytes) -> Answer:
        held = self.blobs.get(name, self.parts.get(name, b""))
        if method == "HEAD":
            if name not in self.blobs and name not in self.parts:
                return Answer(404, headers={})
            return Answer(200, headers={"Upload-Offset": str(len(held))})
        if method == "PATCH":
            if int(headers["Upload-Offset"]) != len(held):
                return refused(409)
            body = held + body
        if sha256_hex(body) != name:
            self.parts.pop(name, None)
            return refused(422)
        self.blobs[name] = body
        return Answer(201, headers={"Upload-Offset": str(len(body))})

    def _changes(self, cursor: int, feed: str) -> Answer:
        highest = max((change.seq for change in self.changes), default=0)
        restarted = cursor > highest or feed not in ("", self.feed)
        cursor = 0 if restarted else cursor
        news = [change for change in self.changes if change.seq > cursor]
        told = news[: self.page]
        return typed(
            Changes(
                onestop=1,
                cursor=told[-1].seq if told else cursor,
                changes=told,
                more=len(news) > len(told),
                feed=self.feed,
                restarted=restarted,
            )
        )

    def _revocations(self, headers: Any) -> Answer:
        if self.revocations is None:
            return refused(404)
        octets = canonical(self.revocations)
        tag = f'"{sha256_hex(octets)}"'
        if headers.get("If-None-Match") == tag:
            return Answer(304)
        key = self.forger or self.keys.catalogue[0]
        signed = SignedRevocations(
            onestop=1, revocations=octets, signature=sealing.sign(key, octets)
        )
        answer = typed(signed)
        answer.headers["ETag"] = tag
        return answer

    def _sign(self, octets: bytes) -> bytes:
        return sealing.sign(self.keys.catalogue[0], octets)

    def publish(
        self,
        files: dict[str, bytes],
        sequence: int,
        *,
        forged: bool = False,
        expires: date = date(2027, 5, 1),
        withdrawn: int = 0,
    ) -> None:
        """Publish a catalogue of these files under a sequence."""
        issued = date(2026, 11, 1)
        manifest = make_manifest(files, f"2026.{sequence}", sequence, issued, expires, withdrawn)
        octets = canonical(manifest)
        key = sealing.new_signing_keys()[0] if forged else self.keys.catalogue[0]
        signed = SignedManifest(onestop=1, manifest=octets, signature=sealing.sign(key, octets))
        self.etag = f'"{sequence}"'
        self.manifest = typed(signed)
        self.manifest.headers["ETag"] = self.etag
        self.files |= {sha256_hex(content): content for content in files.values()}


def _handler(city: ToyCity) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *words: object) -> None:
            """Say nothing."""

        def date_time_string(self, timestamp: float | None = None) -> str:
            """The city's clock."""
            return super().date_time_string((timestamp or time.time()) + city.later_s)

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = city.answer(f"{self.command} {self.path}", self.headers, body)
            if answer.fault == "gone":
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if answer.fault == "cut":
                self.wfile.write(answer.body[: len(answer.body) // 2])
                self.close_connection = True
            elif self.command != "HEAD":
                city.octets_out += len(answer.body)
                self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = _handle

    return Handler


@contextmanager
def serving(city: ToyCity) -> Iterator[str]:
    """Serve on a free port of the loopback; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(city))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    city.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield city.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
