"""Slips: from the call to the paper that was cut and answered for, on the virtual printer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType

from bench.figure import Figure, median, timed
from core.ports import Line, Slip
from devices.printer.escpos_bytes import compose
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.printer_server import serve_port
from devices.printer.transport import NetworkTransport
from devices.printer.virtual_printer import VirtualPrinter

_ROUNDS = 30
_SLIP = Slip(
    "receipt",
    (
        Line("申请已收下", kind="title"),
        *(Line("临时编号", f"CD0128-261123-{number:06d}-X", kind="pair") for number in range(12)),
        Line("https://example.invalid/c/01890a5d-ac96-774b-bcce-000000000001", kind="qr"),
        Line("申请人", "测试𠮷", kind="pair"),
    ),
)


def slip_figure() -> Iterator[Figure]:
    """A slip with questions before and after, beside the same octets thrown at the port."""
    octets = compose(_SLIP)
    with _printer() as (port, cut):
        printer = EscposPrinter(NetworkTransport("127.0.0.1", port))

        def throw() -> None:
            cut.clear()
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(octets)
                cut.wait(10)

        pairs = [(timed(lambda: printer.print_slip(_SLIP)), timed(throw)) for _ in range(_ROUNDS)]
    ours, bare = (median([pair[side] for pair in pairs]) * 1000 for side in (0, 1))
    yield Figure(
        "paper.slip", ours, "ms",
        {"the same octets to a bare socket, until they are cut": bare},
        "paper at most 250 ms later than bare", ours - bare <= 250,
        "the virtual printer draws instead of moving paper: a real one takes 1 to 2 s",
    )  # fmt: skip


@contextmanager
def _printer() -> Iterator[tuple[int, threading.Event]]:
    stop, cut = threading.Event(), threading.Event()
    printer = VirtualPrinter(lambda paper: cut.set())
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve_port, args=(server, printer, stop))
        thread.start()
        try:
            yield server.getsockname()[1], cut
        finally:
            stop.set()
            thread.join(10)


PAPER_FIGURES: MappingProxyType[str, Callable[[], Iterator[Figure]]] = MappingProxyType(
    {"slip": slip_figure}
)
