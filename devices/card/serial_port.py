"""A SAM_V reader on a serial port (8N1, 115,200 baud unless its switches say otherwise)."""

import errno
import termios
from collections.abc import Callable, Sequence
from contextlib import suppress

import serial
from serial.tools import list_ports

from core.errors import CardError, Code
from devices.card.samv import Command, SamLink, ask, must

RATES = (115200, 57600, 38400, 19200, 9600)
_CODES = {
    errno.EACCES: Code.READER_DENIED,
    errno.EPERM: Code.READER_DENIED,
    errno.EAGAIN: Code.READER_BUSY,
    errno.EBUSY: Code.READER_BUSY,
}
_FAILURES = (OSError, serial.SerialException)
# termios.error is no OSError: a port that vanishes between two calls gives it.
_ALL_FAILURES = (*_FAILURES, termios.error)


class SerialLink:
    """One open port, for this program alone."""

    def __init__(self, path: str, rate: int) -> None:
        try:
            self._port = serial.Serial(path, rate, exclusive=True, write_timeout=1.0)
        except _ALL_FAILURES as error:
            number = getattr(error, "errno", None)
            code = _CODES.get(number or 0, Code.READER_ABSENT)
            raise CardError(code, f"serial {type(error).__name__}") from None

    def send(self, frame: bytes) -> None:
        try:
            self._port.reset_input_buffer()
            self._port.write(frame)
        except _ALL_FAILURES as error:
            raise _gone(error) from None

    def receive(self, patience: float) -> bytes:
        try:
            self._port.timeout = patience
            first = self._port.read(1)
            return bytes(first + self._port.read(self._port.in_waiting)) if first else b""
        except (*_ALL_FAILURES, TypeError) as error:  # TypeError: closed by another thread
            raise _gone(error) from None

    def cancel(self) -> None:
        with suppress(*_ALL_FAILURES):
            self._port.cancel_read()

    def close(self) -> None:
        with suppress(*_ALL_FAILURES):
            self._port.close()


class SerialPort:
    """A named port, or with an empty path the first on which a reader answers."""

    def __init__(
        self,
        path: str = "",
        rate: int = RATES[0],
        candidates: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        self._path = path
        self._rate = rate
        self._candidates = candidates or _all_ports
        self.name = f"SAM_V {path}" if path else "SAM_V serial"

    def open(self) -> SamLink:
        """Raises CardError."""
        if self._path:
            return SerialLink(self._path, self._rate)
        for path in self._candidates():
            try:
                link = SerialLink(path, self._rate)
            except CardError:
                continue
            try:
                must(ask(link, Command.STATUS))
            except CardError:
                link.close()
                continue
            return link
        raise CardError(Code.READER_ABSENT, "no serial port answers as SAM_V")


def _all_ports() -> list[str]:
    return [port.device for port in list_ports.comports()]


def _gone(error: Exception) -> CardError:
    return CardError(Code.READER_ABSENT, f"serial {type(error).__name__}")
