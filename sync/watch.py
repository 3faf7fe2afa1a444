"""Whether a connection still moves: stalls are told by octets, not by the time of the whole.

A village's uplink may carry 1 kB/s for an hour and be well; another may hold a connection open and
carry nothing. So what is watched is the octets that the other end has taken or given: those that
were handed to the system less those that still wait there (TIOCOUTQ, tcp(7)).
"""

import array
import fcntl
import select
import socket
import ssl
import termios
import threading
from dataclasses import dataclass

from core.errors import Code, LinkError
from core.ports import Clock

_TICK_S = 0.5
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Patience:
    """Deadlines in seconds. `stall_s` without an octet moved is a stall, `first_byte_s` after the
    request has gone out is no answer. The whole may take `whole_s` and one second more for each
    `slowest` octets that have moved: a trickle that would never end is given up."""

    connect_s: float = 10.0
    stall_s: float = 30.0
    first_byte_s: float = 60.0
    whole_s: float = 120.0
    slowest: float = 256.0


class Watch:
    """One request on its way. Raises LinkError where it stands still, or was told to stop."""

    def __init__(self, clock: Clock, patience: Patience, stop: threading.Event) -> None:
        self._clock = clock
        self._patience = patience
        self._stop = stop
        self._start = self._last = clock.monotonic()
        self._best = 0
        self.moved = 0

    def push(self, sock: socket.socket, octets: bytes) -> None:
        """Send all of it; the socket may be a TLS one. Raises LinkError and OSError."""
        view = memoryview(octets)
        before = sock.gettimeout()
        sock.settimeout(0.0)
        while view:
            try:
                sent = sock.send(view[:_PIECE])
            except (BlockingIOError, ssl.SSLWantWriteError):
                select.select([], [sock], [], _TICK_S)
            except ssl.SSLWantReadError:
                select.select([sock], [], [], _TICK_S)
            else:
                view = view[sent:]
                self.moved += sent
            self._look(sock)
        sock.settimeout(before)

    def await_answer(self, sock: socket.socket) -> None:
        """Until the answer begins, or there may be one. While the system still has octets of the
        request to send, the wait is not the city's. Raises LinkError."""
        asked: float | None = None
        while not self._is_answered(sock):
            self._look(sock)
            if _unsent(sock):
                continue
            now = self._clock.monotonic()
            asked = now if asked is None else asked
            if now - asked > self._patience.first_byte_s:
                raise LinkError(Code.CITY_UNREACHABLE, "no answer begins")
            self._last = now  # it is the city's turn: nothing needs to move

    def received(self, octets: int) -> None:
        """So much of the answer has come. Raises LinkError."""
        self.moved += octets
        self._best += octets
        self._last = self._clock.monotonic()
        self._judge(self._last)

    def _is_answered(self, sock: socket.socket) -> bool:
        secured = isinstance(sock, ssl.SSLSocket)
        if isinstance(sock, ssl.SSLSocket) and sock.pending():
            return True
        readable, _, _ = select.select([sock], [], [], _TICK_S)
        # with TLS also the other end's tickets make it readable: then only after all is sent
        return bool(readable) and not (secured and _unsent(sock))

    def _look(self, sock: socket.socket) -> None:
        now = self._clock.monotonic()
        taken = self.moved - _unsent(sock)
        if taken > self._best:
            self._best, self._last = taken, now
        self._judge(now)

    def _judge(self, now: float) -> None:
        if self._stop.is_set():
            raise LinkError(Code.CITY_UNREACHABLE, "stopped here")
        if now - self._last > self._patience.stall_s:
            raise LinkError(Code.CITY_UNREACHABLE, "the connection stands still")
        if now - self._start > self._patience.whole_s + self._best / self._patience.slowest:
            raise LinkError(Code.CITY_UNREACHABLE, "the connection trickles")


def _unsent(sock: socket.socket) -> int:
    """Octets that the other end has not acknowledged."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, count)
    except OSError:  # closed meanwhile; the next call on the socket says so
        return 0
    return count[0]
