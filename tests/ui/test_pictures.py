"""What is painted can be read back: codes, frames, papers, icons."""

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.ports import Frame, Line, Slip
from ui.camera_view import CameraOval, DocumentView, image_of
from ui.gallery import draw_gallery
from ui.icons import icon_names, icon_pixmap
from ui.pdf import pages_to_pdf, slip_to_pdf
from ui.qr_view import QUIET_ZONE, QrView
from ui.screenshots import grab
from ui.theme import house_theme
from ui.words import house_words

TEXT = "https://example.invalid/q/CD0128-1122-0037-K?到=家"


def decoded(image: QImage) -> str:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    flat = bytes(grey.constBits())[: grey.bytesPerLine() * grey.height()]
    view = memoryview(flat).cast("B", (grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcodes(
        view, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return bytes(found[0].bytes).decode("utf-8")


@pytest.mark.parametrize("size", [150, 300, 420])
def test_a_code_can_be_read_back_and_is_large_enough(qtbot: QtBot, size: int) -> None:
    view = QrView(TEXT, size=size, name="扫码看进度")
    qtbot.addWidget(view)
    image = view.grab().toImage()
    assert image.width() >= size
    assert decoded(image) == TEXT


def test_a_code_has_its_quiet_zone(qtbot: QtBot) -> None:
    view = QrView(TEXT)
    qtbot.addWidget(view)
    image = view.grab().toImage()
    whole = view.sizeHint().width()
    dark = [x for x in range(whole) if image.pixelColor(x, whole // 2).lightness() < 128]
    module = whole // (29 + 2 * QUIET_ZONE)
    assert dark[0] >= module * QUIET_ZONE - module
    assert image.pixelColor(0, 0).lightness() == 255


def test_a_code_that_nobody_can_scan_is_refused() -> None:
    with pytest.raises(ValueError, match="small"):
        QrView(TEXT, size=100)


def test_a_frame_keeps_its_colours() -> None:
    blue_green_red = bytes([200, 100, 50]) * 6
    image = image_of(Frame(3, 2, blue_green_red, 0.0))
    assert image.pixelColor(1, 1).name() == "#3264c8"


def test_the_oval_shows_somebody_as_in_a_looking_glass_and_forgets(qtbot: QtBot) -> None:
    oval = CameraOval(house_theme(), house_words())
    qtbot.addWidget(oval)
    oval.resize(968, 880)
    left, right = bytes([0, 0, 255]), bytes([0, 255, 0])
    oval.set_frame(Frame(8, 8, (left * 4 + right * 4) * 8, 0.0))
    middle = oval.oval().center().toPoint()
    seen = oval.grab().toImage()
    assert seen.pixelColor(middle.x() - 40, middle.y()).green() > 200
    assert seen.pixelColor(middle.x() + 40, middle.y()).red() > 200
    oval.forget()
    empty = oval.grab().toImage()
    assert empty.pixelColor(middle.x() - 40, middle.y()) == empty.pixelColor(
        middle.x() + 40, middle.y()
    )


def test_what_is_no_picture_leaves_the_bed_empty(qtbot: QtBot) -> None:
    view = DocumentView(house_theme(), house_words())
    qtbot.addWidget(view)
    view.resize(640, 480)
    before = view.grab().toImage()
    view.set_still(b"no picture")
    assert view.grab().toImage() == before


def slip() -> Slip:
    pairs = [Line(f"第 {n} 项", "测试张三" * 8, "pair") for n in range(60)]
    head = (Line("收件回执", kind="title"), Line(kind="rule"), Line("请收好。", bold=True))
    code = Line("https://example.invalid", kind="qr")
    tail = (code, Line("小字", kind="small"), Line(kind="feed"))
    return Slip("receipt", (*head, *pairs, *tail))


def test_a_slip_becomes_as_many_sheets_as_it_needs(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "slip.pdf"
    slip_to_pdf(slip(), path, house_theme())
    octets = path.read_bytes()
    assert octets.startswith(b"%PDF")
    assert octets.count(b"/Type /Page\n") >= 2


def test_a_paper_that_cannot_be_written_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "slip.pdf"
    with pytest.raises(OSError, match="No such file"):
        slip_to_pdf(slip(), nowhere, house_theme())


def test_rich_text_becomes_a_paper(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    pages_to_pdf("<h1>一次告知</h1><p>要办什么</p>", path, house_theme())
    assert path.read_bytes().startswith(b"%PDF")


def test_every_icon_paints_inside_its_square(qtbot: QtBot) -> None:
    colour = house_theme().color("lake")
    for name in icon_names():
        image = icon_pixmap(name, colour, 48, 2.0).toImage()
        edge = [image.pixelColor(0, y).alpha() for y in range(96)]
        edge += [image.pixelColor(95, y).alpha() for y in range(96)]
        edge += [image.pixelColor(x, 0).alpha() for x in range(96)]
        edge += [image.pixelColor(x, 95).alpha() for x in range(96)]
        inside = [image.pixelColor(x, y).alpha() for x in range(0, 96, 2) for y in range(0, 96, 2)]
        assert max(edge) < 128, name
        assert max(inside) > 200, name


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon_pixmap("no_such_icon", house_theme().color("lake"), 24)


def test_the_gallery_is_the_same_every_time(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    for path in (first, second):
        draw_gallery(path, house_theme(still=True))
        QCoreApplication.processEvents()
    assert first.read_bytes() == second.read_bytes()


def test_a_window_becomes_a_picture(qtbot: QtBot, tmp_path: Path) -> None:
    view = QrView(TEXT)
    qtbot.addWidget(view)
    grab(view, tmp_path / "x.png")
    assert not QImage(str(tmp_path / "x.png")).isNull()
    with pytest.raises(OSError, match="not written"):
        grab(view, tmp_path / "no" / "x.png")
