"""The virtual printer for tests: in this process, at a port, or behind a pseudo terminal."""

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from devices.card.virtual_usb import VirtualUsb
from devices.printer.escpos_printer import Limits
from devices.printer.printer_server import open_terminal, serve_port, serve_terminal
from devices.printer.usb_transport import PRINTER_CLASS
from devices.printer.virtual_printer import VirtualPrinter
from devices.simulator_orders import PrinterOrder

SHORT = Limits(answer=0.4, take=1.0, finish=1.5, pulse=0.05)


class Desk:
    """A virtual printer with what it printed; `order` may be changed at any time."""

    def __init__(self, order: PrinterOrder | None = None) -> None:
        self.order = order or PrinterOrder()
        self.slips: list[Image.Image] = []
        self.printer = VirtualPrinter(self.slips.append, lambda: self.order)


class WireTransport:
    """Straight into the virtual printer, without a way that could break; `sent` is all of it."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self.printer = printer
        self.sent = b""
        self._answers = b""

    def open(self) -> "WireTransport":
        return self

    def send(self, octets: bytes, limit_s: float) -> None:
        self.sent += octets
        self._answers += self.printer.take(octets)

    def hear(self, limit_s: float) -> bytes:
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        """Nothing is open."""


class PrinterBus(VirtualUsb):
    """A USB bus made of software with the printer on it."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__(is_split=False, number=(0x0483, 0x5743))
        self._printer = printer

    def get_interface_descriptor(
        self, dev: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        found = super().get_interface_descriptor(dev, intf, alt, config)
        found.bInterfaceClass = PRINTER_CLASS
        return found

    def bulk_write(self, dev_handle: int, ep: int, intf: int, data: Any, timeout: int) -> int:
        with self._news:
            self._must_be_there(dev_handle)
            answers = self._printer.take(bytes(data))
            if answers:
                self._waiting.setdefault(0x81, deque()).append(answers)
        return len(data)


@contextmanager
def at_port(desk: Desk) -> Iterator[int]:
    """The printer at a port of this computer."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        _serving(lambda stop: serve_port(server, desk.printer, stop)),
    ):
        yield server.getsockname()[1]


@contextmanager
def at_terminal(desk: Desk) -> Iterator[Path]:
    """The printer behind a device file."""
    with (
        open_terminal() as (ours, path),
        _serving(lambda stop: serve_terminal(ours, desk.printer, stop)),
    ):
        yield path


@contextmanager
def _serving(serve: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
