"""A proxy on a real socket between terminal and city that does harm at a chosen step.

It reads whole requests, knows which step of the protocol each is, and asks its plan what to do. It
does not model loss or reordering of packets, which TCP hides, nor HTTP/2.
"""

import re
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

_LINE = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.1\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONNECTION = re.compile(rb"\r\nconnection: *[^\r]*", re.IGNORECASE)
_PIECE = 65_536
_UPSTREAM_S = 30.0
_SILENCE_S = 0.2
TRICKLE_S = 0.2  # between two octets: the terminal's deadlines are shortened by the same factor


class Step(StrEnum):
    """The steps of the protocol."""

    ENROL = "POST /v1/enrolments"
    BATCH = "POST /v1/batches"
    BLOB_HEAD = "HEAD /v1/blobs"
    BLOB_PUT = "PUT /v1/blobs"
    BLOB_PATCH = "PATCH /v1/blobs"
    MISSING = "GET /v1/terminals"
    CHANGES = "GET /v1/changes"
    MANIFEST = "GET /v1/catalogue/manifest"
    FILE = "GET /v1/catalogue/files"
    REVOCATIONS = "GET /v1/revocations"
    HEARTBEAT = "POST /v1/heartbeats"
    KEYS = "GET /v1/keys"
    OTHER = "other"


class Fault(StrEnum):
    """What may happen to a request."""

    REFUSE = "refuse"
    RESET_BEFORE = "reset before the request"
    RESET_MIDWAY = "reset in the middle of the request"
    RESET_AFTER = "reset after the request"
    DROP_REPLY = "commit then drop the reply"
    TRUNCATE = "truncate the reply"
    STALL = "stall before the reply"
    STALL_REPLY = "stall in the reply"
    TRICKLE = "trickle"
    DUPLICATE = "duplicate, the second answer counts"
    DUPLICATE_FIRST = "duplicate, the first answer counts"
    LATE = "reorder: delivered after the next try"
    STATUS_401 = "401"
    STATUS_429 = "429"
    STATUS_500 = "500"
    CAPTIVE = "captive 200"
    TLS = "TLS mismatch"
    DNS = "DNS failure"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """One whole request."""

    step: Step
    octets: bytes
    is_head: bool


@dataclass
class Plan:
    """Which fault strikes at which step, and how often; `times` below 0 is until healed."""

    step: Step | None = None
    fault: Fault | None = None
    times: int = 0
    struck: int = 0
    passed: list[Step] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, step: Step) -> Fault | None:
        """Called for each request: the fault that is to strike it."""
        with self._lock:
            self.passed.append(step)
            if self.fault is None or step is not self.step or self.times == 0:
                return None
            self.times -= 1
            self.struck += 1
            return self.fault


class FaultProxy:
    """Listens on loopback for one terminal. `plan` may be set between requests. What refuses
    connections (REFUSE, TLS, DNS) does so from its step on until `heal`; `has_name` says whether
    the name of this address may be resolved."""

    def __init__(self, city_port: int, good: ssl.SSLContext, wrong: ssl.SSLContext) -> None:
        self._city_port = city_port
        self._good = good
        self._wrong = wrong
        self._tls: ssl.SSLContext | None = None
        self.plan = Plan()
        self.late: list[bytes] = []
        self.port = 0
        self.has_name = True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._listen()

    def use_tls(self, on: bool) -> None:
        """Speak TLS with the right certificate from the next connection on, or none."""
        self._tls = self._good if on else None

    def heal(self) -> None:
        """Everything is well again. What was held back reaches the city now, too late."""
        self.plan = Plan(passed=self.plan.passed)
        if self._tls is not None:
            self._tls = self._good
        self.has_name = True
        self._deliver_late()
        if self._listener is None:
            self._listen()

    def close(self) -> None:
        """End all connections and threads."""
        self._refuse()
        for thread in self._threads:
            thread.join()

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(lambda: self._accept(listener))

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _refuse(self) -> None:
        """Connections from now on are refused, those that are there are reset."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            there = list(self._open)
        for one in there:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._start(lambda client=client: self._serve(client))  # type: ignore[misc]

    def _serve(self, plain: socket.socket) -> None:
        client = plain
        with self._lock:
            self._open.add(plain)
        try:
            if self._tls is not None:
                client = self._tls.wrap_socket(plain, server_side=True)
                with self._lock:  # the plain one has given its connection away
                    self._open.add(client)
            while (asked := read_request(client)) is not None:
                if not self._answer(client, asked):
                    return
        except OSError:
            pass
        finally:
            with self._lock:
                self._open -= {plain, client}
            with suppress(OSError):
                client.close()

    def _answer(self, client: socket.socket, asked: Asked) -> bool:
        """Whether the connection goes on."""
        fault = self.plan.take(asked.step)
        if fault is None:
            client.sendall(self._ask_city(asked))
            self._deliver_late()
            return True
        if fault in _ANSWERS:
            client.sendall(_ANSWERS[fault] if not asked.is_head else _headers(_ANSWERS[fault]))
            return True
        if fault in (Fault.DUPLICATE, Fault.DUPLICATE_FIRST):
            first, second = self._ask_city(asked), self._ask_city(asked)
            client.sendall(first if fault is Fault.DUPLICATE_FIRST else second)
            return True
        self._harm(client, asked, fault)
        return False

    def _harm(self, client: socket.socket, asked: Asked, fault: Fault) -> None:
        """The faults after which this connection is gone."""
        match fault:
            case Fault.REFUSE:
                self._refuse()
            case Fault.DNS:
                self.has_name = False
                _reset(client)
            case Fault.TLS:
                self._tls = self._wrong
                _reset(client)
            case Fault.RESET_MIDWAY:
                self._send_half(asked)
                _reset(client)
            case Fault.RESET_AFTER:
                self._send_only(asked)
                _reset(client)
            case Fault.DROP_REPLY:
                self._ask_city(asked)
            case Fault.TRUNCATE:
                reply = self._ask_city(asked)
                client.sendall(reply[: max(1, len(reply) * 2 // 3)])
            case Fault.STALL:
                self._ask_city(asked)
                _wait_for_end(client)
            case Fault.STALL_REPLY:
                client.sendall(self._ask_city(asked)[:20])
                _wait_for_end(client)
            case Fault.TRICKLE:
                _trickle(client, self._ask_city(asked))
            case Fault.LATE:
                self.late.append(asked.octets)
                _reset(client)
            case _:
                _reset(client)

    def _deliver_late(self) -> None:
        late, self.late = self.late, []
        for octets in late:
            self._ask_city(Asked(Step.OTHER, octets, octets.startswith(b"HEAD")))

    def _city(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._city_port), timeout=_UPSTREAM_S)

    def _ask_city(self, asked: Asked) -> bytes:
        """The whole answer, without the word that its connection ends."""
        with self._city() as city:
            city.sendall(_closing(asked.octets))
            pieces = []
            while piece := city.recv(_PIECE):
                pieces.append(piece)
        head, gap, body = b"".join(pieces).partition(b"\r\n\r\n")
        return _CONNECTION.sub(b"", head) + gap + body

    def _send_only(self, asked: Asked) -> None:
        """The city gets the request and nobody waits for its answer."""
        with self._city() as city:
            city.sendall(_closing(asked.octets))

    def _send_half(self, asked: Asked) -> None:
        head, gap, body = asked.octets.partition(b"\r\n\r\n")
        with self._city() as city:
            city.sendall(head + gap + body[: len(body) // 2])
            time.sleep(_SILENCE_S)  # a link that breaks is silent first, and the city reads on


def read_request(client: socket.socket) -> Asked | None:
    """A whole request, or None where the client has ended."""
    octets = b""
    while b"\r\n\r\n" not in octets:
        piece = client.recv(_PIECE)
        if not piece:
            return None
        octets += piece
    head, _, body = octets.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    wanted = int(found.group(1)) if found else 0
    pieces, size = [octets], len(body)
    while size < wanted:
        piece = client.recv(_PIECE)
        if not piece:
            return None
        pieces.append(piece)
        size += len(piece)
    return Asked(step_of(octets), b"".join(pieces), octets.startswith(b"HEAD "))


def step_of(octets: bytes) -> Step:
    """Which step of the protocol a request is."""
    line = _LINE.match(octets)
    if line is None:
        return Step.OTHER
    said = f"{line.group(1).decode()} {line.group(2).decode()}"
    return next((step for step in Step if said.startswith(step.value)), Step.OTHER)


def _closing(octets: bytes) -> bytes:
    head, gap, body = octets.partition(b"\r\n\r\n")
    return _CONNECTION.sub(b"", head) + b"\r\nConnection: close" + gap + body


def _headers(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def _plain(status: str, body: bytes, *more: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status.encode(), *more, b"Content-Length: %d" % len(body), b"", body]
    return b"\r\n".join(lines)


_PORTAL = b"<html><body>Please sign in to use this network</body></html>" * 20
_ANSWERS = {
    Fault.STATUS_401: _plain("401 Unauthorized", b"no", b"WWW-Authenticate: Basic"),
    Fault.STATUS_429: _plain("429 Too Many Requests", b"later", b"Retry-After: 30"),
    Fault.STATUS_500: _plain("500 Internal Server Error", b"", b"Content-Type: text/plain"),
    Fault.CAPTIVE: _plain("200 OK", _PORTAL, b"Content-Type: text/html"),
}


def _reset(client: socket.socket) -> None:
    """End with RST, not with FIN."""
    with suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


def _wait_for_end(client: socket.socket) -> None:
    """Say nothing until the other end has given up."""
    with suppress(OSError):
        while client.recv(_PIECE):
            pass


def _trickle(client: socket.socket, reply: bytes) -> None:
    """An octet at a time, until the other end has had enough."""
    for start in range(len(reply)):
        client.sendall(reply[start : start + 1])
        ended, _, _ = select.select([client], [], [], TRICKLE_S)
        if ended:
            return
