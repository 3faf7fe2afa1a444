"""One request out, one answer back, over connections that are kept: urllib3 with a watch over it.

Nothing is retried, followed or taken from the environment. A connection belongs to one request at
a time; several requests may be under way at once.
"""

import http.client
import io
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.errors import Code, LinkError
from core.ports import Clock
from sync.answers import transport_errors
from sync.durable import file_errors
from sync.link_settings import LinkSettings
from sync.tls import ClientTls
from sync.watch import Patience, Watch

ANSWER_LIMIT = 8_000_000  # octets
_PIECE = 65_536
_POOLED = 8
_NOTSENT_LOWAT = 25  # TCP_NOTSENT_LOWAT of tcp(7); Python names it from 3.12 on
_UNSENT = 65_536


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """The part of a file from `offset` on that is sent as a body, never whole in memory. `sha256`
    is of these octets, as hex."""

    path: Path
    offset: int
    size: int
    sha256: str

    def octets(self) -> Iterator[bytes]:
        """The octets, piece by piece. Raises DiskError where the file has become shorter."""
        left = self.size
        with file_errors("attachment"), self.path.open("rb") as file:
            file.seek(self.offset)
            while left:
                octets = file.read(min(_PIECE, left))
                if not octets:
                    raise OSError("the file is shorter than it was")
                left -= len(octets)
                yield octets


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """One request, signed already. `stop` ends it early, where somebody may want that."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | Piece = b""
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer as it came; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Transport(Protocol):
    """The one method that a way to the city has, and its end. Safe for several threads."""

    def send(self, ask: Ask) -> Reply: ...
    def cut(self) -> None: ...
    def close(self) -> None: ...


class _Open:
    """The sockets that are open, so that all can be cut at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._is_cut = False

    def add(self, sock: socket.socket) -> None:
        with self._lock:
            if self._is_cut:
                raise LinkError(Code.CITY_UNREACHABLE, "stopped here")
            self._sockets.add(sock)

    def drop(self, sock: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(sock)

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for sock in self._sockets:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it has ended by itself


class HttpTransport:
    """Connections to one city over HTTP or HTTPS, straight or through a proxy."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        settings: LinkSettings | None = None,
        patience: Patience | None = None,
        *,
        tls: ClientTls | None = None,
    ) -> None:
        """`url` has no slash at its end; `tls` takes the place of the settings' certificates.
        Raises LinkError for a proxy address that is none."""
        self._url = url
        self._clock = clock
        self._patience = patience or Patience()
        self._open = _Open()
        self._running = threading.local()
        self._tls = tls
        with transport_errors():
            self._pools = self._manager(settings or LinkSettings())

    def send(self, ask: Ask) -> Reply:
        """Send a request and read the whole answer. Raises LinkError."""
        watch = Watch(self._clock, self._patience, ask.stop)
        self._running.watch = watch
        body, headers = ask.body, dict(ask.headers)
        if isinstance(body, Piece):
            headers["Content-Length"] = str(body.size)
        with transport_errors():
            response = self._pools.urlopen(
                ask.method,
                self._url + ask.target,
                body=body.octets() if isinstance(body, Piece) else body or None,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(
                    connect=self._patience.connect_s, read=self._patience.stall_s
                ),
            )
            try:
                octets = _read(response, ask.method)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        named = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status, named, octets)

    def cut(self) -> None:
        """End what is under way, from another thread; nothing is sent any more."""
        self._open.cut()

    def close(self) -> None:
        """Close all connections."""
        self._pools.clear()

    def _manager(self, settings: LinkSettings) -> urllib3.PoolManager:
        given: dict[str, Any] = {"maxsize": _POOLED, "num_pools": 2}
        if self._tls is not None:
            given["ssl_context"] = self._tls.context
        elif settings.ca_bundle:
            given["ca_certs"] = settings.ca_bundle
        if settings.proxy:
            # the name and password go in a header of their own, never in the address
            credentials = settings.proxy_credentials()
            proxy_headers = (
                urllib3.make_headers(proxy_basic_auth=credentials) if credentials else {}
            )
            manager: urllib3.PoolManager = urllib3.ProxyManager(
                settings.proxy, proxy_headers=proxy_headers, **given
            )
        else:
            manager = urllib3.PoolManager(**given)
        manager.pool_classes_by_scheme = _pool_classes(self._running, self._open, self._tls)
        return manager


class _Counted(io.RawIOBase):
    """What comes over a socket, head and body alike, told to the watch: a head may trickle too."""

    def __init__(self, raw: Any, watch: Watch) -> None:
        self._raw = raw
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count: int | None = self._raw.readinto(buffer)
        self._watch.received(count or 0)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _read(response: urllib3.BaseHTTPResponse, method: str) -> bytes:
    """The whole body. Raises LinkError and what `transport_errors` maps."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_LIMIT:
            raise LinkError(Code.CITY_NONSENSE, "the answer has no end")
    promised = response.headers.get("Content-Length", "")
    if method != "HEAD" and promised.isdigit() and size < int(promised):
        raise LinkError(Code.CITY_UNREACHABLE, "the answer is cut")
    return b"".join(pieces)


def _pool_classes(running: threading.local, opened: _Open, tls: ClientTls | None) -> dict[str, Any]:
    """Pools whose connections send under the watch of the request that runs in this thread."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *settings: Any, **named: Any) -> None:
            super().__init__(sock, *settings, **named)
            self.fp = io.BufferedReader(_Counted(self.fp.detach(), running.watch))

    class Watched(HTTPConnection):
        response_class = Answer

        def connect(self) -> None:
            super().connect()
            sock = self.sock
            sock.setsockopt(socket.IPPROTO_TCP, _NOTSENT_LOWAT, _UNSENT)
            opened.add(sock)

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            running.watch.push(self.sock, data)

        def getresponse(self) -> Any:
            running.watch.await_answer(self.sock)
            return super().getresponse()

        def close(self) -> None:
            if self.sock is not None:
                opened.drop(self.sock)
            super().close()

    class WatchedTls(Watched, HTTPSConnection):
        def connect(self) -> None:
            if tls is not None:
                tls.refresh()
            super().connect()

    class Pool(HTTPConnectionPool):
        ConnectionCls = Watched

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = WatchedTls

    return {"http": Pool, "https": TlsPool}
