"""A4 papers: a slip as a clean page, and pages from rich text."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextDocument,
)

from core.ports import Line, Slip
from ui.qr_view import paint_qr, qr_matrix
from ui.theme import Theme

DPI = 144
_MARGIN_MM = 20.0
_TITLE = 30
_BODY = 21
_SMALL = 17
_QR_SIDE = 240.0
_NAME_PART = 0.28  # of the width for the left side of a pair
_GAP = 10.0
_LOCAL_FORMS = "locl"


def slip_to_pdf(slip: Slip, path: Path, theme: Theme) -> None:
    """Write a slip as A4. Raises OSError."""
    path.write_bytes(slip_pdf(slip, theme))


def slip_pdf(slip: Slip, theme: Theme) -> bytes:
    """A slip as A4: titles, pairs in two columns, rules, QR codes."""
    buffer = _open_buffer()
    writer = _writer(buffer)
    writer.setTitle(slip.name)
    painter = QPainter(writer)
    paper = _Paper(painter, writer, theme)
    for line in slip.lines:
        paper.add(line)
    painter.end()
    return bytes(buffer.data().data())


def pages_to_pdf(html: str, path: Path, theme: Theme) -> None:
    """Write rich text as A4. Raises OSError."""
    buffer = _open_buffer()
    writer = _writer(buffer)
    document = QTextDocument()
    document.setDefaultFont(_paper_font(theme, _BODY))
    document.setHtml(html)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.documentLayout().setPaintDevice(writer)
    document.print_(writer)
    path.write_bytes(bytes(buffer.data().data()))


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _writer(buffer: QBuffer) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setCreator("Onestop")
    return writer


def _paper_font(theme: Theme, size: int, bold: bool = False) -> QFont:
    """The house font without its local forms: in them Noto CJK keeps digits that have no character
    of their own, and beside Latin letters they were drawn and could not be copied or found."""
    font = theme.font_px(size, bold=bold)
    font.setFeature(QFont.Tag.fromString(_LOCAL_FORMS), 0)
    return font


class _Paper:
    """Where the next line goes; a new sheet when there is no room."""

    def __init__(self, painter: QPainter, writer: QPdfWriter, theme: Theme) -> None:
        self._painter = painter
        self._writer = writer
        self._theme = theme
        self._width = float(writer.width())
        self._top = 0.0

    def add(self, line: Line) -> None:
        """Put a line of a slip on the paper."""
        match line.kind:
            case "title":
                self._text(line.text, _TITLE, bold=True, centred=True)
                self._top += _GAP
            case "pair":
                self._pair(line)
            case "rule":
                self._rule()
            case "qr":
                self._qr(line.text)
            case "small":
                self._text(line.text, _SMALL, bold=line.bold)
            case "feed":
                self._top += _BODY
            case _:
                self._text(line.text, _BODY, bold=line.bold)

    def _text(self, text: str, size: int, *, bold: bool, centred: bool = False) -> None:
        tall = self._tall(text, self._width, size, bold)
        self._make_room(tall)
        side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        self._draw(QRectF(0, self._top, self._width, tall), text, size, bold, side)
        self._top += tall + _GAP * 0.6

    def _pair(self, line: Line) -> None:
        left = self._width * _NAME_PART
        right = self._width - left - _GAP
        tall = max(
            self._tall(line.text, left, _BODY, False),
            self._tall(line.right, right, _BODY, line.bold),
        )
        self._make_room(tall + _GAP)
        side = Qt.AlignmentFlag.AlignLeft
        self._draw(QRectF(0, self._top, left, tall), line.text, _BODY, False, side)
        value = QRectF(left + _GAP, self._top, right, tall)
        self._draw(value, line.right, _BODY, line.bold, side)
        self._top += tall + _GAP * 0.5
        self._hairline()
        self._top += _GAP * 0.5

    def _rule(self) -> None:
        self._top += _GAP * 0.5
        self._make_room(_GAP)
        self._painter.setPen(QPen(Qt.GlobalColor.black, 2))
        self._painter.drawLine(0, round(self._top), round(self._width), round(self._top))
        self._top += _GAP * 1.5

    def _qr(self, text: str) -> None:
        self._make_room(_QR_SIDE)
        left = (self._width - _QR_SIDE) / 2
        paint_qr(self._painter, QRectF(left, self._top, _QR_SIDE, _QR_SIDE), qr_matrix(text))
        self._top += _QR_SIDE + _GAP

    def _hairline(self) -> None:
        self._painter.setPen(QPen(Qt.GlobalColor.lightGray, 1))
        self._painter.drawLine(0, round(self._top), round(self._width), round(self._top))

    def _draw(self, rect: QRectF, text: str, size: int, bold: bool, side: Qt.AlignmentFlag) -> None:
        self._painter.setPen(Qt.GlobalColor.black)
        self._painter.setFont(_paper_font(self._theme, size, bold))
        flags = side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        self._painter.drawText(rect, int(flags), text)

    def _tall(self, text: str, width: float, size: int, bold: bool) -> float:
        metrics = QFontMetricsF(_paper_font(self._theme, size, bold), self._writer)
        room = QRectF(0, 0, width, 1e6)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        return max(metrics.boundingRect(room, flags, text).height(), metrics.height())

    def _make_room(self, tall: float) -> None:
        if self._top and self._top + tall > self._writer.height():
            self._writer.newPage()
            self._top = 0.0
