"""Stands between a terminal and the real city and misbehaves as it is told to."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from core.errors import Code

_PORTAL = b"<html><body>Welcome to the free network. onestop: 1</body></html>"
_PATIENCE_S = 30.0
_HOP = frozenset({"connection", "content-length", "transfer-encoding", "date", "server"})


class Way(StrEnum):
    """How it answers. The first two let a request take effect and spoil what comes home."""

    TRUNCATED = "truncated"  # half of the JSON, said to be whole
    CUT = "cut"  # half of the body, then the line is dead
    ERROR = "error-500"
    PORTAL = "portal-200"
    NONSENSE = "nonsense-200"
    EMPTY = "empty-object-200"
    HANG_UP = "hang-up"
    HONEST = "honest"


CODES = {
    Way.TRUNCATED: Code.CITY_NONSENSE,
    Way.CUT: Code.CITY_UNREACHABLE,
    Way.ERROR: Code.CITY_FAULT,
    Way.PORTAL: Code.CITY_PORTAL,
    Way.NONSENSE: Code.CITY_NONSENSE,
    Way.EMPTY: Code.CITY_NONSENSE,
    Way.HANG_UP: Code.CITY_UNREACHABLE,
}
_MADE_UP = {
    Way.ERROR: (500, "text/html", b"<h1>Internal Server Error</h1>"),
    Way.PORTAL: (200, "text/html", _PORTAL),
    Way.NONSENSE: (200, "application/json", b"\xff\x00]{"),
    Way.EMPTY: (200, "application/json", b"{}"),
}


@dataclass
class CrookedCity:
    """`way` may be changed at any time. `asked` counts the requests of each way."""

    real: str
    way: Way = Way.HONEST
    url: str = ""
    asked: Counter[Way] = field(default_factory=Counter)

    def answer(
        self, way: Way, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body: made up, or the real city's."""
        self.asked[way] += 1
        if way in _MADE_UP:
            status, media, octets = _MADE_UP[way]
            return status, {"Content-Type": media}, octets
        place = urlsplit(self.real)
        line = HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE_S)
        try:
            line.request(method, target, body, headers)
            reply = line.getresponse()
            kept = {k: v for k, v in reply.getheaders() if k.lower() not in _HOP}
            return reply.status, kept, reply.read()
        finally:
            line.close()


def _handler(city: CrookedCity) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *words: object) -> None:
            """Say nothing."""

        def _handle(self) -> None:
            way = city.way
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if way is Way.HANG_UP:
                city.asked[way] += 1
                self.close_connection = True
                return
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
            status, given, octets = city.answer(way, self.command, self.path, headers, body)
            half = octets[: len(octets) // 2] if way in (Way.TRUNCATED, Way.CUT) else octets
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            # an answer without a body is cut by promising one
            said = len(half) if way is not Way.CUT else max(len(octets), 1)
            if status not in (204, 304):
                self.send_header("Content-Length", str(said))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(half)
            self.close_connection = way is Way.CUT

        do_GET = do_POST = do_PUT = do_HEAD = _handle

    return Handler


@contextmanager
def standing_before(real: str) -> Iterator[CrookedCity]:
    """A crooked city before the real one, on a free port of the loopback."""
    city = CrookedCity(real)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(city))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    city.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield city
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
