"""A scanner on a serial port, or on USB as a serial port (CDC, "USB-COM")."""

import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Event

import serial

from core.errors import Code, ScanError
from core.ports import ScanNews
from core.scan_frame import FrameRule, ScanFrames
from core.scan_text import text_of
from devices.scanner.steady_watch import RETRY_S, keep_watching

# termios.error is no OSError: a port that vanishes between two calls gives it.
_FAILURES = (OSError, serial.SerialException, termios.error, TypeError)


class SerialCodeReader:
    """A core.ports.CodeReader. Nobody else may have the port. `pause_s`: silence that ends a scan
    or tears it (core.scan_frame)."""

    def __init__(
        self,
        path: str,
        rate: int = 9600,
        rule: FrameRule | None = None,
        *,
        pause_s: float = 0.15,
        retry_s: float = RETRY_S,
    ) -> None:
        self._path, self._rate = path, rate
        self._rule = rule or FrameRule()
        self._pause_s, self._retry_s = pause_s, retry_s
        self._stopping = Event()

    def watch(self, tell: Callable[[ScanNews], None]) -> None:
        """Tell scans and faults until `stop`, at most `pause_s` longer."""
        keep_watching(lambda well: self._run(well, tell), tell, self._stopping, self._retry_s)

    def stop(self) -> None:
        self._stopping.set()

    def _run(self, is_well: Callable[[], None], tell: Callable[[ScanNews], None]) -> None:
        try:
            port = serial.Serial(self._path, self._rate, timeout=self._pause_s, exclusive=True)
        except _FAILURES as error:
            raise ScanError(Code.SCANNER_ABSENT, f"serial {type(error).__name__}") from None
        try:
            is_well()
            self._read(port, tell)
        except _FAILURES as error:
            raise ScanError(Code.SCANNER_LOST, f"serial {type(error).__name__}") from None
        finally:
            with suppress(*_FAILURES):
                port.close()

    def _read(self, port: serial.Serial, tell: Callable[[ScanNews], None]) -> None:
        frames = ScanFrames(self._rule)
        while not self._stopping.is_set():
            octets = port.read(1)
            more = port.read(port.in_waiting) if octets else b""
            for scan in frames.take(octets + more) if octets else frames.quiet():
                tell(ScanNews(text_of(scan)))
