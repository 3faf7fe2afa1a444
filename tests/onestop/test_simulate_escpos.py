"""The printer made of software obeys the orders of the folder, and leaves its paper there."""

from pathlib import Path

import pytest

from core.errors import Code, PrinterError
from core.ports import PrinterState
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.file_printer import ORDERS
from devices.simulator_orders import PrinterOrder, read_order
from onestop.__main__ import main
from onestop.simulate_escpos import ordered_printer
from tests.devices.printer.slips import receipt
from tests.devices.printer.virtual import SHORT, WireTransport


def test_a_slip_lies_there_as_a_picture_and_orders_are_obeyed(tmp_path: Path) -> None:
    printer = EscposPrinter(WireTransport(ordered_printer(tmp_path)), limits=SHORT)
    printer.print_slip(receipt())
    assert (tmp_path / "slips" / "paper-0001.png").is_file()
    main(["simulate", "--folder", str(tmp_path), "printer", "ready", "--rows", "4"])
    with pytest.raises(PrinterError) as told:
        printer.print_slip(receipt())
    assert told.value.code is Code.SLIP_UNFINISHED
    assert read_order(tmp_path, ORDERS, PrinterOrder) == PrinterOrder("no_paper")
    main(["simulate", "--folder", str(tmp_path), "calm"])
    printer.print_slip(receipt())
    assert len(list((tmp_path / "slips").iterdir())) == 2


@pytest.mark.parametrize("damaged", ['{"state": "on fire"}', '{"st'])
def test_a_damaged_order_says_nothing_wrong_of_paper(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "printer.json").write_text(damaged)
    assert ordered_printer(tmp_path).state is PrinterState.ABSENT
