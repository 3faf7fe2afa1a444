"""The printer's own answers become states and errors; a slip goes out whole."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import Code, PrinterError
from core.ports import Printer, PrinterState
from devices.printer.escpos_bytes import compose
from devices.printer.escpos_printer import ASK_OFFLINE, ASK_PAPER, EscposPrinter
from devices.printer.transport import DeviceTransport, MemoryTransport, NetworkTransport
from tests.devices.printer.slips import receipt

FINE = b"\x12"


def memory(offline: bytes = FINE, paper: bytes = FINE) -> MemoryTransport:
    transport = MemoryTransport()
    transport.answers = {ASK_OFFLINE: offline, ASK_PAPER: paper}
    return transport


@contextmanager
def network_printer(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A printer at a local port: answers every status question, and keeps everything else."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                line, _ = server.accept()
                with line:
                    octets = b""
                    while block := line.recv(65536):
                        octets += block
                        if octets.startswith(b"\x10\x04") and len(octets) == 3:
                            line.sendall(answer)
                    if octets == b"stop":
                        return
                    if not octets.startswith(b"\x10\x04"):
                        taken.append(octets)

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield port, taken
        finally:
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(b"stop")
            thread.join(10)


def refusal(printer: Printer) -> Code:
    with pytest.raises(PrinterError) as caught:
        printer.print_slip(receipt())
    return caught.value.code


def test_a_slip_is_sent_whole_to_a_ready_printer() -> None:
    transport = memory()
    EscposPrinter(transport).print_slip(receipt())
    assert transport.octets == compose(receipt())


@pytest.mark.parametrize(
    ("offline", "paper", "state", "code"),
    [
        (b"\x16", FINE, PrinterState.COVER_OPEN, Code.PRINTER_NO_PAPER),
        (b"\x32", FINE, PrinterState.NO_PAPER, Code.PRINTER_NO_PAPER),
        (FINE, b"\x72", PrinterState.NO_PAPER, Code.PRINTER_NO_PAPER),
    ],
)
def test_a_printer_that_cannot_print_gets_nothing(
    offline: bytes, paper: bytes, state: PrinterState, code: Code
) -> None:
    transport = memory(offline, paper)
    printer = EscposPrinter(transport)
    assert printer.state() is state
    assert refusal(printer) is code
    assert transport.octets == b""


@pytest.mark.parametrize("answer", [b"", b"\x00", b"\xff", b"\x1e"])
def test_paper_low_no_answer_and_stray_octets_count_as_ready(answer: bytes) -> None:
    assert EscposPrinter(memory(FINE, answer)).state() is PrinterState.READY


def test_an_unplugged_printer_is_absent() -> None:
    transport = memory()
    transport.is_reachable = False
    assert EscposPrinter(transport).state() is PrinterState.ABSENT
    assert refusal(EscposPrinter(transport)) is Code.PRINTER_ABSENT


def test_a_printer_unplugged_after_the_question_is_absent() -> None:
    class Leaving(MemoryTransport):
        def send(self, octets: bytes) -> None:
            raise BrokenPipeError

    assert refusal(EscposPrinter(Leaving())) is Code.PRINTER_ABSENT


def test_a_printer_in_the_network_answers_and_prints() -> None:
    with network_printer(FINE) as (port, taken):
        printer: Printer = EscposPrinter(NetworkTransport("127.0.0.1", port))
        assert printer.state() is PrinterState.READY
        printer.print_slip(receipt())
    assert taken == [compose(receipt())]


def test_a_printer_in_the_network_that_says_nothing_is_ready() -> None:
    with network_printer(b"") as (port, _):
        assert EscposPrinter(NetworkTransport("127.0.0.1", port)).state() is PrinterState.READY


def test_a_printer_in_the_network_without_paper_says_so() -> None:
    with network_printer(b"\x72") as (port, taken):
        printer = EscposPrinter(NetworkTransport("127.0.0.1", port))
        assert printer.state() is PrinterState.NO_PAPER
        assert refusal(printer) is Code.PRINTER_NO_PAPER
    assert taken == []


def test_a_closed_port_and_a_missing_device_are_absent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for transport in (
        NetworkTransport("127.0.0.1", port),
        DeviceTransport(tmp_path / "lp0"),
    ):
        assert EscposPrinter(transport).state() is PrinterState.ABSENT
        assert refusal(EscposPrinter(transport)) is Code.PRINTER_ABSENT


def test_a_device_file_takes_the_slip(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    DeviceTransport(pipe).send(compose(receipt()))
    taken = os.read(reading, 65536)
    os.close(reading)
    assert taken == compose(receipt())


def test_a_device_that_takes_no_more_does_not_hold_the_lane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.printer.transport.TIMEOUT", 0.05)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(TimeoutError):
        DeviceTransport(pipe).send(bytes(2_000_000))
    os.close(reading)
