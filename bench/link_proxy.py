"""A link with a delay and a rate in each direction, as a TCP proxy: `python -m bench.link_proxy`.

All connections share the link's rate, first come first served, behind a queue of bounded size. A
new connection costs one round trip before its first octet goes on. Not modelled: loss, slow start
and congestion windows (a real connection takes some round trips to fill a link), packet headers,
jitter. It may cut connections after so many octets, to see what is sent again.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

RATE = 10_000_000 / 8  # octets a second: 10 Mbit/s
ONE_WAY_S = 0.1
_PIECE = 8_192
_QUEUE_S = 0.15  # of the link's rate: what its buffers hold
_DEADLINE_S = 30.0


@dataclass
class Direction:
    """One direction of the link. Octets leave it at its rate and arrive `delay_s` later."""

    rate: float
    delay_s: float
    free_at: float = 0.0
    octets: int = 0

    async def take(self, octets: int) -> float:
        """When these octets arrive, by the loop's clock. Waits while the queue is full."""
        loop = asyncio.get_running_loop()
        full = self.free_at - loop.time() - _QUEUE_S
        if full > 0:
            await asyncio.sleep(full)
        self.free_at = max(self.free_at, loop.time()) + octets / self.rate
        self.octets += octets
        return self.free_at + self.delay_s


@dataclass
class Link:
    """The whole link. The first `cuts` connections are cut after `cut_after` octets upwards."""

    host: str
    port: int
    up: Direction
    down: Direction
    cuts: int = 0
    cut_after: int = 0
    connections: int = 0
    cut: int = 0
    busy: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        self.connections += 1
        opened = asyncio.get_running_loop().time() + self.up.delay_s + self.down.delay_s
        try:
            there, back = await asyncio.open_connection(self.host, self.port)
        except OSError:
            writer.close()
            return
        most = self.cut_after if self.cut < self.cuts else 0
        up = asyncio.create_task(self._carry(reader, back, self.up, opened, most))
        down = asyncio.create_task(self._carry(there, writer, self.down, opened, 0))
        self.busy |= {up, down}
        done, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        if up in done and not up.cancelled() and up.exception() is not None:
            self.cut += 1
            down.cancel()
            _reset(writer)  # what has come over the link stays with the other end
        else:
            await asyncio.wait({up, down})
        for one in (back, writer):
            one.close()
        self.busy -= {up, down}

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: Direction,
        opened: float,
        most: int,
    ) -> None:
        """Octets from one end to the other; `most` of them and then a cut, 0 for no cut."""
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivering = asyncio.create_task(_deliver(arriving, writer))
        carried = 0
        try:
            while octets := await _read(reader):
                when = await way.take(len(octets))
                arriving.put_nowait((max(when, opened + way.delay_s), octets))
                carried += len(octets)
                if most and carried >= most:
                    arriving.put_nowait((0.0, b""))
                    await delivering
                    raise ConnectionResetError
            arriving.put_nowait((0.0, b""))
            await delivering
        finally:
            delivering.cancel()


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(_PIECE)
    except OSError:
        return b""


async def _deliver(
    arriving: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        when, octets = await arriving.get()
        wait = when - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        with suppress(OSError):
            if not octets:
                writer.write_eof()
                return
            writer.write(octets)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _run(link: Link, ready: Path, stats: Path) -> None:
    server = await asyncio.start_server(link.serve, "127.0.0.1", 0, limit=_PIECE)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    draft = ready.with_suffix(".part")
    draft.write_text(str(server.sockets[0].getsockname()[1]))
    draft.rename(ready)
    await ended.wait()
    server.close()
    told = {"up": link.up.octets, "down": link.down.octets, "cut": link.cut}
    stats.write_text(json.dumps({**told, "connections": link.connections}))
    os._exit(0)  # what is still on its way is of no interest


def main() -> None:
    """Carry connections until SIGTERM; then say what went through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--one-way", type=float, default=ONE_WAY_S)
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--cut-after", type=int, default=0)
    args = parser.parse_args()
    up, down = (Direction(args.rate, args.one_way) for _ in range(2))
    link = Link(args.host, args.port, up, down, args.cuts, args.cut_after)
    asyncio.run(_run(link, args.folder / "ready", args.folder / "stats"))


class RunningLink:
    """A link in a process of its own, so that it does not share the measured one's interpreter."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]", url: str) -> None:
        self._folder = folder
        self._process = process
        self.url = url

    def stop(self) -> dict[str, int]:
        """End it; octets `up` and `down`, `connections` made and `cut`."""
        self._process.terminate()
        self._process.wait(_DEADLINE_S)
        told: dict[str, int] = json.loads((self._folder / "stats").read_text())
        return told


@contextmanager
def linked(url: str, *options: str) -> Iterator[RunningLink]:
    """A link to the server at an address. Options as on the command line."""
    host, _, port = url.removeprefix("http://").partition(":")
    with tempfile.TemporaryDirectory(prefix="onestop-link-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "bench.link_proxy", name, host, port, *options]
        process = subprocess.Popen(command, cwd=Path(__file__).parent.parent)
        try:
            port = _port_of(folder / "ready", process)
            yield RunningLink(folder, process, f"http://127.0.0.1:{port}")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _port_of(ready: Path, process: "subprocess.Popen[bytes]") -> str:
    while not ready.exists():
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            raise RuntimeError("the link did not start")
    return ready.read_text()


if __name__ == "__main__":
    main()
