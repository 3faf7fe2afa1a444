"""The printer is asked before and after; a slip is printed whole, or said not to be."""

import errno
import os
import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Code, PrinterError
from core.ports import Printer, PrinterState
from devices.printer.escpos_bytes import compose
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.status import ASK_DONE, ASK_OFFLINE, ASK_PAPER, ASK_PRINTER, FORGET_REST
from devices.printer.transport import DeviceTransport, Line, NetworkTransport, Transport
from devices.simulator_orders import PrinterOrder
from tests.devices.printer.slips import receipt
from tests.devices.printer.virtual import SHORT, Desk, WireTransport, at_port, at_terminal

QUESTIONS = ASK_PRINTER + ASK_OFFLINE + ASK_PAPER
REFUSALS = [
    (PrinterState.NO_PAPER, Code.PRINTER_NO_PAPER),
    (PrinterState.COVER_OPEN, Code.PRINTER_COVER_OPEN),
    (PrinterState.FAULT, Code.PRINTER_FAULT),
    (PrinterState.ON_HOLD, Code.PRINTER_ON_HOLD),
]


def escpos(transport: Transport) -> EscposPrinter:
    return EscposPrinter(transport, limits=SHORT)


def refusal(printer: Printer) -> Code:
    with pytest.raises(PrinterError) as caught:
        printer.print_slip(receipt())
    return caught.value.code


def test_a_slip_is_sent_whole_between_the_questions() -> None:
    desk = Desk()
    wire = WireTransport(desk.printer)
    escpos(wire).print_slip(receipt())
    assert wire.sent == QUESTIONS + compose(receipt()) + ASK_DONE
    assert len(desk.slips) == 1


@pytest.mark.parametrize(("state", "code"), REFUSALS)
def test_a_printer_that_cannot_print_gets_nothing(state: PrinterState, code: Code) -> None:
    desk = Desk(PrinterOrder(state.value))
    wire = WireTransport(desk.printer)
    assert escpos(wire).state() is state
    assert refusal(escpos(wire)) is code
    assert wire.sent == QUESTIONS * 2


def test_paper_that_is_low_prints() -> None:
    desk = Desk(PrinterOrder("paper_low"))
    printer = escpos(WireTransport(desk.printer))
    assert printer.state() is PrinterState.PAPER_LOW
    printer.print_slip(receipt())
    assert len(desk.slips) == 1


@pytest.mark.parametrize("rows", [0, 1, 4, 9, 11])
def test_paper_that_runs_out_in_the_middle_is_noticed_and_nothing_comes_out_later(
    rows: int,
) -> None:
    desk = Desk(PrinterOrder(rows=rows))
    wire = WireTransport(desk.printer)
    assert refusal(escpos(wire)) is (Code.SLIP_UNFINISHED if rows else Code.PRINTER_NO_PAPER)
    assert wire.sent.endswith(FORGET_REST) == bool(rows)
    desk.order = PrinterOrder()
    assert desk.printer.go_on() == b"", "the rest was forgotten"
    assert desk.slips == []
    escpos(wire).print_slip(receipt())
    assert len(desk.slips) == 1


def test_a_cover_that_is_opened_in_the_middle_is_noticed() -> None:
    desk = Desk()

    class Opened(WireTransport):
        def send(self, octets: bytes, limit_s: float) -> None:
            if len(octets) > 100:
                desk.order = PrinterOrder("cover_open")
            super().send(octets, limit_s)

    assert refusal(escpos(Opened(desk.printer))) is Code.SLIP_UNFINISHED


def test_an_answer_that_arrives_together_with_another_is_not_lost() -> None:
    class Together(WireTransport):
        def hear(self, limit_s: float) -> bytes:
            heard = super().hear(limit_s)
            return b"\x11\x13\x12" + heard if heard == b"\x00" else heard

    desk = Desk()
    escpos(Together(desk.printer)).print_slip(receipt())
    assert len(desk.slips) == 1


def test_a_printer_that_says_nothing_is_ready_and_believed() -> None:
    class Mute(WireTransport):
        def hear(self, limit_s: float) -> bytes:
            return b""

    desk = Desk()
    wire = Mute(desk.printer)
    assert escpos(wire).state() is PrinterState.READY
    escpos(wire).print_slip(receipt())
    assert wire.sent.endswith(compose(receipt())), "what it does not know it is not asked"
    assert len(desk.slips) == 1


def test_a_printer_that_does_not_know_when_it_is_done_is_believed_while_it_is_well() -> None:
    class NoReport(WireTransport):
        def hear(self, limit_s: float) -> bytes:
            return super().hear(limit_s).replace(b"\x00", b"")

    desk = Desk()
    escpos(NoReport(desk.printer)).print_slip(receipt())
    desk.order = PrinterOrder(rows=3)
    assert refusal(escpos(NoReport(desk.printer))) is Code.SLIP_UNFINISHED


@pytest.mark.parametrize(
    ("number", "state", "code"),
    [
        (errno.ENOENT, PrinterState.ABSENT, Code.PRINTER_ABSENT),
        (errno.EBUSY, PrinterState.ON_HOLD, Code.PRINTER_ON_HOLD),
    ],
)
def test_a_way_that_does_not_open_is_an_absent_or_a_busy_printer(
    number: int, state: PrinterState, code: Code
) -> None:
    class Closed:
        def open(self) -> Line:
            raise OSError(number, "")

    assert escpos(Closed()).state() is state
    assert refusal(escpos(Closed())) is code


def test_a_printer_unplugged_in_the_middle_did_not_print_whole() -> None:
    class Leaving(WireTransport):
        def send(self, octets: bytes, limit_s: float) -> None:
            if len(octets) > 100:
                raise BrokenPipeError
            super().send(octets, limit_s)

    assert refusal(escpos(Leaving(Desk().printer))) is Code.SLIP_UNFINISHED


def test_a_printer_in_the_network_prints_refuses_leaves_and_is_back() -> None:
    desk = Desk()
    with at_port(desk) as port:
        printer = escpos(NetworkTransport("127.0.0.1", port))
        assert printer.state() is PrinterState.READY
        printer.print_slip(receipt())
        desk.order = PrinterOrder("no_paper")
        assert refusal(printer) is Code.PRINTER_NO_PAPER
        desk.order = PrinterOrder("absent")
        assert printer.state() is PrinterState.ABSENT
        assert refusal(printer) is Code.PRINTER_ABSENT
        desk.order = PrinterOrder(rows=5)
        assert refusal(printer) is Code.SLIP_UNFINISHED
        desk.order = PrinterOrder()
        printer.print_slip(receipt())
    assert len(desk.slips) == 2
    assert desk.printer.strange == []


def test_a_printer_behind_a_device_file_prints_and_answers() -> None:
    desk = Desk()
    with at_terminal(desk) as path:
        printer = escpos(DeviceTransport(path))
        assert printer.state() is PrinterState.READY
        printer.print_slip(receipt())
        desk.order = PrinterOrder("cover_open")
        assert refusal(printer) is Code.PRINTER_COVER_OPEN
        desk.order = PrinterOrder(rows=2)
        assert refusal(printer) is Code.SLIP_UNFINISHED
    assert len(desk.slips) == 1


def test_a_closed_port_and_a_missing_device_are_absent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for transport in (NetworkTransport("127.0.0.1", port), DeviceTransport(tmp_path / "lp0")):
        assert escpos(transport).state() is PrinterState.ABSENT
        assert refusal(escpos(transport)) is Code.PRINTER_ABSENT


def test_a_network_printer_that_answers_nothing_loses_no_octet_when_we_hang_up() -> None:
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(b"\x00")  # an octet that nobody reads: hanging up at once would reset
                octets = b""
                while block := line.recv(65536):
                    octets += block
                taken.append(octets)

        thread = threading.Thread(target=serve)
        thread.start()
        with closing(NetworkTransport("127.0.0.1", server.getsockname()[1]).open()) as line:
            line.send(compose(receipt()), 1.0)
        thread.join(10)
    assert taken == [compose(receipt())]


def test_a_device_file_that_can_only_be_written_takes_the_slip(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    line = DeviceTransport(pipe).open()
    line.send(compose(receipt()), 1.0)
    taken = os.read(reading, 65536)
    line.close()
    os.close(reading)
    assert taken == compose(receipt())


def test_a_device_that_takes_no_more_does_not_hold_the_lane(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    line = DeviceTransport(pipe).open()
    with pytest.raises(TimeoutError):
        line.send(bytes(2_000_000), 0.05)
    line.close()
    os.close(reading)


def test_a_printer_that_stops_taking_did_not_print_whole() -> None:
    class Full(WireTransport):
        def send(self, octets: bytes, limit_s: float) -> None:
            if len(octets) > 100:
                raise TimeoutError
            super().send(octets, limit_s)

    wire = Full(Desk().printer)
    assert refusal(escpos(wire)) is Code.SLIP_UNFINISHED
    assert wire.sent.endswith(FORGET_REST)
