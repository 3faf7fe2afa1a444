"""Sheets go to A4, slips onto the roll, and each to the other where nothing could be printed."""

from pathlib import Path

import pytest

from core.errors import Code, PrinterError
from core.ports import Line, PaperPrinter, PrinterState, Slip
from devices.absent import AbsentPrinter
from devices.printer.file_paper import ORDERS, FilePaper
from devices.printer.file_printer import ORDERS as SLIP_ORDERS
from devices.printer.file_printer import FilePrinter
from devices.simulator_orders import PrinterOrder, write_order
from tests.ui.test_pdf_printer import code_of, receipt, text_of
from ui.a4_printer import TwoPrinters, with_a4
from ui.room_arguments import all_printers
from ui.theme import house_theme

pytestmark = pytest.mark.usefixtures("qapp")

NOTICE = Slip("notice-1", (Line("一次告知", kind="title"), Line("带上身份证")), is_sheet=True)
RECEIPT = Slip("receipt-1", (Line("申请已收下", kind="title"), Line("临时编号")))


class Desk:
    """Both printers as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        roll = FilePrinter(folder / "slips", folder)
        self.printer = TwoPrinters(roll, with_a4(AbsentPrinter(), self.paper(), house_theme()))

    def paper(self) -> PaperPrinter:
        return FilePaper(self._folder / "papers", self._folder)

    def order(self, machine: str, state: str, rows: int = -1) -> None:
        write_order(self._folder, machine, PrinterOrder(state, rows))

    def printed(self) -> list[str]:
        return sorted(
            path.name
            for path in self._folder.glob("*/*")
            if path.suffix in {".escpos", ".pdf"} and "torn" not in path.name
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_notice_is_a_sheet_and_a_receipt_a_slip(desk: Desk) -> None:
    desk.printer.print_slip(NOTICE)
    desk.printer.print_slip(RECEIPT)
    assert desk.printed() == ["page-0001.pdf", "receipt-1.escpos"]


def test_a_sheet_says_what_the_slip_says_and_its_code_reads(tmp_path: Path) -> None:
    paper = FilePaper(tmp_path / "papers", tmp_path)
    slip = receipt()
    with_a4(AbsentPrinter(), paper, house_theme()).print_slip(slip)
    (path,) = (tmp_path / "papers").iterdir()
    assert "等市平台确认" in text_of(path)
    assert "/c/" in code_of(path, tmp_path)


@pytest.mark.parametrize("state", ["no_paper", "cover_open", "fault", "on_hold", "absent"])
def test_one_printer_stands_in_for_the_other_that_printed_nothing(desk: Desk, state: str) -> None:
    desk.order(ORDERS, state)
    desk.printer.print_slip(NOTICE)
    desk.order(ORDERS, "ready")
    desk.order(SLIP_ORDERS, state)
    desk.printer.print_slip(RECEIPT)
    assert desk.printed() == ["notice-1.escpos", "page-0001.pdf"]


def test_a_slip_that_is_not_whole_is_said_and_not_printed_elsewhere(desk: Desk) -> None:
    desk.order(SLIP_ORDERS, "ready", rows=1)
    with pytest.raises(PrinterError) as told:
        desk.printer.print_slip(RECEIPT)
    assert told.value.code is Code.SLIP_UNFINISHED
    assert desk.printed() == []


def test_when_neither_prints_the_first_fault_is_told(desk: Desk) -> None:
    desk.order(SLIP_ORDERS, "cover_open")
    desk.order(ORDERS, "no_paper")
    for slip, code in ((RECEIPT, Code.PRINTER_COVER_OPEN), (NOTICE, Code.PRINTER_NO_PAPER)):
        with pytest.raises(PrinterError) as told:
            desk.printer.print_slip(slip)
        assert told.value.code is code


def test_the_state_is_that_of_the_roll_and_of_a4_without_one(desk: Desk) -> None:
    desk.order(ORDERS, "no_paper")
    assert desk.printer.state() is PrinterState.READY
    desk.order(SLIP_ORDERS, "absent")
    assert desk.printer.state() is PrinterState.NO_PAPER


def test_a_folder_said_by_hand_stands_above_the_printer(desk: Desk) -> None:
    roll = AbsentPrinter()
    assert all_printers("pdf:papers", roll, desk.paper()) is roll
    assert isinstance(all_printers("auto", roll, desk.paper()), TwoPrinters)
    assert all_printers("auto", roll, None) is roll
