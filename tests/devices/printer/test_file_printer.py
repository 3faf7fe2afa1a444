"""The simulated printer leaves files, and fails when it is ordered to."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Code, PrinterError
from core.ports import Printer, PrinterState
from devices.printer.escpos_bytes import compose
from devices.printer.file_printer import ORDERS, FilePrinter
from devices.scanner.codes import ReadCode, read_codes
from devices.simulator_orders import PrinterOrder, take_back, write_order
from tests.devices.printer.slips import LINK, receipt


def test_a_slip_becomes_bytes_and_a_picture_and_nothing_else(tmp_path: Path) -> None:
    printer: Printer = FilePrinter(tmp_path / "paper")
    assert printer.state() is PrinterState.READY
    printer.print_slip(receipt())
    names = sorted(path.name for path in (tmp_path / "paper").iterdir())
    assert names == ["receipt-0001.escpos", "receipt-0001.png"]
    assert (tmp_path / "paper" / "receipt-0001.escpos").read_bytes() == compose(receipt())
    octets = (tmp_path / "paper" / "receipt-0001.png").read_bytes()
    assert read_codes(octets) == [ReadCode(LINK, "qr")]


@pytest.mark.parametrize(
    ("word", "state", "code"),
    [
        ("no_paper", PrinterState.NO_PAPER, Code.PRINTER_NO_PAPER),
        ("cover_open", PrinterState.COVER_OPEN, Code.PRINTER_COVER_OPEN),
        ("absent", PrinterState.ABSENT, Code.PRINTER_ABSENT),
        ("on fire", PrinterState.ABSENT, Code.PRINTER_ABSENT),
    ],
)
def test_an_order_makes_it_fail_and_its_end_mends_it(
    tmp_path: Path, word: str, state: PrinterState, code: Code
) -> None:
    printer = FilePrinter(tmp_path)
    write_order(tmp_path, ORDERS, PrinterOrder(word))
    assert printer.state() is state
    with pytest.raises(PrinterError) as caught:
        printer.print_slip(receipt())
    assert caught.value.code is code
    assert [path.name for path in tmp_path.iterdir()] == ["printer.json"]
    take_back(tmp_path, ORDERS)
    printer.print_slip(receipt())
    assert (tmp_path / "receipt-0001.png").is_file()


def test_an_order_to_be_ready_prints(tmp_path: Path) -> None:
    write_order(tmp_path, ORDERS, PrinterOrder())
    assert FilePrinter(tmp_path).state() is PrinterState.READY


def test_a_damaged_order_is_an_absent_printer(tmp_path: Path) -> None:
    (tmp_path / "printer.json").write_bytes(b'{"state": "rea')
    assert FilePrinter(tmp_path).state() is PrinterState.ABSENT


@pytest.mark.parametrize("name", ["../outside", "", ".hidden", "测试张三", "a/b"])
def test_a_name_that_is_no_plain_stem_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PrinterError):
        FilePrinter(tmp_path).print_slip(replace(receipt(), name=name))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_absent_printer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PrinterError) as caught:
        FilePrinter(tmp_path / "file").print_slip(receipt())
    assert caught.value.code is Code.PRINTER_ABSENT


def test_paper_ordered_to_run_out_leaves_half_a_slip_and_says_so(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    write_order(tmp_path, ORDERS, PrinterOrder(rows=15))
    printer.print_slip(receipt())
    with pytest.raises(PrinterError) as caught:
        printer.print_slip(replace(receipt(), name="second"))
    assert caught.value.code is Code.SLIP_UNFINISHED
    assert (tmp_path / "second.torn.png").is_file()
    assert not (tmp_path / "second.png").exists()
    assert printer.state() is PrinterState.NO_PAPER
    take_back(tmp_path, ORDERS)
    printer.print_slip(replace(receipt(), name="second"))
    assert (tmp_path / "second.png").is_file()


def test_no_row_of_paper_is_no_paper(tmp_path: Path) -> None:
    write_order(tmp_path, ORDERS, PrinterOrder(rows=0))
    assert FilePrinter(tmp_path).state() is PrinterState.NO_PAPER
