"""Slips become PDF files that say the same, also when a lane prints them."""

import subprocess
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pytestqt.qtbot import QtBot

from core.errors import Code, PrinterError
from core.ports import Line, PrinterState, Slip
from core.slips import receipt_slip
from tests.core.session.stage import case, make_setting, shipped_catalogue
from ui.lanes import Lane
from ui.pdf_printer import PdfPrinter
from ui.theme import house_theme
from ui.words import house_words


def receipt() -> Slip:
    terminal = make_setting(shipped_catalogue()).terminal
    return receipt_slip(case(), terminal=terminal, words=house_words())


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    # Qt maps some characters to their radicals
    return unicodedata.normalize("NFKC", done.stdout.decode())


def code_of(path: Path, folder: Path) -> str:
    """What the QR code on the first page says."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", path, folder / "page"], check=True)
    (page, *_) = sorted(folder.glob("page*.png"))
    (code,) = zxingcpp.read_barcodes(np.asarray(Image.open(page).convert("L")))
    return str(code.text)


def test_a_receipt_is_printed_on_a_lane_and_leads_to_its_case(qtbot: QtBot, tmp_path: Path) -> None:
    printer, lane = PdfPrinter(tmp_path / "papers", house_theme()), Lane("printer")
    printed: list[object] = []
    slip = receipt()
    lane.run(lambda: printer.print_slip(slip)).success(printed.append)
    qtbot.waitUntil(lambda: bool(printed), timeout=20_000)
    lane.close()
    (path,) = (tmp_path / "papers").iterdir()
    assert path.name == f"{slip.name}.pdf"
    text = text_of(path)
    assert "等市平台确认" in text
    assert case().receipt_no in text, "digits beside Latin letters can be copied"
    assert code_of(path, tmp_path).endswith(f"/c/{case().id}")


def test_a_folder_that_cannot_be_made_is_an_absent_printer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    printer = PdfPrinter(tmp_path / "file" / "papers", house_theme())
    assert printer.state() is PrinterState.ABSENT
    with pytest.raises(PrinterError) as told:
        printer.print_slip(receipt())
    assert told.value.code is Code.PRINTER_ABSENT


def test_a_name_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrinterError):
        PdfPrinter(tmp_path, house_theme()).print_slip(Slip("../escape", (Line("x"),)))
