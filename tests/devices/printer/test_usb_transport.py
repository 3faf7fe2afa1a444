"""A printer on USB is found by its class, asked, and there again after it was unplugged."""

import pytest

from core.errors import Code, PrinterError
from core.ports import PrinterState
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.usb_transport import UsbTransport
from devices.simulator_orders import PrinterOrder
from tests.devices.printer.slips import receipt
from tests.devices.printer.virtual import SHORT, Desk, PrinterBus


def on_bus(bus: PrinterBus, **numbers: int) -> EscposPrinter:
    return EscposPrinter(UsbTransport(**numbers, backend=bus), limits=SHORT)


def test_a_printer_is_found_by_its_class_and_prints() -> None:
    desk = Desk()
    printer = on_bus(PrinterBus(desk.printer))
    assert printer.state() is PrinterState.READY
    printer.print_slip(receipt())
    assert len(desk.slips) == 1
    assert desk.printer.strange == []


def test_paper_that_runs_out_on_usb_is_noticed() -> None:
    desk = Desk(PrinterOrder(rows=4))
    with pytest.raises(PrinterError) as told:
        on_bus(PrinterBus(desk.printer)).print_slip(receipt())
    assert told.value.code is Code.SLIP_UNFINISHED


def test_an_unplugged_printer_is_absent_and_there_again() -> None:
    desk = Desk()
    bus = PrinterBus(desk.printer)
    printer = on_bus(bus)
    bus.unplug()
    assert printer.state() is PrinterState.ABSENT
    with pytest.raises(PrinterError) as told:
        printer.print_slip(receipt())
    assert told.value.code is Code.PRINTER_ABSENT
    bus.plug()
    printer.print_slip(receipt())
    assert len(desk.slips) == 1


@pytest.mark.parametrize("numbers", [{"vendor": 1}, {"number": 2}, {"product": 0x5744}])
def test_another_printer_is_not_taken(numbers: dict[str, int]) -> None:
    bus = PrinterBus(Desk().printer)
    assert on_bus(bus, vendor=0x0483, product=0x5743).state() is PrinterState.READY
    assert on_bus(bus, **numbers).state() is PrinterState.ABSENT
