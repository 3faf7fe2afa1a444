"""Ways to a printer: the network, a device file, or a memory that stands in for one."""

import os
import select
import socket
import time
from pathlib import Path
from typing import Protocol

TIMEOUT = 4.0  # seconds to connect and to take a slip
ANSWER = 0.6  # seconds to wait for a status octet


class Transport(Protocol):
    """Octets to a printer. Both calls raise OSError when it cannot be reached."""

    def send(self, octets: bytes) -> None: ...
    def ask(self, question: bytes) -> bytes:
        """The printer's answer, empty when it gives none."""
        ...


class NetworkTransport:
    """A printer that listens for raw octets, usually at port 9100."""

    def __init__(self, host: str, port: int = 9100) -> None:
        self._address = (host, port)

    def send(self, octets: bytes) -> None:
        with socket.create_connection(self._address, TIMEOUT) as line:
            line.sendall(octets)

    def ask(self, question: bytes) -> bytes:
        with socket.create_connection(self._address, TIMEOUT) as line:
            line.sendall(question)
            line.settimeout(ANSWER)
            try:
                return line.recv(1)
            except TimeoutError:
                return b""


class DeviceTransport:
    """A printer behind a device file such as /dev/usb/lp0."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, octets: bytes) -> None:
        # Without O_NONBLOCK a printer that ran out of paper would hold the lane for ever.
        device = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK)
        try:
            self._write(device, octets, time.monotonic() + TIMEOUT)
        finally:
            os.close(device)

    def ask(self, question: bytes) -> bytes:
        if not os.access(self._path, os.R_OK) and os.access(self._path, os.W_OK):
            return b""
        device = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)
        try:
            self._write(device, question, time.monotonic() + ANSWER)
            readable, _, _ = select.select([device], [], [], ANSWER)
            return os.read(device, 1) if readable else b""
        finally:
            os.close(device)

    @staticmethod
    def _write(device: int, octets: bytes, until: float) -> None:
        left = memoryview(octets)
        while left:
            _, writable, _ = select.select([], [device], [], max(0.0, until - time.monotonic()))
            if not writable:
                raise TimeoutError("printer takes no more")
            left = left[os.write(device, left) :]


class MemoryTransport:
    """Keeps what was sent; `answers` maps a question to its status octet."""

    def __init__(self) -> None:
        self.octets = b""
        self.answers: dict[bytes, bytes] = {}
        self.is_reachable = True

    def send(self, octets: bytes) -> None:
        self._reach()
        self.octets += octets

    def ask(self, question: bytes) -> bytes:
        self._reach()
        return self.answers.get(question, b"")

    def _reach(self) -> None:
        if not self.is_reachable:
            raise ConnectionRefusedError("unplugged")
