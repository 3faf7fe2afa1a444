"""Runs the application on a socket, says when it listens, and stops in order."""

import os
import signal
import socket
from pathlib import Path

import msgspec
import uvicorn
from fastapi import FastAPI

from city.disk import write_whole
from city.feed_bell import FeedBell
from city.logs import log_config

_GRACE_S = 10


class ReadyServer(uvicorn.Server):
    """Writes the ready file once connections are taken, and lets waiting requests go at the end."""

    def __init__(
        self, config: uvicorn.Config, url: str, ready_file: Path | None, bell: FeedBell
    ) -> None:
        super().__init__(config)
        self._url = url
        self._ready_file = ready_file
        self._bell = bell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn, and then the ready file."""
        await super().startup(sockets)
        if self.started and self._ready_file is not None:
            ready = {"url": self._url, "pid": os.getpid()}
            write_whole(self._ready_file, msgspec.json.encode(ready))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn, but nobody is kept waiting for news."""
        self._bell.end()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family, backlog=512)
    # Connections inherit it. asyncio sets it on sockets of its own making only; without it the body
    # of each answer waits for the peer's delayed acknowledgement of the head, some 40 ms.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


def url_of(bound: socket.socket) -> str:
    """Where the socket is reached."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, bell: FeedBell, bound: socket.socket, ready_file: Path | None) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished first."""
    config = uvicorn.Config(
        app,
        log_config=log_config(),
        access_log=False,  # a path with a case's id is already too much for a log
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
        h11_max_incomplete_event_size=32 * 1024,
    )
    # uvicorn raises the signal again when it has stopped; a stop that was asked for is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    ReadyServer(config, url_of(bound), ready_file, bell).run(sockets=[bound])
