"""Ways to a slip printer: the network, a device file, USB (usb_transport.py).

A line is opened for each talk and closed after it: a printer that was unplugged meanwhile is simply
there again. Most network printers talk with one partner at a time.
"""

import os
import select
import socket
import time
from pathlib import Path
from typing import Protocol

CONNECT_S = 1.2  # with one answer awaited it stays below the two seconds of a probe
DRAIN_S = 0.2  # how long a printer may take to hang up, so that nothing sent is lost
_BLOCK = 4096


class Line(Protocol):
    """An open line. Every call raises OSError when the printer is gone."""

    def send(self, octets: bytes, limit_s: float) -> None:
        """All octets, or TimeoutError when the printer takes no more."""
        ...

    def hear(self, limit_s: float) -> bytes:
        """What it says first within the limit; empty when it says nothing."""
        ...

    def close(self) -> None: ...


class Transport(Protocol):
    """A way to one printer."""

    def open(self) -> Line:
        """Raises OSError when it cannot be reached."""
        ...


class NetworkTransport:
    """A printer that listens for raw octets, usually at port 9100."""

    def __init__(self, host: str, port: int = 9100) -> None:
        self._address = (host, port)

    def open(self) -> Line:
        return SocketLine(socket.create_connection(self._address, CONNECT_S))


class SocketLine:
    """A line over a connected socket."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def send(self, octets: bytes, limit_s: float) -> None:
        self._line.settimeout(limit_s)
        self._line.sendall(octets)

    def hear(self, limit_s: float) -> bytes:
        self._line.settimeout(max(limit_s, 0.001))
        try:
            said = self._line.recv(_BLOCK)
        except TimeoutError:
            return b""
        if not said:
            raise ConnectionResetError("printer hung up")
        return said

    def close(self) -> None:
        """Hang up after the printer took everything: closing at once would cut off what lies in
        the socket whenever an answer was not read."""
        try:
            self._line.shutdown(socket.SHUT_WR)
            until = time.monotonic() + DRAIN_S
            while self.hear(until - time.monotonic()) and time.monotonic() < until:
                pass
        except OSError:
            pass
        finally:
            self._line.close()


class DeviceTransport:
    """A printer behind a device file such as /dev/usb/lp0, or a pseudo terminal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> Line:
        # Without O_NONBLOCK a printer that ran out of paper would hold the lane for ever.
        if not os.access(self._path, os.R_OK) and os.access(self._path, os.W_OK):
            return DeviceLine(os.open(self._path, os.O_WRONLY | os.O_NONBLOCK), can_hear=False)
        return DeviceLine(os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))


class DeviceLine:
    """A line over a descriptor that does not block."""

    def __init__(self, device: int, can_hear: bool = True) -> None:
        self._device = device
        self._can_hear = can_hear

    def send(self, octets: bytes, limit_s: float) -> None:
        until = time.monotonic() + limit_s
        left = memoryview(octets)
        while left:
            wait = max(0.0, until - time.monotonic())
            _, writable, _ = select.select([], [self._device], [], wait)
            if not writable:
                raise TimeoutError("printer takes no more")
            try:
                left = left[os.write(self._device, left) :]
            except BlockingIOError:
                continue  # ready by select's word only: the limit above ends it

    def hear(self, limit_s: float) -> bytes:
        if not self._can_hear:
            return b""
        readable, _, _ = select.select([self._device], [], [], max(0.0, limit_s))
        try:
            return os.read(self._device, _BLOCK) if readable else b""
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self._device)
