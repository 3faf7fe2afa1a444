"""A4 through the real CUPS to the printer of its makers: every job is followed to its end."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from core.errors import Code, PrinterError
from core.ports import PaperPrinter, PrinterState
from devices.printer.ipp_printer import IppPrinter, JobState, Patience
from tests.print_house import QUEUE, PrintHouse, open_print_house

pytestmark = pytest.mark.timeout(25)

PDF = b"%PDF-1.4\n% a page that no printer looks into\n%%EOF\n"
QUICK = Patience(answer=5.0, fault=0.3, reach=8.0, job=12.0, pulse=0.05)
FAULTS = [
    ("media-empty-error", Code.PRINTER_NO_PAPER),
    ("cover-open-error", Code.PRINTER_COVER_OPEN),
    ("media-jam-error", Code.PRINTER_FAULT),
]


@pytest.fixture(scope="module")
def one_house() -> Iterator[PrintHouse]:
    with open_print_house() as house:
        yield house


@pytest.fixture
def house(one_house: PrintHouse) -> Iterator[PrintHouse]:
    one_house.forget()
    yield one_house
    one_house.order("")
    wait_until(lambda: last_job(one_house) is not JobState.PROCESSING)


def queue(house: PrintHouse, patience: Patience = QUICK) -> IppPrinter:
    return IppPrinter("127.0.0.1", house.cups, f"/printers/{QUEUE}", patience)


def direct(house: PrintHouse) -> IppPrinter:
    return IppPrinter("localhost", house.printer, "/ipp/print", QUICK)


WAYS = pytest.mark.parametrize("way", [queue, direct])
Way = Callable[[PrintHouse], IppPrinter]


def refusal(printer: PaperPrinter) -> Code:
    with pytest.raises(PrinterError) as told:
        printer.print_pdf(PDF)
    return told.value.code


def last_job(house: PrintHouse) -> JobState:
    """How it stands with the newest job at the printer itself."""
    state = JobState.PENDING
    for number in count(1):
        try:
            state = direct(house)._job_state(number)
        except PrinterError:
            break
    return state


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        threading.Event().wait(0.02)


@WAYS
def test_a_page_that_is_said_to_be_printed_lies_there(house: PrintHouse, way: Way) -> None:
    printer: PaperPrinter = way(house)
    assert printer.state() is PrinterState.READY
    printer.print_pdf(PDF)
    assert house.papers() == [PDF]


def test_the_queue_keeps_neither_the_document_nor_a_name(house: PrintHouse) -> None:
    queue(house).print_pdf(PDF)
    assert house.documents_kept() == []
    planted = house.folder / "planted.pdf"
    planted.write_bytes(PDF)
    house.tell("lp", "-d", QUEUE, str(planted))
    wait_until(lambda: len(house.papers()) == 2)
    assert house.documents_kept() != [], "others' documents are kept: the look finds one"
    house.tell("cancel", "-x", "-a")


@WAYS
@pytest.mark.parametrize(("word", "code"), FAULTS)
def test_a_fault_that_stays_is_told_and_nothing_comes_out_later(
    house: PrintHouse, way: Way, word: str, code: Code
) -> None:
    house.order(word)
    assert refusal(way(house)) is code
    house.order("")
    # ippeveprinter lets its command end and only then says that the job was cancelled.
    wait_until(lambda: last_job(house) is JobState.CANCELED)
    house.forget()
    way(house).print_pdf(PDF)
    assert house.papers() == [PDF]
    assert last_job(house) is JobState.COMPLETED


def test_a_fault_that_passes_is_waited_for(house: PrintHouse) -> None:
    house.order("media-empty-error")
    printer = queue(house, Patience(fault=20.0, pulse=0.05))
    with ThreadPoolExecutor(1) as lane:
        printing = lane.submit(printer.print_pdf, PDF)
        wait_until(lambda: printer.state() is PrinterState.NO_PAPER)
        house.order("")
        printing.result(30)
    assert house.papers() == [PDF]


def test_a_job_that_the_printer_gives_up_is_told(house: PrintHouse) -> None:
    house.order("abort")
    assert refusal(direct(house)) is Code.PRINT_JOB_ENDED
    assert house.papers() == []


def test_a_job_that_staff_cancel_is_told(house: PrintHouse) -> None:
    house.order("media-empty-error")
    printer = queue(house, Patience(fault=20.0, pulse=0.05))
    with ThreadPoolExecutor(1) as lane:
        printing = lane.submit(refusal, printer)
        wait_until((house.folder / "began").exists)
        house.tell("cancel", "-a")
        house.order("")
        assert printing.result(30) is Code.PRINT_JOB_ENDED


def test_a_queue_on_hold_takes_nothing(house: PrintHouse) -> None:
    house.tell("cupsdisable", QUEUE)
    assert queue(house).state() is PrinterState.ON_HOLD
    assert refusal(queue(house)) is Code.PRINTER_ON_HOLD
    house.tell("cupsenable", QUEUE)
    house.tell("cupsreject", QUEUE)
    assert refusal(queue(house)) is Code.PRINTER_ON_HOLD
    house.tell("cupsaccept", QUEUE)
    queue(house).print_pdf(PDF)
    assert house.papers() == [PDF]


def test_a_queue_that_is_not_there_is_absent(house: PrintHouse) -> None:
    nowhere = IppPrinter("127.0.0.1", house.cups, "/printers/nowhere", QUICK)
    assert nowhere.state() is PrinterState.ABSENT
    assert refusal(nowhere) is Code.PRINTER_ABSENT


def test_a_print_service_that_does_not_run_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    nobody = IppPrinter("127.0.0.1", port, "/printers/a4", QUICK)
    assert nobody.state() is PrinterState.ABSENT
    assert refusal(nobody) is Code.PRINT_SERVICE_DOWN
